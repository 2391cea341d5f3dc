"""createGroup, updateGroup, deleteGroup, updateMigration (s:23 to s:192)."""

from __future__ import annotations

from typing import NamedTuple

from conformance.emulator.camera import Camera
from conformance.emulator.request import Request
from conformance.emulator.rules import groups as rules
from conformance.emulator.rules import names, numbers, presence
from conformance.emulator.store import groups


class GroupValues(NamedTuple):
    """What createGroup and updateGroup give a group; `old_name` is empty for a new one."""

    old_name: str
    name: str
    capacity: int
    description: str


class MigrationValues(NamedTuple):
    """What updateMigration sets: times, days."""

    arrive_times: int
    period: int


def read_create_group(camera: Camera, request: Request) -> GroupValues:
    """The parameters of createGroup. Raises Refused."""
    return read_values(camera, request, "")


def read_update_group(camera: Camera, request: Request) -> GroupValues:
    """The parameters of updateGroup. Raises Refused."""
    return read_values(camera, request, presence.group_name(request, "old_name", camera.readings))


def read_values(camera: Camera, request: Request, old_name: str) -> GroupValues:
    """First whether all are there and well-formed, then the limits of name and description."""
    name = presence.group_name(request, "name", camera.readings)
    capacity = numbers.integer(presence.required(request, "capacity"), camera.readings)
    rules.check_minimum(capacity, camera.readings)
    description = presence.description(request, camera.readings)
    names.check_name(name, camera.spec, camera.readings)
    names.check_description(description, camera.spec, camera.readings)
    return GroupValues(old_name, names.stored(name, camera.readings), capacity, description)


def create_group(camera: Camera, values: GroupValues) -> None:
    """A new group (s:23)."""
    present = camera.groups()
    rules.check_new_name(values.name, present, camera.spec, camera.readings)
    rules.check_number(present, camera.spec)
    rules.check_sum(values.name, values.capacity, present, camera.spec, camera.readings)
    groups.create(camera.db, values.name, values.capacity, values.description)


def update_group(camera: Camera, values: GroupValues) -> None:
    """Other values for a group (s:71)."""
    group = camera.existing_group(values.old_name)
    present = camera.groups()
    rules.check_rename(group, values.name, present, camera.spec, camera.readings)
    others = [other for other in present if other.id != group.id]
    rules.check_sum(values.name, values.capacity, others, camera.spec, camera.readings)
    rules.check_count(values.capacity, group, camera.readings)
    groups.change(camera.db, group.id, values.name, values.capacity, values.description)


def read_delete_group(camera: Camera, request: Request) -> str:
    """The parameter of deleteGroup. Raises Refused."""
    return presence.group_name(request, "name", camera.readings)


def delete_group(camera: Camera, name: str) -> None:
    """A group less (s:159)."""
    group = camera.existing_group(name)
    rules.check_delete(group, camera.spec, camera.readings)
    groups.delete(camera.db, group.id)


def read_update_migration(camera: Camera, request: Request) -> MigrationValues:
    """The parameters of updateMigration (s:128). Raises Refused."""
    kinds, readings = camera.spec.kinds, camera.readings
    times, period = presence.required(request, "arrive_times"), presence.required(request, "period")
    return MigrationValues(
        numbers.within(numbers.integer(times, readings), kinds["arrive_times"]),
        numbers.within(numbers.integer(period, readings), kinds["period"]),
    )


def update_migration(camera: Camera, values: MigrationValues) -> None:
    """Another migration condition (s:117). It takes effect with the next arrival."""
    camera.existing_group(camera.spec.device.default_groups[0])
    groups.set_condition(camera.db, values.arrive_times, values.period)
