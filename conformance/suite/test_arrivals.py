"""What arrivals leave behind, where the rig can make a person arrive: counts of groups, and the records of others."""

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
