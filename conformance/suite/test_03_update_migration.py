"""Section 3, Configure The Stranger-to-regular Conditions (s:113-153)."""

from conformance.suite.examples import example
from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_required_parameter_left_out = required_parameters_of("updateMigration")


@requirement("updateMigration.effect.reported", "updateMigration.answer.accepts")
def test_condition_is_reported(check: Check, world: World) -> None:
    """What was set shows as times and period of the stranger group."""
    call = example("updateMigration", world).call
    changed = world.ipc.must_accept(call)
    shown = tuple(str(value) for value in world.migration())
    expected = (call.value_of("arrive_times"), call.value_of("period"))
    check("updateMigration.effect.reported").equal(shown, expected, "times and period", changed)


@requirement("updateMigration.effect.others-kept")
def test_nothing_else_changes(check: Check, world: World) -> None:
    """Apart from times and period the list of groups stays as it was."""
    world.group()
    call = example("updateMigration", world).call
    before = world.state()["groups"]
    changed = world.ipc.must_accept(call)
    after = world.state()["groups"]
    for groups in (before, after):
        for key in ("times", "period"):
            groups[world.run.spec.device.default_groups[0]].pop(key, None)
    check("updateMigration.effect.others-kept").equal(after, before, "the rest of the list of groups", changed)
