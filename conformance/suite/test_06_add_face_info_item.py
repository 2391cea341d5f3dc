"""Section 6, Add Attributes to A Face Group (s:266-311)."""

import pytest

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

DEVICE = load_spec().device

test_parameters = all_parameters_of("addFaceInfoItem")
test_public_parameters = all_public_of("addFaceInfoItem")


@requirement("addFaceInfoItem.effect.listed", "addFaceInfoItem.effect.others-kept", "addFaceInfoItem.answer.accepts")
def test_added_attributes_are_listed(world: World) -> None:
    """Two attributes, then a third: all three are listed, each once; another group has its own."""
    group, _ = world.group(), world.group(attributes=("address",))
    for names in (["phone_num", "weight"], ["hobby"]):
        world.ipc.add_face_info_item(group.name, names)
        world.look(world.made)


@requirement("addFaceInfoItem.attributes.limit", "addFaceInfoItem.refused.changes-nothing")
def test_one_attribute_too_many(world: World) -> None:
    """One by one up to the limit, and one more; when one has gone, there is room again."""
    group, most = world.group(), DEVICE.attributes_per_group
    for number in range(most + 1):
        world.ipc.add_face_info_item(group.name, [f"item{number}"])
        world.look([group])
    world.ipc.remove_face_info_item(group.name, ["item1"])
    world.ipc.add_face_info_item(group.name, ["another"])
    world.look([group])


@pytest.mark.parametrize("name", DEVICE.default_groups)
@requirement("addFaceInfoItem.group_name.default-group", "addFaceInfoItem.refused.changes-nothing")
def test_default_groups_get_none(world: World, name: str) -> None:
    """stranger and regular are not allowed to get attributes (s:289)."""
    world.look()
    world.ipc.get_face_info_item(name)
    world.ipc.add_face_info_item(name, ["hobby"])
    world.ipc.get_face_info_item(name)


@requirement("attributes.num-mismatch")
@pytest.mark.parametrize("num", [1, 3])
def test_num_differs_from_the_list(world: World, num: int) -> None:
    """Two names and another num: refused, the list counts, or num counts (point 41); the smaller num decides."""
    group = world.group()
    world.look([group])
    answer = world.ipc.add_face_info_item(group.name, ["first", "second"], num=num)
    listed = world.ipc.get_face_info_item(group.name)
    names = listed.data.get("name_list") or []
    value = "refused" if not answer.succeeded else {2: "list-counts", 1: "num-counts"}.get(len(names))
    if num == 1 and value:
        world.ipc.reading("attributes.num-mismatch", value, answer, listed)


@requirement("attributes.duplicate")
def test_name_that_is_there_already(world: World) -> None:
    """Alone, and beside a new one (point 47)."""
    group = world.group(attributes=("hobby",))
    for names in (["hobby"], ["hobby", "weight"]):
        world.look([group])
        world.ipc.add_face_info_item(group.name, names)
    world.look([group])
