"""The profile of a device under test: what it is, what it lacks, and how it reads the open points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance.run.outcomes import UsageError
from conformance.run.tomlfile import read_table
from conformance.spec import CodeBook, SpecError, load_code_book, load_spec


@dataclass(frozen=True)
class Profile:
    """`absent` names operations that the device declares not to have; undeclared absence is a failure.

    `timeout` is the time limit of one exchange in seconds. `quiet`: nobody walks by, so that records, counts and the
    default groups change by the run alone.
    """

    name: str = ""
    model: str = ""
    firmware: str = ""
    absent: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)
    code_book: CodeBook | None = None
    timeout: float | None = None
    quiet: bool = False

    def as_json(self) -> dict[str, Any]:
        """The profile as it stands in results.json."""
        return {
            "name": self.name,
            "model": self.model,
            "firmware": self.firmware,
            "absent": sorted(self.absent),
            "readings": dict(self.readings),
            "code_book": self.code_book.name if self.code_book else "",
            "timeout": self.timeout,
            "quiet": self.quiet,
        }

    def declared(self) -> dict[str, Any]:
        """What of it the judge goes by, as it stands in a cassette; `declared_by` reads it back."""
        book = self.code_book
        own = {name: list(book.causes[name].codes) for name in sorted(book.own)} if book else None
        return {
            "quiet": self.quiet,
            "readings": dict(self.readings),
            "absent": sorted(self.absent),
            **({"code_book": own} if own else {}),
        }


def declared_by(event: Mapping[str, Any]) -> Profile:
    """The profile by which a run was judged, from its event. Raises KeyError, TypeError, ValueError."""
    known = load_spec()
    readings, default = dict(event["readings"]), known.code_book
    given = event.get("code_book", {})
    own = {name: replace(default.causes[name], codes=tuple(codes)) for name, codes in given.items()}
    return Profile(
        absent=frozenset(event["absent"]),
        readings={name: value for name, value in readings.items() if name in known.readings},
        code_book=CodeBook("recorded", {**default.causes, **own}, frozenset(own)) if own else None,
        quiet=event["quiet"] is True,
    )


def read_profile(path: Path | None, option: str = "--profile") -> Profile:
    """The profile in a TOML file; an empty one where none is given. Raises UsageError."""
    if path is None:
        return Profile()
    table = read_table(path, option, _KEYS, f"known are {', '.join(sorted(_KEYS))}")
    return Profile(
        name=_text(table, "name", path, option),
        model=_text(table, "model", path, option),
        firmware=_text(table, "firmware", path, option),
        absent=_absent(table.get("absent", []), path, option),
        readings=_readings(table.get("readings", {}), path, option),
        code_book=_code_book(table.get("code_book"), path, option),
        timeout=_timeout(table.get("timeout"), path, option),
        quiet=table.get("quiet") is True,
    )


_KEYS = {"name", "model", "firmware", "absent", "readings", "code_book", "timeout", "quiet"}


def write_profile(path: Path, given: Mapping[str, Any], readings: Mapping[str, str]) -> None:
    """Writes the given profile (as in results.json) with the readings that a run found, for the next one."""
    lines = [f"{key} = {json.dumps(given[key])}" for key in ("name", "model", "firmware", "absent", "quiet")]
    lines += [f"timeout = {given['timeout']}"] if given["timeout"] else []
    lines += ["", "[readings]"]
    lines += [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in sorted(readings.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _text(table: Mapping[str, Any], key: str, path: Path, option: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise UsageError(f"{option} {path}: {key} is not a text")
    return value


def _absent(value: Any, path: Path, option: str) -> frozenset[str]:
    """Names of operations, or the word face for the whole module."""
    operations = load_spec().operations
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list):
        raise UsageError(f"{option} {path}: absent is not a list of operations")
    for name in names:
        if name != "face" and name not in operations:
            raise UsageError(f"{option} {path}: absent = {name!r}: there is no such operation")
    return frozenset(operations) if "face" in names else frozenset(names)


def _readings(value: Any, path: Path, option: str) -> dict[str, str]:
    known = load_spec().readings
    if not isinstance(value, dict):
        raise UsageError(f"{option} {path}: readings is not a table")
    for name, reading in value.items():
        if name not in known:
            raise UsageError(f"{option} {path}: {name} is not an open point; `emulate --list-readings` lists them")
        if reading not in known[name].values:
            raise UsageError(f"{option} {path}: {name} is one of {', '.join(known[name].values)}, not {reading!r}")
    return dict(value)


def _code_book(value: Any, path: Path, option: str) -> CodeBook | None:
    if value is None:
        return None
    try:
        return load_code_book(path.parent / str(value))
    except SpecError as error:
        raise UsageError(f"{option} {path}: {error}") from error


def _timeout(value: Any, path: Path, option: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise UsageError(f"{option} {path}: timeout is not a number of seconds above 0")
    return float(value)
