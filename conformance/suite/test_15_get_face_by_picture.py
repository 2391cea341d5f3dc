"""Section 15, Get Face Record By Picture (s:916-1010)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World, file_of
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("getFaceByPicture")


@requirement("getFaceByPicture.match.found", "getFaceByPicture.answer.accepts")
def test_a_picture_finds_its_record(check: Check, world: World) -> None:
    """Of two people each is found by the picture that was added."""
    records = [world.record(world.group(), person=person) for person in (0, 1)]
    found = [world.ipc.must_accept(Call.of("getFaceByPicture", pic=file_of(each.picture))) for each in records]
    shown = [(answer.data.get("faceid"), answer.data.get("group_name")) for answer in found]
    expected = [(record.faceid, record.group.name) for record in records]
    check("getFaceByPicture.match.found").equal(shown, expected, "faceid and group found", *found)


@requirement("getFaceByPicture.match.none")
def test_an_unknown_face_finds_none(check: Check, world: World) -> None:
    """A person without a record is not found, though another has one."""
    world.record(world.group(), person=0)
    answer = world.ipc.send(Call.of("getFaceByPicture", pic=file_of(world.person(1))))
    none = not answer.succeeded
    check("getFaceByPicture.match.none").that(none, "no record to be found", f"{answer.data} came", answer)
