"""Section 11, Update Face Record (s:575-675)."""

import pytest

from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_parameters = all_parameters_of("updateFace")
test_public_parameters = all_public_of("updateFace")

CHANGES: dict[str, dict[str, int | str]] = {
    "age": {"age": 40},
    "gender": {"gender": 2},
    "first-attribute": {"hobby": "chess"},
    "last-attribute": {"weight": "61"},
    "all": {"age": 50, "gender": 2, "hobby": "chess", "weight": "61"},
}


@requirement("updateFace.effect.updated", "updateFace.unmentioned.kept", "updateFace.effect.others-kept")
@pytest.mark.parametrize("change", CHANGES)
def test_updated_record_reads_back(world: World, change: str) -> None:
    """What is mentioned is new, the rest stays, and another record too."""
    group = world.group(attributes=("hobby", "vip_level", "weight"))
    given = {"hobby": "tennis", "vip_level": "1", "weight": "60"}
    record = world.record(group, person=0, age=20, gender=1, **given)
    world.record(group, person=1, age=30, gender=1, **given)
    world.look([group])
    world.ipc.send(Call.of("updateFace", group_name=group.name, faceid=record.faceid, **CHANGES[change]))
    world.look([group])
    world.ipc.get_face(record.faceid)
    world.find(record.picture)


@requirement("updateFace.faceid.missing", "updateFace.refused.changes-nothing")
def test_an_update_makes_no_record(world: World) -> None:
    """Also where it says all that a new record needs."""
    group = world.group()
    faceid = world.deleted_faceid()
    world.look([group])
    world.ipc.update_face(group.name, faceid, pic=world.part(5), age=30, gender=1)
    world.look([group])
    world.ipc.get_face(faceid)


@requirement("updateFace.new_group_name.moves", "updateFace.unmentioned.kept")
def test_record_moves_to_the_new_group(world: World) -> None:
    """It leaves the old group for the new one and comes back; counts follow; it is found in its place."""
    old, new = world.group(attributes=("hobby",)), world.group(attributes=("hobby",))
    record = world.record(old, age=20, gender=1)
    world.record(new, person=1)
    for origin, target in ((old, new), (new, old)):
        world.look(world.made)
        world.ipc.update_face(origin.name, record.faceid, new_group_name=target.name)
        world.look(world.made)
        world.ipc.get_face(record.faceid)
        world.find(record.picture)


@requirement("updateFace.new_group_name.moves")
def test_move_into_its_own_group(world: World) -> None:
    """new_group_name may be the group where the record is; nothing moves."""
    group = world.group()
    record = world.record(group)
    world.look([group])
    world.ipc.update_face(group.name, record.faceid, new_group_name=group.name, age=33)
    world.look([group])


@requirement("updateFace.new_group_name.missing", "updateFace.refused.changes-nothing")
def test_move_to_a_missing_group(world: World) -> None:
    """The record stays where and as it was, also what was to be changed along with the move."""
    group = world.group()
    record = world.record(group, age=20, gender=1)
    world.look([group])
    world.ipc.update_face(group.name, record.faceid, new_group_name=world.run.name(), age=60, gender=2)
    world.look([group])
    world.ipc.get_face(record.faceid)


@requirement("updateFace.move-full")
@pytest.mark.parametrize("first", ["full", "other"])
def test_move_to_a_full_group(world: World, first: str) -> None:
    """A group of one place that is taken (point 74)."""
    new, old, record = world.full_and_other(first)
    world.look(world.made)
    world.ipc.update_face(old.name, record.faceid, new_group_name=new.name)
    world.look(world.made)


@requirement("updateFace.other-group", "updateFace.refused.changes-nothing")
def test_record_of_another_group(world: World) -> None:
    """group_name is not the record's group (point 73)."""
    group, other = world.group(), world.group()
    record = world.record(group, age=20)
    world.look(world.made)
    world.ipc.update_face(other.name, record.faceid, age=60)
    world.look(world.made)
    world.ipc.get_face(record.faceid)


@requirement("updateFace.effect.updated")
def test_new_picture(world: World) -> None:
    """The new face finds the record, the old one none."""
    group = world.group()
    record, other = world.record(group, person=0, age=20, gender=1), world.person(1)
    world.look([group])
    world.ipc.vouch(other.data, record.picture.data, same_face=False)
    updated = world.ipc.update_face(group.name, record.faceid, pic=world.part(1))
    world.look([group])
    world.find(other)
    if updated.succeeded:
        world.find_none(record.picture)
    world.ipc.get_face(record.faceid)


@requirement("updateFace.urlencoded")
def test_urlencoded_update(world: World) -> None:
    """Without a picture, in a urlencoded body (point 72)."""
    group = world.group()
    record = world.record(group, age=20)
    world.look([group])
    call = Call.of("updateFace", group_name=group.name, faceid=record.faceid, age=60).encoded("form")
    world.ipc.send(call)
    world.look([group])


@requirement("updateFace.empty-value", "attribute.empty")
def test_empty_attribute(world: World) -> None:
    """Sent empty an attribute is cleared or keeps its value (point 75).

    One without a value is absent, empty or null (point 82).
    """
    group = world.group(attributes=("hobby", "weight"))
    record = world.record(group, hobby="tennis")
    world.look([group])
    read = world.ipc.get_face(record.faceid)
    if read.data.get("hobby") == "tennis":
        shown = {"": "empty", None: "null"}.get(read.data["weight"]) if "weight" in read.data else "absent"
        if shown:
            world.ipc.reading("attribute.empty", shown, read)
    updated = world.ipc.send(Call.of("updateFace", group_name=group.name, faceid=record.faceid, hobby="", age=30))
    read = world.ipc.get_face(record.faceid)
    if updated.succeeded and read.succeeded:
        value = "kept" if read.data.get("hobby") == "tennis" else "cleared"
        world.ipc.reading("updateFace.empty-value", value, updated, read)


@requirement("updateFace.moved-attributes")
def test_attributes_of_a_moved_record(world: World) -> None:
    """The new group lacks an attribute: is its value there again after a move back (point 74)?"""
    old, new = world.group(attributes=("hobby",)), world.group(attributes=("weight",))
    record = world.record(old, hobby="tennis")
    world.look(world.made)
    moved = world.ipc.update_face(old.name, record.faceid, new_group_name=new.name)
    world.look(world.made)
    back = world.ipc.update_face(new.name, record.faceid, new_group_name=old.name)
    read = world.ipc.get_face(record.faceid)
    if moved.succeeded and back.succeeded and read.succeeded:
        value = "kept" if read.data.get("hobby") == "tennis" else "dropped"
        world.ipc.reading("updateFace.moved-attributes", value, moved, back, read)
