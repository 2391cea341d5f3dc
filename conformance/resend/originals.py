"""What of a camera's own a resent cassette may change, if it is allowed to, and the calls that put it back."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.run.snapshot import State
from conformance.spec import load_spec
from conformance.wire import Call


def originals(call: Call, before: State) -> Iterator[Call]:
    """The calls that put back what a call changes of the camera's own."""
    if call.operation == "updateMigration":
        yield from migration(before)
    elif call.operation == "updateGroup":
        yield from default_group(str(call.value_of("old_name")), before)


def changed(before: State, after: State) -> Iterator[Call]:
    """The calls that put back what is not as it was."""
    stranger = load_spec().device.default_groups[0]
    was, now = before.get(stranger, {}), after.get(stranger, {})
    if any(was.get(key) != now.get(key) for key in ("times", "period")):
        yield from migration(before)
    for name in load_spec().device.default_groups:
        was, now = before.get(name, {}), after.get(name, {})
        if any(was.get(key) != now.get(key) for key in ("capacity", "description", "Description")):
            yield from default_group(name, before)


def migration(before: State) -> Iterator[Call]:
    """The migration condition as it was."""
    stranger = before.get(load_spec().device.default_groups[0], {})
    times, days = stranger.get("times"), stranger.get("period")
    if isinstance(times, int) and isinstance(days, int):
        yield Call.of("updateMigration", arrive_times=times, period=days)


def default_group(name: str, before: State) -> Iterator[Call]:
    """A default group's capacity and description as they were."""
    entry = before.get(name, {}) if name in load_spec().device.default_groups else {}
    capacity, description = entry.get("capacity"), entry.get("description", entry.get("Description"))
    if isinstance(capacity, int) and isinstance(description, str):
        yield Call.of("updateGroup", old_name=name, name=name, capacity=capacity, description=description)
