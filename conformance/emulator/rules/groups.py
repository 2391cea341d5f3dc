"""Rules for face groups: protected defaults, numbers and capacities."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused, bad_parameter
from conformance.emulator.rules import names
from conformance.emulator.store.groups import Group
from conformance.spec import Spec


def check_new_name(name: str, groups: Iterable[Group], spec: Spec, readings: Readings) -> None:
    """A group doesn't get a default's name, nor one that another group has. Raises Refused."""
    if names.is_default(name, spec, readings):
        raise Refused("default-group-protected", f"{name} is a default group")
    if names.find(name, groups, readings):
        raise Refused("group-name-taken", f"there is a group {name}")


def check_rename(group: Group, name: str, groups: Iterable[Group], spec: Spec, readings: Readings) -> None:
    """A default group keeps its name (s:88); another gets one that no other group has. Raises Refused."""
    if names.is_default(group.name, spec, readings):
        if name != group.name:
            raise Refused("default-group-protected", f"{group.name} can't be renamed")
    elif not names.same(name, group.name, readings):
        check_new_name(name, [other for other in groups if other.id != group.id], spec, readings)


def check_number(groups: list[Group], spec: Spec) -> None:
    """There is room for one more group (s:23). Raises Refused (group-limit)."""
    if len(groups) >= spec.device.groups_total:
        raise Refused("group-limit", f"there are {len(groups)} groups")


def check_minimum(capacity: int, readings: Readings) -> None:
    """The capacity is not below the smallest, by the reading capacity.minimum. Raises Refused (bad-parameter)."""
    if capacity < int(readings["capacity.minimum"]):
        raise bad_parameter(f"a capacity of {capacity}")


def check_sum(name: str, capacity: int, others: Iterable[Group], spec: Spec, readings: Readings) -> None:
    """The capacities of the group `name` and the others don't exceed the device's (s:36). Raises Refused."""
    counted = [(name, capacity)] + [(other.name, other.capacity) for other in others]
    if readings["capacity.defaults-counted"] == "no":
        counted = [(name, capacity) for name, capacity in counted if not names.is_default(name, spec, readings)]
    total = sum(capacity for _, capacity in counted)
    # A single group larger than the whole device is refused even where the defaults don't count.
    if max(total, capacity) > spec.device.capacity_total:
        raise Refused("capacity-refused", f"{total} in all")


def check_count(capacity: int, group: Group, readings: Readings) -> None:
    """The capacity holds the records that there are, by the reading capacity.below-count. Raises Refused."""
    if capacity < group.size and readings["capacity.below-count"] == "refused":
        raise Refused("capacity-refused", f"the group has {group.size} records")


def check_delete(group: Group, spec: Spec, readings: Readings) -> None:
    """Default groups stay (s:170), and groups with records (s:171). Raises Refused."""
    default = names.is_default(group.name, spec, readings)
    emptiness_first = readings["deleteGroup.default-with-records"] == "not-empty"
    if default and not (group.size and emptiness_first):
        raise Refused("default-group-protected", f"{group.name} is a default group")
    if group.size:
        raise Refused("group-not-empty", f"the group has {group.size} records")


def check_room(group: Group, leaving: int = 0) -> None:
    """The group takes one more record; `leaving` records of it go in the same step. Raises Refused (group-full)."""
    if group.size - leaving >= group.capacity:
        raise Refused("group-full", f"the group has {group.size} records")
