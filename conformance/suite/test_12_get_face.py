"""Section 12, Get Face Record (s:677-745)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("getFace")


@requirement("getFace.record.asked", "getFace.answer.accepts")
def test_the_record_asked_for_comes(check: Check, world: World) -> None:
    """Of two records in two groups each is answered by its own faceid."""
    records = [world.record(world.group(), person=person) for person in (0, 1)]
    read = [world.ipc.must_accept(Call.of("getFace", faceid=record.faceid)) for record in records]
    shown = [(answer.data.get("faceid"), answer.data.get("group_name")) for answer in read]
    expected = [(record.faceid, record.group.name) for record in records]
    check("getFace.record.asked").equal(shown, expected, "faceid and group of the two", *read)
