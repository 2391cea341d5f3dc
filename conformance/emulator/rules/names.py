"""Names and descriptions of face groups: their limits, and which group a name means."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused
from conformance.emulator.rules import lengths
from conformance.emulator.store.groups import Group
from conformance.spec import Spec

SPECIAL = frozenset("\"'&=+%<>[]{}\\;`|")


def check_name(name: str, spec: Spec, readings: Readings) -> None:
    """A new name is at most 96 long (s:31) and doesn't begin with a blank (s:43). Raises Refused (group-limit).

    Blanks at its end and special characters are open (facts 7 point 22).
    """
    kind = spec.kinds["group_name"]
    if lengths.too_long(name, kind, readings, "name.length-unit"):
        raise Refused("group-limit", "the name is too long")
    if kind.first_character_not and name.startswith(kind.first_character_not):
        raise Refused("group-limit", "the name begins with a blank")
    if name.endswith(" ") and readings["name.trailing-blank"] == "refused":
        raise Refused("group-limit", "the name ends with a blank")
    if readings["name.special-characters"] == "refused" and any(map(is_special, name)):
        raise Refused("group-limit", "a special character in the name")


def is_special(character: str) -> bool:
    """Whether a character means something in forms, markup or queries, or is an emoji."""
    return character in SPECIAL or ord(character) > 0xFFFF


def stored(name: str, readings: Readings) -> str:
    """A name as it is kept, by the reading name.trailing-blank."""
    return name.rstrip(" ") if readings["name.trailing-blank"] == "trimmed" else name


def check_description(text: str, spec: Spec, readings: Readings) -> None:
    """A description is at most 150 long (s:38). Raises Refused (group-limit)."""
    if lengths.too_long(text, spec.kinds["description"], readings, "name.length-unit"):
        raise Refused("group-limit", "the description is too long")


def same(one: str, other: str, readings: Readings) -> bool:
    """Whether two names mean one group, by the readings name.case and name.trailing-blank (facts 7 points 11, 22)."""
    one, other = stored(one, readings), stored(other, readings)
    return one == other or (readings["name.case"] == "insensitive" and one.casefold() == other.casefold())


def find(name: str, groups: Iterable[Group], readings: Readings) -> Group | None:
    """The group of that name."""
    return next((group for group in groups if same(group.name, name, readings)), None)


def is_default(name: str, spec: Spec, readings: Readings) -> bool:
    """Whether a name is that of a default group (s:45)."""
    return any(same(name, default, readings) for default in spec.device.default_groups)
