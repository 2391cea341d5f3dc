"""Section 4, Delete Face Group (s:155-192)."""

import pytest

from conformance.run.outcomes import Untested
from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_parameters = all_parameters_of("deleteGroup")
test_public_parameters = all_public_of("deleteGroup")


@requirement("deleteGroup.effect.gone", "deleteGroup.effect.others-kept", "deleteGroup.answer.accepts")
def test_deleted_group_is_gone(world: World) -> None:
    """It is not listed, and another group keeps its attributes and records; a second time there is none to delete."""
    other, group = world.group(attributes=("hobby",)), world.group(attributes=("hobby",))
    world.record(other, hobby="tennis")
    world.look(world.made)
    world.ipc.delete_group(group.name)
    world.look([other])
    world.ipc.delete_group(group.name)
    world.look([other])


@pytest.mark.parametrize("name", load_spec().device.default_groups)
@requirement("deleteGroup.name.default-group", "deleteGroup.refused.changes-nothing")
def test_default_group_stays(world: World, name: str) -> None:
    """stranger and regular can't be deleted (s:170)."""
    world.look()
    world.ipc.delete_group(name)
    world.look()


@requirement("deleteGroup.group.not-empty", "deleteGroup.refused.changes-nothing")
def test_group_with_records_stays(world: World) -> None:
    """A group with one record is not deleted (s:171); emptied, it is."""
    group = world.group()
    record = world.record(group)
    world.look(world.made)
    world.ipc.delete_group(group.name)
    world.look(world.made)
    world.ipc.get_face(record.faceid)
    world.ipc.delete_face(group.name, [record.faceid])
    world.ipc.delete_group(group.name)
    world.look()


@requirement("deleteGroup.effect.gone")
def test_name_and_attributes_are_free_again(world: World) -> None:
    """A new group of a deleted one's name starts empty."""
    group = world.group(attributes=("hobby", "weight"))
    world.ipc.delete_group(group.name)
    world.ipc.create_group(group.name, 20, "a new one")
    world.look([group])


@requirement("deleteGroup.default-with-records")
def test_default_group_with_records(world: World) -> None:
    """Two reasons to refuse: which of the two codes comes is open (point 35)."""
    name = load_spec().device.default_groups[1]
    group = world.group()
    world.record(group)
    occupied = world.ipc.delete_group(group.name)
    faceid = world.run.faceid()
    world.stray(name, faceid)
    if not world.ipc.add_face(name, world.part(1), faceid=faceid).succeeded:
        return
    both = world.ipc.delete_group(name)
    world.ipc.delete_face(name, [faceid])
    empty = world.groups().get(name, {}).get("count") == 0
    protected = world.ipc.delete_group(name) if empty else None
    if protected is not None and protected.code == occupied.code:
        raise Untested(f"not observable here: the camera answers both reasons with code {occupied.code}")
    if protected is not None and not both.succeeded:
        value = {protected.code: "protected", occupied.code: "not-empty"}.get(both.code)
        if value:
            world.ipc.reading("deleteGroup.default-with-records", value, occupied, protected, both)
