"""Section 15, Get Face Record By Picture (s:916-1010)."""

from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_parameters = all_parameters_of("getFaceByPicture")
test_public_parameters = all_public_of("getFaceByPicture")


@requirement("getFaceByPicture.match.found", "getFaceByPicture.values.stored", "getFaceByPicture.answer.accepts")
def test_a_picture_finds_its_record(world: World) -> None:
    """Of five people in two groups each is found by the picture that was added, with all values."""
    groups = [world.group(attributes=("hobby",)) for _ in range(2)]
    records = [
        world.record(
            groups[person % 2], person=person + 20, age=10 * (person + 1), gender=person % 3, hobby=f"h{person}"
        )
        for person in range(5)
    ]
    world.look(groups)
    for record in records:
        world.find(record.picture)


@requirement("getFaceByPicture.match.none")
def test_an_unknown_face_finds_none(world: World) -> None:
    """A person without a record is not found, though another has one; nor is one whose record was deleted."""
    group = world.group()
    record = world.record(group, person=30)
    world.look([group])
    world.find_none(world.person(31))
    world.ipc.delete_face(group.name, [record.faceid])
    world.look([group])
    world.find_none(record.picture)


@requirement("getFaceByPicture.match.again")
def test_another_picture_of_the_same_person(world: World) -> None:
    """The same photo, encoded anew at another quality."""
    group = world.group()
    record = world.record(group, person=32)
    world.look([group])
    world.find_again(record)


@requirement("getFaceByPicture.counts-arrival")
def test_a_search_is_no_arrival(world: World) -> None:
    """Whether it counts as one is open (point 102)."""
    record = world.record(world.group(), person=33)
    world.ipc.get_face(record.faceid)
    world.find(record.picture)
    world.ipc.get_face(record.faceid)
