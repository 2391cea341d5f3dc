"""What is alike is not the same: groups, records and faces that resemble each other are told apart."""

from conformance.suite.requirement import Check, requirement
from conformance.suite.things import Record
from conformance.suite.world import World


@requirement("createGroup.answer.accepts", "createGroup.effect.others-kept")
def test_group_whose_name_begins_with_another_name(world: World) -> None:
    """A longer and a shorter name than that of a group are free."""
    group = world.named_group("middle")
    world.look([group])
    for name in (f"{group.name}-longer", group.name[:-1]):
        world.run.claimed.add(name)
        world.ipc.create_group(name, 5, "alike")
        world.look([group])


@requirement("deleteGroup.effect.others-kept")
def test_deleted_group_takes_no_other_one_along(world: World) -> None:
    """Groups whose names begin with the name of the deleted one stay, empty as they are."""
    group = world.named_group("deleted")
    longer = f"{group.name}-longer"
    world.run.claimed.add(longer)
    world.ipc.create_group(longer, 5, "alike")
    world.look()
    world.ipc.delete_group(group.name)
    world.look()


@requirement("getFace.record.asked", "deleteFace.effect.gone", "deleteFace.effect.others-kept")
@requirement("updateFace.effect.others-kept")
def test_faceid_that_begins_with_another_faceid(check: Check, world: World) -> None:
    """The beginning of a faceid is no record to get, to delete or to update, and deleting a record leaves those whose
    faceids go on from its own.
    """
    group = world.group()
    short = world.run.faceid()
    world.record(group, person=0, faceid=f"{short}7")
    world.look([group])
    world.ipc.get_face(short)
    world.ipc.delete_face(group.name, [short])
    world.ipc.update_face(group.name, short, age=70)
    world.look([group])
    world.record(group, person=1, faceid=short)
    world.look([group])
    world.ipc.get_face(short)
    world.ipc.delete_face(group.name, [short])
    world.ipc.get_face(f"{short}7")
    world.look([group])
    check("deleteFace.effect.gone").equal(list(world.records(group)), [f"{short}7"], "the records that are left")


@requirement("addFace.effect.others-kept")
def test_face_that_is_added_again(world: World) -> None:
    """Where a face may have two records, the second leaves the first as it is."""
    groups = [world.group(), world.group()]
    first = world.record(groups[0], person=0, age=30)
    second = Record(world.run.faceid(), groups[1], world.person(0), 0, age=31)
    world.ipc.send(world.call_to_add(second))
    world.ipc.get_face(first.faceid)
    world.look(groups)


@requirement("addFaceInfoItem.answer.accepts", "removeFaceInfoItem.effect.gone")
def test_place_of_a_removed_attribute_is_free(world: World) -> None:
    """A group with all its attributes takes another one as soon as one is removed."""
    most = world.run.spec.device.attributes_per_group
    group = world.group(attributes=[f"item{number}" for number in range(most)])
    world.look([group])
    world.ipc.remove_face_info_item(group.name, ["item1"])
    world.ipc.add_face_info_item(group.name, ["another"])
    world.look([group])


@requirement("getGroupList.values.stored")
def test_each_group_is_listed_with_its_own_values(check: Check, world: World) -> None:
    """Capacity and description of three groups, one of which holds a record, are those that were given."""
    made = [world.group(capacity=7 + n, description=text) for n, text in enumerate(("first", "a & b <c>", "third"))]
    world.record(made[1])
    listed = world.groups()
    for group in made:
        entry = listed.get(group.name, {})
        shown = (entry.get("capacity"), world.description(entry))
        given = (group.capacity, group.description)
        check("getGroupList.values.stored").equal(shown, given, f"capacity and description of {group.name}")
