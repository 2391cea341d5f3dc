"""Section 14, Get Face Records That Don't Arrive For The Longest Time (s:833-912)."""

import pytest

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

NUM = load_spec().kinds["arrival_num"]

test_parameters = all_parameters_of("getFaceByArrival")
test_public_parameters = all_public_of("getFaceByArrival")


@requirement("getFaceByArrival.return_num.counts", "getFaceByArrival.num.at-most", "getFaceByArrival.num.default")
def test_records_of_the_group_alone(world: World) -> None:
    """Three records and every num; none of another group."""
    group, other = world.group(), world.group()
    records = [world.record(group, person=person) for person in range(3)]
    world.record(other, person=3)
    world.look(world.made)
    for record in records:
        world.arrive_now(record)
    world.look([group])
    for num in (None, 1, 2, 3, 4, NUM.max):
        world.ipc.get_face_by_arrival(group.name, num)


@requirement("getFaceByArrival.attributes.type", "getFaceByArrival.attributes.by-name")
def test_attributes_are_shown(world: World) -> None:
    """Under their own names, though the sample of this section alone shows item1 to item5 (point 56)."""
    group = world.group(attributes=("hobby", "weight"))
    record = world.record(group, hobby="tennis", weight="60")
    world.look([group])
    world.arrive_now(record)
    world.ipc.get_face_by_arrival(group.name)


@requirement("getFaceByArrival.empty-group")
def test_empty_group(world: World) -> None:
    """An empty list or code 207 (point 94)."""
    group = world.group()
    world.look([group])
    world.ipc.get_face_by_arrival(group.name)


@requirement(
    "getFaceByArrival.records.longest-absent", "getFaceByArrival.records.sorted", "getFaceByArrival.order",
    "getFaceByArrival.num.entries", "getFaceByArrival.never-arrived", "arrive_time.never",
)  # fmt: skip
def test_longest_absent_records(world: World) -> None:
    """Twelve records; some have arrived at known times, then all of them have."""
    world.needs("arrive-at")
    group = world.group(capacity=20)
    records = [world.record(group, person=person) for person in range(12)]
    world.look([group])
    world.ipc.get_face_by_arrival(group.name, NUM.max)
    order = [*records[5:9], *records[:5], *records[9:]]
    for hour, record in enumerate(order):
        world.arrive(record, hours_ago=len(order) - hour)
        if hour == len(order) // 2:
            world.look([group])
            world.ipc.get_face_by_arrival(group.name, 3)
    world.look([group])
    for num in (None, 1, 2, 5, NUM.max):
        world.ipc.get_face_by_arrival(group.name, num)


@requirement("getFace.values.stored", "getFaceList.values.stored", "getFaceByArrival.values.stored")
@requirement("device.arrive-time.seconds")
@pytest.mark.parametrize("times", [1, 3])
def test_arrivals_are_counted(check, world: World, times: int) -> None:  # type: ignore[no-untyped-def]
    """arrive_count grows by one with each arrival, arrive_time is that of the last, in every operation."""
    world.needs("arrive-at")
    record = world.record(world.group(), age=20)
    before = world.ipc.get_face(record.faceid)
    for time in range(times):
        at = world.arrive(record, hours_ago=times - time)
    read = world.ipc.get_face(record.faceid)
    count, shown = read.data.get("arrive_count"), read.data.get("arrive_time")
    expected = int(before.data.get("arrive_count") or 0) + times
    check("getFace.values.stored").equal(count, expected, "arrive_count", before, read)
    # The unit is named nowhere: another one is no wrong time.
    if isinstance(shown, int) and shown // 1000 == at:
        check("device.arrive-time.seconds").that(False, f"the seconds {at}", f"{shown} came", read)
    check("getFace.values.stored").equal(shown, at, "arrive_time", before, read)
    check("device.arrive-time.seconds").equal(shown, at, "arrive_time", read)
    world.look([record.group])
    world.ipc.get_face_by_arrival(record.group.name, 1)
    world.find(record.picture)
