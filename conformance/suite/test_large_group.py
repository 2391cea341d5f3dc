"""A group as large as the camera has room for: it takes that many records, shows them all, and refuses one more."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.run.outcomes import Untested
from conformance.spec import load_spec
from conformance.suite.requirement import Check, requirement
from conformance.suite.things import Group, Record
from conformance.suite.world import PAGE, World
from conformance.wire import Call

TOTAL = load_spec().device.capacity_total
# Pages of this size end in the middle of those of the largest size.
ODD_SIZE = 37
DELETED = 5


@pytest.mark.deep
@requirement(
    "addFace.answer.accepts", "addFace.group.full", "getGroupList.count.within-capacity", "getGroupList.count.follows",
    "getFaceList.paging.complete", "getFaceList.total_num.counts", "deleteFace.effect.gone",
)  # fmt: skip
def test_group_of_all_that_is_free(check: Check, world: World) -> None:
    """All capacity that no other group has (s:36): filled, paged through, one more refused, and places free again."""
    face_may_come_again(world)
    group = world.group(capacity=free_capacity(world))
    faceids = [added(world, group) for _ in range(group.capacity)]
    world.look()
    world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, world.person(0), 0)))
    world.look()
    for size in (PAGE, ODD_SIZE):
        listed = Counter(str(entry.get("faceid")) for page in world.pages(group, size) for entry in page)
        check("getFaceList.paging.complete").that(
            listed == Counter(faceids),
            f"each of the {len(faceids)} records once on the pages of {size}",
            f"{len(listed)} records came, {listed.total()} times in all",
        )
    for faceid in (faceids[0], faceids[len(faceids) // 2], faceids[-1]):
        world.ipc.get_face(faceid)
    world.ipc.delete_face(group.name, faceids[:: len(faceids) // DELETED][:DELETED])
    world.look()
    for _ in range(DELETED + 1):
        world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, world.person(0), 0)))
    world.look()


def free_capacity(world: World) -> int:
    """The records that no group has a place for yet. Raises Untested where there are none."""
    free = TOTAL - sum(int(entry["capacity"]) for entry in world.groups().values())
    if free < DELETED:
        raise Untested(f"needs free capacity for {DELETED} records; the camera has {free}")
    return free


def added(world: World, group: Group) -> str:
    """The faceid of one more record. Raises Untested where the run's time is up."""
    if world.run.out_of_budget:
        raise Untested("out of budget: the time is up that this run may take")
    return world.record(group).faceid


def face_may_come_again(world: World) -> None:
    """Nobody has photos of so many people. Raises Untested where a face can have one record alone (point 63)."""
    group = world.group()
    world.record(group)
    if not world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, world.person(0), 0))).succeeded:
        raise Untested(f"needs photos of up to {TOTAL} people: the camera takes each face once")
    call = Call.of("deleteGroup", name=group.name)
    world.ipc.delete_face(group.name, list(world.records(group)))
    world.ipc.must_accept(call)
