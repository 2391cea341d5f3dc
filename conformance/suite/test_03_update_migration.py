"""Section 3, Configure The Stranger-to-regular Conditions (s:113-153)."""

from conformance.spec import Kind, load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_parameters = all_parameters_of("updateMigration")
test_public_parameters = all_public_of("updateMigration")


@requirement("updateGroup.effect.updated", "updateGroup.effect.others-kept")
def test_condition_stays_when_groups_are_edited(world: World) -> None:
    """A group of one's own and the stranger group are edited: nobody spoke of the condition."""
    group = world.group()
    times, days = world.migration()
    kinds = load_spec().kinds
    world.ipc.update_migration(_another(times, kinds["arrive_times"]), _another(days, kinds["period"]))
    world.look()
    world.ipc.update_group(group.name, group.name, 20, "edited")
    world.look()
    name = load_spec().device.default_groups[0]
    with world.default_group_restored(name) as entry:
        world.ipc.update_group(name, name, int(entry["capacity"]), "edited by a check")
        world.look()


def _another(value: int, kind: Kind) -> int:
    """Another value in the range, which no device begins with."""
    return next(number for number in (3, 4, 9) if number not in (value, kind.default))


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
