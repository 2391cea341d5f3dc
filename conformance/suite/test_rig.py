"""What only a rig can bring about: causes of codes, arrivals and migration, clocks, reboots."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from conformance.spec import load_spec
from conformance.suite.drive import Stages
from conformance.suite.requirement import Check, each_operation, requirement
from conformance.suite.world import World

SPEC = load_spec()
TROUBLES = ("storage", "busy", "internal-failure", "deactivate", "lose-stranger")


@contextmanager
def troubled(world: World, capability: str) -> Iterator[None]:
    """The camera in trouble; afterwards it must be as before, but where the trouble may cost its groups."""
    with world.ipc.trouble(capability, forgets=capability in ("deactivate", "lose-stranger")):
        world.run.rig.act(capability, active=True)
        try:
            yield
        finally:
            world.run.rig.act(capability, active=False)


@pytest.mark.parametrize("capability", TROUBLES)
@each_operation("{operation}.answer.code-listed")
def test_operation_in_trouble(stages: Stages, operation: str, capability: str) -> None:
    """The operation is refused with one of its codes and changes nothing; out of trouble it is carried out."""
    stage = stages(operation)
    stage.world.needs(capability)
    valid = stage.valid()
    if operation == "createGroup":
        # In some trouble a camera does not count its groups: no more than there may be, also when it is over.
        stage.world.needs_room(int(valid.call.value_of("capacity") or 0))
    with troubled(stage.world, capability):
        answer = stage.world.ipc.send(valid.call)
    stage.world.look(valid.groups)
    if answer.succeeded:
        stage.strike()


@requirement("migration.compare", "updateMigration.effect.moves")
def test_strangers_become_regular(check: Check, world: World) -> None:
    """A stranger that comes often enough moves; whether at arrive_times or after is open (point 31)."""
    world.needs("arrive-at")
    stranger, regular = SPEC.device.default_groups
    world.migration()
    world.ipc.update_migration(3, 10)
    faceid = world.run.faceid()
    world.stray(stranger, faceid)
    world.stray(regular, faceid)
    world.ipc.add_face(stranger, world.part(40), faceid=faceid)
    homes = []
    for hours in range(5, 0, -1):
        world.arrive_person(40, hours_ago=hours)
        homes.append(str(world.ipc.get_face(faceid).data.get("group_name")))
    assertion = check("updateMigration.effect.moves")
    assertion.that(homes[1] == stranger, "a stranger that came twice to stay", f"it was in {homes[1]}")
    assertion.that(homes[3] == regular, "a stranger that came four times of three to move", f"it was in {homes[3]}")
    world.ipc.reading(
        "migration.compare", "at-least" if homes[2] == regular else "more-than", world.ipc.get_face(faceid)
    )


@requirement("updateMigration.period.counts")
def test_arrivals_in_a_longer_time_do_not_count(check: Check, world: World) -> None:
    """Five arrivals, each two days after the other, where more than three in a day would move the stranger."""
    homes = _homes(world, SPEC.device.default_groups[0], person=41, times=3, days=1, every_hours=48)
    check("updateMigration.period.counts").that(
        set(homes) == {SPEC.device.default_groups[0]}, "the stranger to stay", f"it was in {homes[-1]}"
    )


@requirement("updateMigration.effect.strangers-only")
def test_records_of_other_groups_stay(check: Check, world: World) -> None:
    """The condition is about strangers alone (s:133)."""
    group = world.group()
    homes = _homes(world, group.name, person=42, times=1, days=10, every_hours=1)
    check("updateMigration.effect.strangers-only").that(
        set(homes) == {group.name}, f"the record to stay in {group.name}", f"it was in {homes[-1]}"
    )


def _homes(world: World, group: str, *, person: int, times: int, days: int, every_hours: int) -> list[str]:
    """Where a new record of the group is after each of five arrivals."""
    world.needs("arrive-at")
    world.migration()
    world.ipc.update_migration(times, days)
    faceid = world.run.faceid()
    for name in SPEC.device.default_groups:
        world.stray(name, faceid)
    world.ipc.add_face(group, world.part(person), faceid=faceid)
    homes = []
    for turn in range(5, 0, -1):
        world.arrive_person(person, hours_ago=turn * every_hours)
        homes.append(str(world.ipc.get_face(faceid).data.get("group_name")))
    return homes


@requirement("device.reboot.state-kept")
def test_state_survives_a_reboot(check: Check, world: World) -> None:
    """Groups, attributes, records and the migration condition are there again."""
    world.needs("reboot")
    group = world.group(attributes=("hobby",), capacity=7, description="kept over a reboot")
    record = world.record(group, age=20, gender=1, hobby="tennis")
    world.migration()
    world.ipc.update_migration(7, 33)
    before = (world.state([group]), world.ipc.get_face(record.faceid).data)
    world.run.rig.act("reboot")
    world.ipc.wait_until_back()
    after = (world.state([group]), world.ipc.get_face(record.faceid).data)
    check("device.reboot.state-kept").equal(after, before, "the state after the reboot")
    world.find(record.picture)
