"""Section 2, Edit Face Group (s:67-111)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("updateGroup")


@requirement("updateGroup.effect.updated", "updateGroup.answer.accepts")
def test_edited_group_is_listed(check: Check, world: World) -> None:
    """A renamed group stands under its new name alone, with its new values."""
    group, name = world.group(capacity=8), world.run.name()
    edit = Call.of(
        "updateGroup", old_name=group.name, name=name, capacity=9, description="Customers with platinum card."
    )
    edited = world.ipc.must_accept(edit)
    listed = world.groups()
    shown = (listed.get(name, {}).get("capacity"), world.description(listed.get(name, {})), group.name in listed)
    expected = (9, "Customers with platinum card.", False)
    check("updateGroup.effect.updated").equal(
        shown, expected, "new capacity, new description, and the old name's presence", edited
    )


@requirement("updateGroup.effect.updated")
def test_edit_may_keep_the_name(check: Check, world: World) -> None:
    """`name` can be the same as `old_name` (s:83), `capacity` the same as before (s:84)."""
    group = world.group(capacity=8)
    edit = Call.of("updateGroup", old_name=group.name, name=group.name, capacity=8, description="edited in place")
    edited = world.ipc.must_accept(edit)
    entry = world.groups().get(group.name, {})
    shown = (entry.get("capacity"), world.description(entry))
    check("updateGroup.effect.updated").equal(shown, (8, "edited in place"), "capacity and description", edited)


@requirement("updateGroup.effect.others-kept")
def test_other_groups_and_records_are_kept(check: Check, world: World) -> None:
    """Editing one group leaves the others alone, and its own records."""
    group, other = world.group(), world.group()
    world.record(group)
    before = world.groups()
    edit = Call.of("updateGroup", old_name=group.name, name=group.name, capacity=21, description="edited")
    edited = world.ipc.must_accept(edit)
    after = world.groups()
    shown = (after.get(other.name), after.get(group.name, {}).get("count"))
    check("updateGroup.effect.others-kept").equal(
        shown, (before.get(other.name), 1), "the other group, and the count of the edited one", edited
    )
