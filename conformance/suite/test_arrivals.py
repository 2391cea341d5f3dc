"""What arrivals bring about, where the rig can make a person arrive: who moves to regular and who doesn't, counts."""

import pytest

from conformance.spec import load_spec
from conformance.suite.requirement import Check, requirement
from conformance.suite.world import World

DEFAULTS = load_spec().device.default_groups


@requirement("addFace.arrive_count.zero")
def test_faceid_of_a_deleted_record_begins_anew(check: Check, world: World) -> None:
    """The arrivals of a deleted record are not those of the next one under its faceid, who is somebody else."""
    world.needs("arrive-at")
    group = world.group()
    record = world.record(group, person=41)
    world.arrive(record, hours_ago=2)
    world.arrive(record, hours_ago=1)
    world.ipc.delete_face(group.name, [record.faceid])
    world.record(group, person=42, faceid=record.faceid)
    shown = world.ipc.get_face(record.faceid)
    check("addFace.arrive_count.zero").equal(shown.data.get("arrive_count"), 0, "arrive_count of a new record", shown)
    world.look([group])


@requirement("updateFace.effect.others-kept")
def test_arrivals_stay_when_a_record_is_updated(check: Check, world: World) -> None:
    """An update that mentions age and attribute is about these."""
    world.needs("arrive-at")
    group = world.group(attributes=("hobby",))
    record = world.record(group, person=44, age=20, hobby="before")
    world.arrive(record, hours_ago=1)
    before = world.ipc.get_face(record.faceid).data
    world.ipc.update_face(group.name, record.faceid, age=60, hobby="after")
    after = world.ipc.get_face(record.faceid)
    kept = [before.get(name) for name in ("arrive_count", "arrive_time")]
    shown = [after.data.get(name) for name in ("arrive_count", "arrive_time")]
    check("updateFace.effect.others-kept").equal(shown, kept, "arrive_count and arrive_time after the update", after)


@requirement("updateMigration.effect.moves", "getFace.values.stored")
@pytest.mark.parametrize(
    ("period", "hours", "moves"),
    [
        pytest.param(1, (200, 150, 100, 50), False, id="longer-ago-than-the-period"),
        pytest.param(4, (75, 51, 27, 3), True, id="within-days"),
    ],
)
def test_arrivals_count_for_period_days(
    check: Check, world: World, period: int, hours: tuple[int, ...], moves: bool
) -> None:
    """Four arrivals where two are asked for: a stranger moves where they lie within the period.

    However days are counted: outside, no two are in two days together; inside, one may be left out.
    """
    world.needs("arrive-at")
    stranger, regular = DEFAULTS
    world.migration()
    world.ipc.update_migration(2, period)
    faceid = world.run.faceid()
    world.stray(stranger, faceid)
    world.stray(regular, faceid)
    world.ipc.add_face(stranger, world.part(45), faceid=faceid)
    for hours_ago in hours:
        world.arrive_person(45, hours_ago=hours_ago)
    home = world.ipc.get_face(faceid)
    expected = regular if moves else stranger
    check("updateMigration.effect.moves").equal(home.data.get("group_name"), expected, "the group of the record", home)
    if moves and home.data.get("group_name") == regular:
        # "Total number of arrivals" (s:706): those at least for which the camera moved the record.
        count = home.data.get("arrive_count")
        counted = isinstance(count, int) and count >= 2
        check("getFace.values.stored").that(
            counted, "arrive_count of at least 2 after the move", f"it is {count!r}", home
        )


@requirement("updateMigration.effect.moves")
def test_only_strangers_move(check: Check, world: World) -> None:
    """Whoever is in another group stays there, however often they come (s:133)."""
    world.needs("arrive-at")
    world.migration()
    world.ipc.update_migration(1, 10)
    record = world.record(world.group(), person=46)
    for hours in (3, 2, 1):
        world.arrive(record, hours_ago=hours)
    home = world.ipc.get_face(record.faceid)
    check("updateMigration.effect.moves").equal(home.data.get("group_name"), record.group.name, "the group", home)


@requirement("getGroupList.count.follows")
def test_counts_follow_who_moves_by_itself(check: Check, world: World) -> None:
    """A stranger that became a regular counts there. Others may come meanwhile: counts that don't stay say nothing."""
    world.needs("arrive-at")
    stranger, regular = DEFAULTS
    world.migration()
    world.ipc.update_migration(1, 10)
    faceid = world.run.faceid()
    world.stray(stranger, faceid)
    world.stray(regular, faceid)
    world.ipc.add_face(stranger, world.part(43), faceid=faceid)
    for hours in (3, 2, 1):
        world.arrive_person(43, hours_ago=hours)
    for name in DEFAULTS:
        before = world.groups()[name]["count"]
        total = world.ipc.get_face_list(name, 1, 1).data.get("total_num")
        if world.groups()[name]["count"] == before:
            check("getGroupList.count.follows").equal(before, total, f"count of {name}, as many as its list has")


@requirement("getFaceByArrival.records.asked-group")
def test_group_without_records_shows_nobody_of_another(world: World) -> None:
    """Those of another group who stay away are none of its records."""
    world.needs("arrive-at")
    group, empty = world.group(), world.group()
    record = world.record(group, person=47)
    world.arrive(record, hours_ago=1)
    world.look(world.made)
    world.ipc.get_face_by_arrival(empty.name, 10)


@requirement("getFaceByPicture.answer.arrive_time", "getFaceByPicture.answer.arrive_count")
def test_who_is_found_shows_the_last_arrival(check: Check, world: World) -> None:
    """A search tells when a person came last, be it that the search counts as coming (point 102)."""
    world.needs("arrive-at")
    record = world.record(world.group(), person=48)
    came = world.arrive(record, hours_ago=1)
    found = world.ipc.get_face_by_picture(world.part(48))
    if found.succeeded:
        shown = found.data.get("arrive_time")
        holds = isinstance(shown, int) and shown >= came
        check("getFaceByPicture.answer.arrive_time").that(holds, f"arrive_time {came} or later", f"it is {shown!r}")
