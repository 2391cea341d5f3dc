"""Waivers: violations that were agreed to be accepted for a while, on some devices and firmwares, with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conformance.run.outcomes import UsageError
from conformance.run.profile import Profile
from conformance.run.tomlfile import read_table
from conformance.spec import load_spec

ANY = "*"
_TEXTS = ("requirement", "check", "device", "firmware", "reason", "ticket")
_KEYS = (*_TEXTS, "expires", "sometimes")
_NEEDED = ("reason", "ticket", "expires")


@dataclass(frozen=True)
class Waiver:
    """One entry: violations of a `requirement`, or those that a `check` meets, of the devices that it is for.

    `device` (profile name, model or address) and `firmware` are patterns, in which * stands for any characters.
    It holds up to and including the day that it `expires`. `sometimes`: the camera fails only sometimes, so that
    passing once does not mean that the waiver is no longer needed.
    """

    requirement: str
    check: str
    device: str
    firmware: str
    reason: str
    ticket: str
    expires: date
    sometimes: bool = False

    @property
    def target(self) -> str:
        """What it waives: an id of the catalogue, or a check."""
        return self.requirement or self.check

    @property
    def name(self) -> str:
        """How people speak of it."""
        return f"{self.target} ({self.ticket})"

    def covers(self, requirement: str, check: str) -> bool:
        """Whether a violation of this requirement in this check is waived."""
        return requirement == self.requirement if self.requirement else self.means(check)

    def means(self, check: str) -> bool:
        """Whether it is for this check; one that is named without its [case] is named with all of them."""
        named = check if "[" in self.check else check.partition("[")[0]
        return bool(self.check) and (named == self.check or named.endswith(f"/{self.check}"))

    def terms(self) -> dict[str, str]:
        """What stands beside each failure that it waives."""
        return {"reason": self.reason, "ticket": self.ticket, "expires": self.expires.isoformat()}


@dataclass(frozen=True)
class Waivers:
    """All of a file, held against one camera."""

    entries: tuple[Waiver, ...] = ()
    names: tuple[str, ...] = ()
    firmware: str = ""
    today: date = date.min

    @classmethod
    def held_against(
        cls, entries: Sequence[Waiver], profile: Profile, addresses: Sequence[str], today: date
    ) -> Waivers:
        """The waivers of a run against the device of this profile at this address, on this day."""
        names = tuple(name for name in (profile.name, profile.model, *addresses) if name)
        return cls(tuple(entries), names, profile.firmware, today)

    def is_for(self, waiver: Waiver) -> bool:
        """Whether this is a device, and a firmware, that it is for. What nobody told matches * alone."""
        device = waiver.device == ANY or any(_matches(waiver.device, name) for name in self.names)
        return device and (waiver.firmware == ANY or _matches(waiver.firmware, self.firmware))

    def is_expired(self, waiver: Waiver) -> bool:
        """Whether its last day is over."""
        return self.today > waiver.expires

    def covering(self, requirement: str, check: str) -> Waiver | None:
        """The first waiver in force that covers a violation of this requirement in this check."""
        return next((each for each in self.in_force() if each.covers(requirement, check)), None)

    def in_force(self) -> Iterable[Waiver]:
        """Those that hold for this device today."""
        return (each for each in self.entries if self.is_for(each) and not self.is_expired(each))

    def covering_all(self, requirement: str, checks: Iterable[str]) -> Waiver | None:
        """The waiver of a requirement that was violated in these checks; None where one of them is not waived."""
        found = [self.covering(requirement, check) for check in checks]
        return found[0] if found and None not in found else None


def unknown_check(entries: Iterable[Waiver], checks: Sequence[str], path: Path, option: str) -> None:
    """Raises UsageError for a waiver of a check that there is not."""
    for number, waiver in enumerate(entries, 1):
        if waiver.check and not any(waiver.means(check) for check in checks):
            raise UsageError(
                f"{option} {path}: waiver {number}: there is no check {waiver.check}; findings and results.json name "
                "the checks, as in test_01_create_group.py::test_name[case]"
            )


def read_waivers(path: Path | None, option: str = "--waivers") -> tuple[Waiver, ...]:
    """The waivers of a TOML file; none where no file is given. Raises UsageError."""
    if path is None:
        return ()
    table = read_table(path, option, {"waiver"}, "each waiver is a table [[waiver]]")
    rows = table.get("waiver", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{option} {path}: waiver is not a list of tables; write [[waiver]] before each")
    return tuple(_waiver(row, f"{option} {path}: waiver {number}") for number, row in enumerate(rows, 1))


def _waiver(row: Mapping[str, Any], where: str) -> Waiver:
    """One entry; `where` names it in what is said of it."""
    unknown = sorted(set(row) - set(_KEYS))
    if unknown:
        raise UsageError(f"{where}: {', '.join(unknown)} is not known; known are {', '.join(_KEYS)}")
    for key in _TEXTS:
        if key in row and not (isinstance(row[key], str) and row[key].strip() and row[key].isprintable()):
            raise UsageError(f"{where}: {key} is not a text of one line")
    if ("requirement" in row) == ("check" in row):
        raise UsageError(f"{where}: it names a requirement or a check, and one of them alone")
    where = f"{where} ({row.get('requirement') or row.get('check')})"
    for key in _NEEDED:
        if key not in row:
            raise UsageError(f"{where}: it has no {key}; a waiver says why it was agreed, where, and until when")
    if not isinstance(row.get("sometimes", False), bool):
        raise UsageError(f"{where}: sometimes is true or false")
    return Waiver(
        requirement=_requirement(row.get("requirement", ""), where),
        check=_check(row.get("check", ""), where),
        device=_pattern(row, "device", where),
        firmware=_pattern(row, "firmware", where),
        reason=row["reason"],
        ticket=row["ticket"],
        expires=_day(row["expires"], where),
        sometimes=row.get("sometimes", False),
    )


def _requirement(name: str, where: str) -> str:
    if name and name not in load_spec().requirements:
        raise UsageError(f"{where}: there is no such requirement; `ipc-conformance requirements` lists them")
    return name


def _check(name: str, where: str) -> str:
    """Whether there is such a check is known when the checks are collected."""
    if name and ".py::" not in name:
        raise UsageError(f"{where}: a check is named as in findings: test_01_create_group.py::test_name[case]")
    return name


def _pattern(row: Mapping[str, Any], key: str, where: str) -> str:
    """* stands for any characters and nothing else is special, so that who expects more is told."""
    pattern: str = row.get(key, ANY)
    if re.search(r"[\[\]?{}|^$\\]", pattern):
        raise UsageError(f"{where}: {key} = {pattern!r} is no pattern; only * is special in one, for any characters")
    return pattern


def _day(value: Any, where: str) -> date:
    """A date of TOML, or the same as a text."""
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        value = None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise UsageError(f"{where}: expires is not a day such as 2026-12-31")


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split(ANY))), text, re.DOTALL) is not None
