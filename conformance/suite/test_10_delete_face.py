"""Section 10, Delete Face Record (s:523-573)."""

import pytest

from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_parameters = all_parameters_of("deleteFace")
test_public_parameters = all_public_of("deleteFace")


@requirement("deleteFace.effect.gone", "deleteFace.success_list.deleted", "deleteFace.answer.accepts")
@pytest.mark.parametrize("doomed", [[0], [2], [0, 2], [2, 1], [0, 1, 2]], ids=str)
def test_deleted_records_are_gone(world: World, doomed: list[int]) -> None:
    """Some of three records are deleted and named; the others stay; the deleted ones are found no more."""
    group = world.group()
    records = [world.record(group, person=person) for person in range(3)]
    world.look([group])
    world.ipc.delete_face(group.name, [records[index].faceid for index in doomed])
    world.look([group])
    for record in records:
        world.ipc.get_face(record.faceid)
        world.find(record.picture)


@requirement("deleteFace.not_exist_list.missing", "deleteFace.lists.complete", "deleteFace.lists.asked-only")
def test_missing_faceids_are_named(world: World) -> None:
    """Existing and missing ones, in both orders, and missing ones alone (s:558-571)."""
    group = world.group()
    missing = world.deleted_faceid()
    for order in (1, -1):
        record = world.record(group)
        world.look([group])
        world.ipc.delete_face(group.name, [record.faceid, missing][::order])
        world.look([group])
    world.ipc.delete_face(group.name, [missing])
    world.look([group])


@requirement("deleteFace.none-exist")
@pytest.mark.parametrize("number", [1, 3])
def test_none_of_them_exists(world: World, number: int) -> None:
    """Partial failure is code 0 by the sample; what it is where nothing can be deleted is open (point 69)."""
    group = world.group()
    gone = [world.record(group, person=person).faceid for person in range(number)]
    world.look([group])
    world.ipc.delete_face(group.name, gone)
    world.look([group])
    world.ipc.delete_face(group.name, gone)
    world.look([group])


@requirement("deleteFace.other-group", "deleteFace.group.own", "deleteFace.effect.others-kept")
def test_record_of_another_group(world: World) -> None:
    """It is not deleted; the list that names it is open (point 68)."""
    group, other = world.group(), world.group()
    mine, alien = world.record(group, person=0), world.record(other, person=1)
    world.look(world.made)
    world.ipc.delete_face(group.name, [alien.faceid])
    world.look(world.made)
    world.ipc.delete_face(group.name, [alien.faceid, mine.faceid])
    world.look(world.made)
    world.ipc.get_face(alien.faceid)


@requirement("deleteFace.num-mismatch")
def test_num_differs_from_the_list(world: World) -> None:
    """Two faceids and num 1: refused, the list counts, or num counts (point 67)."""
    group = world.group()
    ids = [world.record(group, person=person).faceid for person in range(2)]
    world.look([group])
    answer = world.ipc.delete_face(group.name, ids, num=1)
    left = world.ipc.get_face_list(group.name)
    number = len(left.data.get("faceid_list", []))
    value = "refused" if not answer.succeeded else {0: "list-counts", 1: "num-counts"}.get(number)
    if value:
        world.ipc.reading("deleteFace.num-mismatch", value, answer, left)


@requirement("deleteFace.success_list.deleted")
def test_twice(world: World) -> None:
    """What was deleted is missing the second time, and its faceid can be given again."""
    group = world.group()
    record = world.record(group)
    world.look([group])
    for _ in range(2):
        world.ipc.delete_face(group.name, [record.faceid])
        world.look([group])
    world.ipc.send(world.call_to_add(record))
    world.look([group])


@requirement("deleteFace.success_list.deleted", "deleteFace.lists.complete")
def test_many_at_once(world: World) -> None:
    """Twelve of fourteen records in one call."""
    group = world.group()
    ids = [world.record(group, person=person).faceid for person in range(14)]
    world.look([group])
    world.ipc.delete_face(group.name, ids[1:-1])
    world.look([group])
