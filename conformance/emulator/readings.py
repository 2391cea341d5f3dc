"""Which reading of each open point this camera follows; every rule consults it by the reading's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.spec import Reading, Spec

Readings = Mapping[str, str]
"""The name of every reading of the spec -> the value that this camera follows."""


class ReadingError(Exception):
    """A reading that can't be followed; the message lists what is allowed."""


def choose(spec: Spec, given: Iterable[str] = ()) -> Readings:
    """The first value of every reading, changed by `given` (each `NAME=VALUE`). Raises ReadingError."""
    chosen = {name: reading.values[0] for name, reading in spec.readings.items()}
    chosen.update(_parse(spec, text) for text in given)
    return chosen


def describe(spec: Spec) -> list[dict[str, object]]:
    """Every reading as plain data: name, values (the first is the default) and statement."""
    return [
        {"name": reading.name, "values": list(reading.values), "statement": reading.statement}
        for reading in spec.readings.values()
    ]


def _parse(spec: Spec, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ReadingError(f"--reading {text}: write it as NAME=VALUE")
    if name not in spec.readings:
        raise ReadingError(f"There is no reading {name!r}. The readings are: {', '.join(spec.readings)}.")
    return name, _allowed(spec.readings[name], value)


def _allowed(reading: Reading, value: str) -> str:
    if value not in reading.values:
        raise ReadingError(f"{reading.name} can't be {value!r}. Its values are: {', '.join(reading.values)}.")
    return value
