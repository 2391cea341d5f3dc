"""Runs on emulators that read the open points otherwise: each must conform, and its readings be reported exactly.

Packs: whole standard runs, in the n-th of which every open point has its n-th value, so that few runs show all values
in company. Mixes: the same with values by chance, so that other values meet. Where one raises an alarm, it is halved
until the readings are found that raise it. Alone: each value but the default by itself, with the operations that it
concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from warm import Done, Job

from conformance.spec import load_spec

Run = Callable[..., Done]
READINGS = load_spec().readings
DEFAULTS = {name: reading.values[0] for name, reading in READINGS.items()}


def sweep(run: Run, depth: str, mixes: int, each_alone: bool, only: str) -> None:
    """All of it, or the readings whose NAME=VALUE begin with `only`."""
    defaults = run(Job("defaults", options=("--depth", depth)), exact({}))
    for number in range(1, max(len(reading.values) for reading in READINGS.values())):
        packed(run, f"pack {number}", depth, _beginning(nth_values(number), only))
    for number in range(mixes):
        packed(run, f"mix {number}", depth, _beginning(by_chance(number), only))
    if each_alone:
        concerned = operations_shown(defaults)
        for name, reading in READINGS.items():
            for value in reading.values[1:]:
                if f"{name}={value}".startswith(only):
                    alone(run, name, value, concerned[name])


def _beginning(values: Mapping[str, str], with_text: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if f"{name}={value}".startswith(with_text)}


def by_chance(seed: int) -> dict[str, str]:
    """A value of each open point; those that are not the default."""
    random = Random(seed)
    values = {name: random.choice(reading.values) for name, reading in READINGS.items()}
    return {name: value for name, value in values.items() if value != DEFAULTS[name]}


def nth_values(number: int) -> dict[str, str]:
    """For each open point the value that the n-th pack has of it, where that is not the default."""
    values = {name: reading.values[number % len(reading.values)] for name, reading in READINGS.items()}
    return {name: value for name, value in values.items() if value != DEFAULTS[name]}


def packed(run: Run, name: str, depth: str, pack: Mapping[str, str]) -> None:
    """A pack, and where it raises an alarm, its halves."""
    before = run(Job(name, given(pack), options=("--depth", depth)), exact(pack))
    if len(pack) <= 1 or not (before.alarms or [*exact(pack)(before)]):
        return
    names = list(pack)
    half = len(names) // 2
    for number, part in enumerate((names[:half], names[half:])):
        packed(run, f"{name}.{number}", depth, {each: pack[each] for each in part})


def alone(run: Run, name: str, value: str, operations: Iterable[str]) -> None:
    """One value by itself."""
    only = ",".join([name, *operations])
    options = ("--depth", "standard", "--only", only)
    run(Job(f"{name}={value}", given({name: value}), options=options), reports(name, value))


def given(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}={value}" for name, value in values.items())


def exact(values: Mapping[str, str]) -> Callable[[Done], Iterable[str]]:
    """Every reading is reported, and as it is."""
    expected = DEFAULTS | dict(values)

    def alarms(done: Done) -> Iterable[str]:
        for name, value in expected.items():
            yield from reports(name, value)(done)

    return alarms


def reports(name: str, value: str) -> Callable[[Done], Iterable[str]]:
    """This reading is reported, as it is."""

    def alarms(done: Done) -> Iterable[str]:
        found = done.results.get("readings", {}).get(name, "not seen")
        # A quick run need not come across every open point.
        if found != value and not (found == "not seen" and done.results.get("depth") == "quick"):
            yield f"reading {name} is {value}, reported: {found}"

    return alarms


def operations_shown(done: Done) -> dict[str, list[str]]:
    """For each reading the operations that the run's checks of it belong to; all of them where there is no check."""
    spec = load_spec()
    by_module = {f"test_{each.section:02}_": each.name for each in spec.operations.values()}
    rows: dict[str, Any] = {row["id"]: row for row in done.results.get("requirements", ())}
    shown = {}
    for name in READINGS:
        own = [rows[name]["operation"]] if name in rows else []
        checks = rows[name]["checks"] if name in rows else []
        own += [by_module[module] for module in by_module for check in checks if module in check]
        shown[name] = sorted({each for each in own if each})
    return shown
