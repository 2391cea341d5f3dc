"""Section 5, Get The List of Face Group (s:194-264)."""

from conformance.suite.refusals import Check
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call


@requirement("getGroupList.num.counts", "getGroupList.answer.accepts")
def test_num_is_the_number_of_groups(check: Check, world: World) -> None:
    """num fits the list, and follows a group that comes."""
    for _ in range(2):
        world.group()
        listed = world.ipc.must_accept(Call.of("getGroupList"))
        number = len(listed.data.get("face_group", []))
        check("getGroupList.num.counts").equal(listed.data.get("num"), number, "num", listed)


@requirement("getGroupList.defaults.listed")
def test_default_groups_are_listed(check: Check, world: World) -> None:
    """An activated camera has its two default groups."""
    listed = world.ipc.must_accept(Call.of("getGroupList"))
    names = [entry.get("name") for entry in listed.data.get("face_group", [])]
    defaults = world.run.spec.device.default_groups
    check("getGroupList.defaults.listed").equal(
        [names.count(name) for name in defaults], [1] * len(defaults), "how often stranger and regular stand", listed
    )


@requirement("getGroupList.stranger.condition")
def test_only_stranger_has_the_condition(check: Check, world: World) -> None:
    """times and period are the stranger group's (s:217, s:218)."""
    world.group()
    listed = world.ipc.must_accept(Call.of("getGroupList"))
    keys = ("times", "period")
    having = [
        entry.get("name")
        for entry in listed.data.get("face_group", [])
        if any(entry.get(key) is not None for key in keys)
    ]
    stranger = world.run.spec.device.default_groups[0]
    check("getGroupList.stranger.condition").equal(having, [stranger], "the groups with times or period", listed)


@requirement("getGroupList.count.follows")
def test_count_follows_the_records(check: Check, world: World) -> None:
    """count is 0, 1, 2, 1 as two records come and one goes."""
    group = world.group()
    counts = [world.count(group)]
    record = world.record(group, person=0)
    counts.append(world.count(group))
    world.record(group, person=1)
    counts.append(world.count(group))
    call = Call.of("deleteFace", num=1, group_name=group.name, faceid_list=[record.faceid])
    deleted = world.ipc.must_accept(call)
    counts.append(world.count(group))
    check("getGroupList.count.follows").equal(counts, [0, 1, 2, 1], "count, step by step", deleted)
