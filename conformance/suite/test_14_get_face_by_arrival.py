"""Section 14, Get Face Records That Don't Arrive For The Longest Time (s:833-912)."""

from conformance.run.outcomes import Untested
from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call, Exchange

test_required_parameter_left_out = required_parameters_of("getFaceByArrival")


@requirement("getFaceByArrival.return_num.counts", "getFaceByArrival.answer.accepts")
def test_return_num_is_the_number_returned(check: Check, world: World) -> None:
    """return_num fits the list."""
    answer, _ = _asked(world, 2)
    listed = answer.data.get("faceid_list", [])
    number = answer.data.get("return_num", answer.data.get("num"))
    check("getFaceByArrival.return_num.counts").equal(number, len(listed), "return_num", answer)


@requirement("getFaceByArrival.num.at-most")
def test_no_more_than_num_are_returned(check: Check, world: World) -> None:
    """Three records, two asked for: two are returned, or fewer where records that never arrived don't count."""
    answer, _ = _asked(world, 2)
    number = len(answer.data.get("faceid_list", []))
    check("getFaceByArrival.num.at-most").that(number <= 2, "at most 2 records", f"{number} came", answer)


@requirement("getFaceByArrival.records.asked-group")
def test_records_are_of_the_group(check: Check, world: World) -> None:
    """All that is returned belongs to the group, and stands once."""
    answer, ids = _asked(world, 3)
    listed = [str(entry.get("faceid")) for entry in answer.data.get("faceid_list", [])]
    if not listed:
        raise Untested("needs a rig that can make a face arrive (this camera leaves out what never arrived)")
    alien = [faceid for faceid in listed if faceid not in ids or listed.count(faceid) > 1]
    check("getFaceByArrival.records.asked-group").equal(alien, [], "faceids of others or doubled ones", answer)


def _asked(world: World, num: int) -> tuple[Exchange, list[str]]:
    """Asks for `num` of three records that have arrived, as far as the rig can make them."""
    group, other = world.group(), world.group()
    records = [world.record(group, person=person) for person in range(3)]
    world.record(other, person=3)
    world.arrive(*records)
    answer = world.ipc.must_accept(Call.of("getFaceByArrival", group_name=group.name, num=num))
    return answer, [record.faceid for record in records]
