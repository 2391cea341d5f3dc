"""Section 3, Configure The Stranger-to-regular Conditions (s:113-153)."""

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_parameters = all_parameters_of("updateMigration")
test_public_parameters = all_public_of("updateMigration")


@requirement("updateMigration.effect.reported", "updateMigration.effect.others-kept", "updateMigration.answer.accepts")
def test_condition_is_reported(world: World) -> None:
    """What was set shows as times and period of the stranger group, at both ends of both ranges."""
    world.group()
    world.migration()
    kinds = load_spec().kinds
    times, period = kinds["arrive_times"], kinds["period"]
    for arrive_times, days in ((times.min, period.max), (times.max, period.min), (5, 20)):
        world.ipc.update_migration(arrive_times or 0, days or 0)
        world.look()
