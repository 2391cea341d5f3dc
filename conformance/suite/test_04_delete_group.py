"""Section 4, Delete Face Group (s:155-192)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("deleteGroup")


@requirement("deleteGroup.effect.gone", "deleteGroup.answer.accepts")
def test_deleted_group_is_gone(check: Check, world: World) -> None:
    """A deleted group is not listed, and there is one group less."""
    group = world.group()
    before = world.groups()
    deleted = world.ipc.must_accept(Call.of("deleteGroup", name=group.name))
    after = world.groups()
    shown = (group.name in after, len(after))
    check("deleteGroup.effect.gone").equal(shown, (False, len(before) - 1), "its presence and the number", deleted)


@requirement("deleteGroup.effect.others-kept")
def test_other_groups_are_kept(check: Check, world: World) -> None:
    """Deleting one group leaves the others, their attributes and records."""
    other, group = world.group(attributes=("hobby",)), world.group()
    world.record(other, hobby="tennis")
    before = world.state([other])
    deleted = world.ipc.must_accept(Call.of("deleteGroup", name=group.name))
    after = world.state([other])
    before["groups"].pop(group.name, None)
    check("deleteGroup.effect.others-kept").equal(after, before, "the other groups", deleted)
