"""Runs on emulators that read the open points otherwise: each must conform, and its readings be reported exactly.

Packs: whole standard runs, in the n-th of which every open point has its n-th value, so that few runs show all values
in company. Mixes: the same with values by chance, so that other values meet. Where one raises an alarm, it is halved
until the readings are found that raise it. In company one reading may hide another (no blank in a body is accepted, so
nothing shows what a blank before a name means): a value that no pack and no mix has shown is run by itself, and must be
reported then. Alone: so is each value but the default, with the operations that it concerns.
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
    shown: set[tuple[str, str]] = set()
    for number in range(1, max(len(reading.values) for reading in READINGS.values())):
        shown |= packed(run, f"pack {number}", depth, _beginning(nth_values(number), only))
    for number in range(mixes):
        shown |= packed(run, f"mix {number}", depth, _beginning(by_chance(number), only))
    concerned = operations_shown(defaults)
    for name, reading in READINGS.items():
        for value in reading.values[1:]:
            if f"{name}={value}".startswith(only) and (each_alone or (name, value) not in shown):
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


def packed(run: Run, name: str, depth: str, pack: Mapping[str, str]) -> set[tuple[str, str]]:
    """A pack, and where it raises an alarm, its halves; the readings that it showed."""
    done = run(Job(name, given(pack), options=("--depth", depth)), nothing_else(pack))
    shown = set(done.results.get("readings", {}).items())
    if len(pack) > 1 and (done.alarms or [*nothing_else(pack)(done)]):
        names = list(pack)
        half = len(names) // 2
        for number, part in enumerate((names[:half], names[half:])):
            shown |= packed(run, f"{name}.{number}", depth, {each: pack[each] for each in part})
    return shown


def alone(run: Run, name: str, value: str, operations: Iterable[str]) -> None:
    """One value by itself."""
    only = ",".join([name, *operations])
    options = ("--depth", "standard", "--only", only)
    run(Job(f"{name}={value}", given({name: value}), options=options), exact({name: value}, (name,)))


def given(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}={value}" for name, value in values.items())


def exact(values: Mapping[str, str], names: Iterable[str] = READINGS) -> Callable[[Done], Iterable[str]]:
    """Every one of these readings is reported, and as it is."""

    def alarms(done: Done) -> Iterable[str]:
        shown = done.results.get("readings", {})
        # A quick run need not come across every open point.
        if done.results.get("depth") != "quick":
            yield from (f"reading {name} is not reported" for name in names if name not in shown)
        yield from nothing_else(values)(done)

    return alarms


def nothing_else(values: Mapping[str, str]) -> Callable[[Done], Iterable[str]]:
    """No reading is reported otherwise than it is."""

    def alarms(done: Done) -> Iterable[str]:
        for name, found in done.results.get("readings", {}).items():
            expected = values.get(name, DEFAULTS[name])
            if found != expected:
                yield f"reading {name} is {expected}, reported: {found}"

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
