"""Section 2, Edit Face Group (s:67-111)."""

import pytest

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import Check, requirement
from conformance.suite.things import Record
from conformance.suite.world import World

DEVICE = load_spec().device

test_parameters = all_parameters_of("updateGroup")
test_public_parameters = all_public_of("updateGroup")


@requirement("updateGroup.effect.updated", "updateGroup.records.kept", "updateGroup.effect.others-kept")
def test_renamed_group_keeps_records_and_attributes(world: World) -> None:
    """Name, capacity and description are new; attributes and records stay; another group is left alone."""
    group, _ = world.group(capacity=8, attributes=("hobby",)), world.group()
    record = world.record(group, age=20, hobby="tennis")
    world.look(world.made)
    name = world.new_name()
    world.ipc.update_group(group.name, name, 9, "Customers with platinum card.")
    world.look()
    world.ipc.get_face_info_item(name)
    world.ipc.get_face_list(name)
    world.ipc.get_face(record.faceid)
    world.ipc.get_face_list(group.name)
    world.find(record.picture)


@requirement("updateGroup.effect.updated", "addFace.group.full")
def test_new_capacity_counts(world: World) -> None:
    """A group made smaller is full sooner, and made larger it takes more."""
    group = world.group(capacity=3)
    world.record(group, person=0)
    for capacity, person in ((1, 1), (2, 2), (2, 3)):
        world.look([group])
        world.ipc.update_group(group.name, group.name, capacity, "of another capacity")
        world.ipc.send(world.call_to_add(Record(world.run.faceid(), group, world.person(person), person)))
    world.look([group])


@requirement("updateGroup.effect.updated", "updateGroup.answer.accepts")
def test_edit_in_place(world: World) -> None:
    """Description and capacity change, the name stays."""
    group = world.group(capacity=8)
    world.look()
    for capacity, description in ((8, "edited in place"), (30, "edited in place"), (1, "smaller")):
        world.ipc.update_group(group.name, group.name, capacity, description)
        world.look()


@requirement("updateGroup.name.same", "updateGroup.capacity.same")
def test_same_values(check: Check, world: World) -> None:
    """`name` can be the same as `old_name` (s:83), `capacity` the same as before (s:84), also both."""
    group = world.group(capacity=8)
    world.look()
    named = world.ipc.update_group(group.name, group.name, 9, "the same name")
    check("updateGroup.name.same").that(named.succeeded, "the same name to be taken", f"{named.describe()} came", named)
    again = world.ipc.update_group(group.name, group.name, 9, "the same capacity")
    check("updateGroup.capacity.same").that(
        again.succeeded, "the same capacity to be taken", f"{again.describe()} came", again
    )
    world.look()


@requirement("updateGroup.name.taken", "updateGroup.refused.changes-nothing")
def test_name_of_another_group(world: World) -> None:
    """The new name is another group's, or a default one's."""
    group, other = world.group(), world.group()
    for name in (other.name, *DEVICE.default_groups):
        world.look()
        world.ipc.update_group(group.name, name, 20, "renamed")
    world.look(world.made)


@pytest.mark.parametrize("name", DEVICE.default_groups)
@requirement("updateGroup.name.default-group", "updateGroup.refused.changes-nothing")
def test_default_group_keeps_its_name(world: World, name: str) -> None:
    """A default group with another name (s:89); everything else stays as it is."""
    entry = world.groups()[name]
    world.ipc.update_group(name, world.new_name(), entry["capacity"], world.description(entry))
    world.look()
    world.ipc.update_group(name, name.upper(), entry["capacity"], world.description(entry))
    world.look()


@pytest.mark.parametrize("name", DEVICE.default_groups)
@requirement("updateGroup.default-groups.editable", "updateGroup.effect.updated")
def test_default_group_can_be_described(world: World, name: str) -> None:
    """With its own name a default group takes another description and capacity; both are put back."""
    with world.default_group_restored(name) as entry:
        world.ipc.update_group(name, name, entry["capacity"], "described by a check")
        world.look()
        world.ipc.update_group(name, name, int(entry["capacity"]) + 1, "larger by one")
        world.look()
    world.look()


@requirement("capacity.below-count")
def test_capacity_below_the_count(world: World) -> None:
    """Three records in a group that is made smaller (point 27); just as large is allowed."""
    group = world.group(capacity=5)
    for person in range(3):
        world.record(group, person=person)
    world.look(world.made)
    for capacity in (3, 2, 5):
        world.ipc.update_group(group.name, group.name, capacity, "smaller")
        world.look(world.made)


@requirement("updateGroup.capacity.sum", "capacity.defaults-counted")
@pytest.mark.parametrize("over", [0, 1])
def test_sum_of_capacities(world: World, over: int) -> None:
    """A group beside another one is given the last place of the total, and one more."""
    world.group(capacity=20)
    group = world.group(capacity=10)
    listed = world.groups()
    for counted in ([name for name in listed if name not in DEVICE.default_groups], list(listed)):
        others = sum(int(listed[name]["capacity"]) for name in counted if name != group.name)
        world.ipc.update_group(group.name, group.name, DEVICE.capacity_total - others + over, "the rest")
        world.look()
        world.ipc.update_group(group.name, group.name, 10, "small again")
        world.look()
