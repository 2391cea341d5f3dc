"""Section 7, Delete Attributes of A Face Group (s:313-352)."""

import pytest

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import Check, requirement
from conformance.suite.world import World
from conformance.wire import Call

test_parameters = all_parameters_of("removeFaceInfoItem")
test_public_parameters = all_public_of("removeFaceInfoItem")


@requirement("removeFaceInfoItem.effect.gone", "removeFaceInfoItem.answer.accepts")
@pytest.mark.parametrize("names", [["weight"], ["phone_num"], ["hobby"], ["hobby", "phone_num"]], ids=" ".join)
def test_removed_attributes_are_gone(world: World, names: list[str]) -> None:
    """Of three attributes some are removed; the others stay, with what records hold for them."""
    group = world.group(attributes=("phone_num", "weight", "hobby"))
    record = world.record(group, phone_num="1234", weight="60", hobby="tennis")
    world.look([group])
    world.ipc.remove_face_info_item(group.name, names)
    world.look([group])
    world.ipc.get_face(record.faceid)


@requirement("removeFaceInfoItem.effect.gone", "removeFaceInfoItem.answer.accepts")
def test_as_many_as_a_group_can_have(world: World) -> None:
    """All attributes of a group that has its most go at once, and it can have as many again."""
    names = [f"item{number}" for number in range(load_spec().device.attributes_per_group)]
    group = world.group()
    for call in (world.ipc.add_face_info_item, world.ipc.remove_face_info_item, world.ipc.add_face_info_item):
        call(group.name, names)
        world.look([group])


@requirement("removeFaceInfoItem.effect.others-kept")
def test_other_groups_keep_theirs(world: World) -> None:
    """An attribute of the same name in another group stays, with its values."""
    group, other = world.group(attributes=("hobby",)), world.group(attributes=("hobby",))
    record = world.record(other, hobby="tennis")
    world.look(world.made)
    world.ipc.remove_face_info_item(group.name, ["hobby"])
    world.look(world.made)
    world.ipc.get_face(record.faceid)


@requirement("removeFaceInfoItem.name_list.missing", "attributes.remove-unknown")
def test_attribute_that_is_not_there(world: World) -> None:
    """An unknown one alone, and one beside a known one (point 50)."""
    group = world.group(attributes=("phone_num", "weight"))
    for names in (["hobby"], ["weight", "hobby"]):
        world.look([group])
        world.ipc.remove_face_info_item(group.name, names)
    world.look([group])


@requirement("attributes.removed-values")
def test_values_of_a_removed_attribute(world: World) -> None:
    """Removed and added again: is the value there (point 50)?"""
    group = world.group(attributes=("hobby",))
    record = world.record(group, hobby="tennis")
    world.look([group])
    removed = world.ipc.remove_face_info_item(group.name, ["hobby"])
    added = world.ipc.add_face_info_item(group.name, ["hobby"])
    read = world.ipc.get_face(record.faceid)
    if removed.succeeded and added.succeeded and read.succeeded:
        value = "kept" if read.data.get("hobby") else "dropped"
        world.ipc.reading("attributes.removed-values", value, removed, added, read)


@requirement("attributes.num-mismatch")
def test_num_differs_from_the_list(world: World) -> None:
    """Two names and num 1 (point 41)."""
    group = world.group(attributes=("first", "second"))
    world.look([group])
    answer = world.ipc.remove_face_info_item(group.name, ["first", "second"], num=1)
    listed = world.ipc.get_face_info_item(group.name)
    left = len(listed.data.get("name_list") or [])
    value = "refused" if not answer.succeeded else {0: "list-counts", 1: "num-counts"}.get(left)
    if value:
        world.ipc.reading("attributes.num-mismatch", value, answer, listed)


@requirement("removeFaceInfoItem.plain-name")
def test_one_name_by_itself(world: World) -> None:
    """The table calls the list a string: one name that is no JSON is refused, or taken for that name (point 48)."""
    group = world.group(attributes=("hobby", "weight"))
    world.look([group])
    answer = world.ipc.send(Call.of("removeFaceInfoItem", num=1, group_name=group.name, name_list="weight"))
    if not answer.succeeded:
        world.ipc.reading("removeFaceInfoItem.plain-name", "refused", answer)
    elif world.attributes(group) == ["hobby"]:
        world.ipc.reading("removeFaceInfoItem.plain-name", "accepted", answer)


@requirement("removeFaceInfoItem.name_list.max-length", "removeFaceInfoItem.refused.changes-nothing")
def test_name_that_is_too_long(check: Check, world: World) -> None:
    """No group has such an attribute, by one character and by far (s:330)."""
    group = world.group(attributes=("hobby",))
    limit = load_spec().kinds["attribute_name"].max_length or 0
    world.look([group])
    for case, length in (("max+1", limit + 1), ("far-beyond", 20 * limit)):
        answer = world.ipc.remove_face_info_item(group.name, ["n" * length])
        check("removeFaceInfoItem.name_list.max-length").refused(answer, "name_list", case)
        world.look([group])


@requirement("removeFaceInfoItem.group_name.default-group", "removeFaceInfoItem.refused.changes-nothing")
@pytest.mark.parametrize("name", load_spec().device.default_groups)
def test_default_groups_have_none(world: World, name: str) -> None:
    """Nothing can be removed from stranger and regular; what the note means by their ID is open (point 49)."""
    world.look()
    world.ipc.remove_face_info_item(name, ["hobby"])
    world.look()


@requirement("removeFaceInfoItem.refused.changes-nothing")
def test_names_that_no_group_can_have(world: World) -> None:
    """A preset attribute, and more names than a group has attributes."""
    group = world.group(attributes=("hobby", "weight"))
    record = world.record(group, age=20, hobby="tennis")
    most = load_spec().device.attributes_per_group
    for names in (["age"], [f"item{number}" for number in range(most + 1)]):
        world.look([group])
        world.ipc.remove_face_info_item(group.name, names)
    world.look([group])
    world.ipc.get_face(record.faceid)
