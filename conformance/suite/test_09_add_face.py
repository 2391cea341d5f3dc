"""Section 9, Add Face Record (s:401-521)."""

from typing import Any

import pytest

from conformance.run.outcomes import Untested
from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.things import Record
from conformance.suite.world import World

SPEC = load_spec()

test_parameters = all_parameters_of("addFace")
test_public_parameters = all_public_of("addFace")


@requirement("addFace.effect.readable", "addFace.effect.listed", "addFace.answer.accepts", "addFace.faceid.answered")
@pytest.mark.parametrize("given", ["nothing", "age", "gender", "attributes", "all"])
def test_added_record_can_be_read(world: World, given: str) -> None:
    """By its faceid, in its group's list and by its picture, with what was given and nothing else."""
    names = ("hobby", "vip_level", "weight", "phone_num", "height")
    group, other = world.group(attributes=names), world.group(attributes=names)
    every = given == "all"
    attributes: dict[str, Any] = {n: f"value of {n}" for n in names} if every or given == "attributes" else {}
    record = world.record(
        group,
        age=10 if every or given == "age" else None,
        gender=1 if every or given == "gender" else None,
        **attributes,
    )
    world.look([group, other])
    world.ipc.get_face(record.faceid)
    world.find(record.picture)
    world.ipc.get_face(record.faceid)


@requirement("addFace.attributes.unknown-ignored")
def test_unknown_attributes_are_ignored(world: World) -> None:
    """The group has hobby and no weight; another has weight. A weight sent along is accepted and not stored."""
    group, _ = world.group(attributes=("hobby",)), world.group(attributes=("weight",))
    world.look(world.made)
    record = world.record(group, hobby="tennis", weight="60", item1="value1")
    world.look([group])
    world.ipc.get_face(record.faceid)
    world.ipc.add_face_info_item(group.name, ["weight"])
    world.ipc.get_face(record.faceid)


@requirement("addFace.faceid.generated")
def test_missing_faceid_is_generated(world: World) -> None:
    """Three records without faceid get three, by which they can be read; none is given again after a deletion."""
    group = world.group()
    ids = []
    for person in range(3):
        call = world.call_to_add(Record("", group, world.person(person), person)).without("faceid")
        ids.append(str(world.add(call).data.get("faceid")))
        world.look([group])
    for faceid in ids:
        world.ipc.get_face(faceid)
    world.ipc.delete_face(group.name, ids[1:])
    world.add(world.call_to_add(Record("", group, world.person(3), 3)).without("faceid"))
    world.look([group])


@requirement("addFace.age.unset", "age.unset", "addFace.age_range.automatic", "addFace.gender.automatic")
def test_age_left_out_stays_unset(world: World) -> None:
    """Age shows as null, absent or 0 (open) in every operation; there are an age range and a gender all the same."""
    record = world.record(world.group())
    world.look(world.made)
    world.ipc.get_face(record.faceid)
    world.find(record.picture)
    world.ipc.get_face_by_arrival(record.group.name)


@requirement("addFace.group.full", "addFace.refused.changes-nothing", "getGroupList.count.within-capacity")
@pytest.mark.parametrize("capacity", [1, 3])
def test_full_group(world: World, capacity: int) -> None:
    """As many records as the capacity, and one more; when one has gone, there is room again."""
    group = world.group(capacity=capacity)
    records = [world.record(group, person=person) for person in range(capacity)]
    for _ in range(2):
        world.look([group])
        world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, world.person(5), 5)))
        world.look([group])
        world.ipc.delete_face(group.name, [records[0].faceid])
        world.look([group])


@requirement("addFace.group.full", "faceid.taken")
@pytest.mark.parametrize("first", ["full", "other"])
def test_full_group_and_a_faceid_of_another(world: World, first: str) -> None:
    """The record that has the faceid may be replaced, but in its own group: that leaves no room in the full one."""
    full, _, record = world.full_and_other(first)
    world.look(world.made)
    world.ipc.send(world.call_to_add(Record(record.faceid, full, world.person(2), 2)))
    world.look(world.made)


@requirement("faceid.taken", "addFace.refused.changes-nothing")
def test_faceid_of_another_record(world: World) -> None:
    """In the same group, and in another one (point 63)."""
    group, other = world.group(), world.group()
    record = world.record(group, person=0, age=20)
    for target, person in ((group, 1), (other, 2)):
        world.look(world.made)
        world.ipc.send(world.call_to_add(Record(record.faceid, target, world.person(person), person, age=50)))
        world.look(world.made)
        world.ipc.get_face(record.faceid)


@requirement("picture.same")
def test_same_face_twice(world: World) -> None:
    """A second record of the same picture (point 63)."""
    group = world.group()
    record = world.record(group, person=0)
    world.look([group])
    world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, record.picture, 0)))
    world.look([group])


@pytest.mark.parametrize("name", SPEC.device.default_groups)
@requirement("addFace.default-groups.take-records", "addFace.answer.accepts", "addFace.effect.listed")
def test_records_in_default_groups(world: World, name: str) -> None:
    """The document's own example adds to stranger (s:424)."""
    world.look()
    faceid = world.run.faceid()
    world.stray(name, faceid)
    answer = world.ipc.add_face(name, world.part(0), faceid=faceid, age=30)
    if answer.succeeded:
        world.ipc.get_face(faceid)


@requirement("age_range.outside")
def test_age_without_a_range(world: World) -> None:
    """Above the last range: refused, or the range is one of the eight, 0 or none (point 80)."""
    group = world.group()
    world.look([group])
    oldest = max(high for _, high in SPEC.age_ranges.values())
    record = Record(world.run.faceid(), group, world.person(0), 0, oldest + 1)
    if not world.ipc.send(world.call_to_add(record)).succeeded:
        raise Untested("not observable on this camera: it refuses an age that has no range")
    world.ipc.get_face(record.faceid)
    world.look([group])


@requirement("age_range.at-45", "age_range.at-55", "age_range.at-19-28", "addFace.effect.readable")
def test_borders_of_the_age_ranges(world: World) -> None:
    """Both ends of every range (s:702-704)."""
    group = world.group(capacity=30)
    ends = sorted({end for limits in SPEC.age_ranges.values() for end in limits})
    for person, age in enumerate(ends):
        world.record(group, person=person, age=age)
    world.look([group])
    for faceid in world.records(group):
        world.ipc.get_face(faceid)


@requirement("faceid.leading-zeros")
def test_leading_zeros(world: World) -> None:
    """A faceid with a zero before it is refused, or found without the zero, or not (point 55)."""
    group, faceid = world.group(), world.run.faceid()
    world.look([group])
    added = world.ipc.send(world.call_to_add(Record(f"0{faceid}", group, world.person(0), 0)))
    world.look([group])
    if not added.succeeded:
        world.ipc.reading("faceid.leading-zeros", "refused", added)
        return
    found = world.ipc.get_face(faceid)
    value = "same" if found.data.get("faceid") is not None else "distinct"
    world.ipc.reading("faceid.leading-zeros", value, added, found)
