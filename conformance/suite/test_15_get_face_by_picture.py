"""Section 15, Get Face Record By Picture (s:916-1010)."""

import pytest

from conformance.run.outcomes import Untested
from conformance.run.pictures import resized
from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.things import Record
from conformance.suite.world import World, file_of

test_parameters = all_parameters_of("getFaceByPicture")
test_public_parameters = all_public_of("getFaceByPicture")


@requirement("getFaceByPicture.match.found", "getFaceByPicture.values.stored", "getFaceByPicture.answer.accepts")
@requirement("getFaceByPicture.attributes.type", "getFaceByPicture.attributes.by-name")
def test_a_picture_finds_its_record(world: World) -> None:
    """Of five people in two groups each is found by the picture that was added, with all values."""
    groups = [world.group(attributes=("hobby",)) for _ in range(2)]
    records = [
        world.record(
            groups[person % 2], person=person + 20, age=10 * (person + 1), gender=person % 3, hobby=f"{person}"
        )
        for person in range(5)
    ]
    world.look(groups)
    for record in records:
        world.find(record.picture)


@requirement("getFaceByPicture.match.none")
def test_an_unknown_face_finds_none(world: World) -> None:
    """A person without a record is not found, though another has one; nor is one whose record was deleted.

    Nor by a second search: the first one made no record of them.
    """
    group = world.group()
    record = world.record(group, person=30)
    world.look([group])
    for _ in range(2):
        world.find_none(world.person(31))
    world.ipc.delete_face(group.name, [record.faceid])
    world.look([group])
    world.find_none(record.picture)


@pytest.mark.parametrize("name", load_spec().device.default_groups)
@requirement("getFaceByPicture.default-groups.searched")
def test_default_groups_are_searched(world: World, name: str) -> None:
    """No parameter names a group, so the search is over all (point 99)."""
    world.look()
    faceid, person = world.run.faceid(), 34
    world.stray(name, faceid)
    if world.ipc.add_face(name, world.part(person), faceid=faceid).succeeded:
        world.find(world.person(person))


@requirement("getFaceByPicture.several-matches")
def test_two_records_of_one_face(world: World) -> None:
    """Which of them is found is open (point 99)."""
    groups = [world.group(), world.group()]
    first = world.record(groups[0], person=35)
    world.look(groups)
    second = Record(world.run.faceid(), groups[1], first.picture, 35)
    if not world.ipc.send(world.call_to_add(second)).succeeded:
        raise Untested("not observable on this camera: it refuses a second record of the same face")
    world.look(groups)
    answer = world.ipc.get_face_by_picture(file_of(first.picture))
    value = {first.faceid: "first", second.faceid: "last"}.get(str(answer.data.get("faceid")))
    if value:
        world.ipc.reading("getFaceByPicture.several-matches", value, answer)


@requirement("getFaceByPicture.match.again")
def test_another_picture_of_the_same_person(world: World) -> None:
    """The same photos of some people, encoded anew at another quality."""
    group = world.group()
    records = [world.record(group, person=person) for person in (32, 34, 35)]
    world.look([group])
    for record in records:
        world.find_again(record)


@requirement("getFaceByPicture.pic.max-size", "getFaceByPicture.match.found")
def test_the_largest_picture_finds_its_record(world: World) -> None:
    """A picture as wide and as high as is allowed, which was added, is one to search by."""
    kind = world.run.spec.operations["getFaceByPicture"].parameter("pic").kind
    assert kind.max_width is not None
    assert kind.max_height is not None
    picture = world.vouched(resized(world.person(0), kind.max_width, kind.max_height))
    group = world.group()
    added = world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, picture, 0)))
    if not added.succeeded:
        raise Untested("the camera takes no picture of this size as a record's own")
    world.look([group])
    world.find(picture)


@requirement("getFaceByPicture.counts-arrival")
def test_a_search_is_no_arrival(world: World) -> None:
    """Whether it counts as one is open (point 102)."""
    record = world.record(world.group(), person=33)
    world.ipc.get_face(record.faceid)
    world.find(record.picture)
    world.ipc.get_face(record.faceid)
