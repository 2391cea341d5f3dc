"""Section 13, Get List of Face Records (s:747-831)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("getFaceList")


@requirement("getFaceList.total_num.counts", "getFaceList.return_num.counts", "getFaceList.paging.complete")
def test_pages_hold_each_record_once(check: Check, world: World) -> None:
    """Five records on pages of two: totals and numbers fit, nothing is repeated or missed."""
    group = world.group()
    ids = [world.record(group, person=person).faceid for person in range(5)]
    pages = [
        world.ipc.must_accept(Call.of("getFaceList", group_name=group.name, page_num=number, page_size=2))
        for number in (1, 2, 3)
    ]
    totals = [page.data.get("total_num") for page in pages]
    check("getFaceList.total_num.counts").equal(totals, [5, 5, 5], "total_num on the three pages", *pages)
    numbers = [page.data.get("return_num", page.data.get("num")) for page in pages]
    check("getFaceList.return_num.counts").equal(numbers, [2, 2, 1], "return_num on the three pages", *pages)
    listed = [entry.get("faceid") for page in pages for entry in page.data.get("faceid_list", [])]
    check("getFaceList.paging.complete").equal(sorted(map(str, listed)), sorted(ids), "the faceids listed", *pages)


@requirement("getFaceList.records.asked-group", "getFaceList.answer.accepts")
def test_list_shows_the_groups_records(check: Check, world: World) -> None:
    """The list of a group shows what getFace shows of its records, and none of another group."""
    group, other = world.group(attributes=("hobby",)), world.group()
    record = world.record(group, age=10, gender=2, hobby="tennis")
    world.record(other, person=1)
    listed = world.ipc.must_accept(Call.of("getFaceList", group_name=group.name))
    read = world.ipc.must_accept(Call.of("getFace", faceid=record.faceid))
    expected = {key: value for key, value in read.data.items() if key != "group_name"}
    shown = [
        {key: value for key, value in entry.items() if key != "group_name"}
        for entry in listed.data.get("faceid_list", [])
    ]
    check("getFaceList.records.asked-group").equal(shown, [expected], "the list", listed, read)
