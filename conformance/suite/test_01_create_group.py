"""Section 1, Create Face Group (s:19-65)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_required_parameter_left_out = required_parameters_of("createGroup")


@requirement("createGroup.effect.listed", "createGroup.answer.accepts")
def test_created_group_is_listed(check: Check, world: World) -> None:
    """A new group stands in the list with what was given, once, and empty."""
    group = world.group(capacity=7, description="Customers with gold card.")
    listed = world.ipc.get_group_list()
    entries = [entry for entry in listed.data.get("face_group", []) if entry.get("name") == group.name]
    shown = [(entry.get("capacity"), world.description(entry), entry.get("count")) for entry in entries]
    expected = [(group.capacity, group.description, 0)]
    check("createGroup.effect.listed").equal(shown, expected, "capacity, description and count listed", listed)


@requirement("createGroup.effect.others-kept")
def test_other_groups_are_kept(check: Check, world: World) -> None:
    """The list holds what it held, and the new group besides."""
    world.group()
    before = world.state()["groups"]
    group = world.group()
    after = world.state()["groups"]
    after.pop(group.name, None)
    check("createGroup.effect.others-kept").equal(after, before, "the list of the other groups")
