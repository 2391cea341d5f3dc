"""Integers in a form: everything arrives as text (facts 7 point 15)."""

from __future__ import annotations

import re

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import bad_parameter
from conformance.spec import Kind

_strict = re.compile(r"0|-?[1-9][0-9]*").fullmatch
_lenient = re.compile(r" *[+-]?[0-9]+ *").fullmatch

STORED = 2**63
"""Integers beyond 64 bits are refused: no field of the camera stores them."""

MOST_DIGITS = 100
"""Longer texts are no integers: no need to convert them to find out."""


def integer(text: str, readings: Readings) -> int:
    """The integer that a text stands for, by the reading integer.form. Raises Refused (bad-parameter)."""
    matches = _strict if readings["integer.form"] == "strict" else _lenient
    if len(text) > MOST_DIGITS or not matches(text):
        raise bad_parameter(f"{text[:MOST_DIGITS]!r} is no integer")
    number = int(text)
    if not -STORED <= number < STORED:
        raise bad_parameter(f"{number} is too large")
    return number


def within(number: int, kind: Kind, outside: str = "refused") -> int:
    """The number if it is in the kind's range, or the nearest end if outside is `clamped`. Raises Refused."""
    clamped = number if kind.min is None else max(number, kind.min)
    clamped = clamped if kind.max is None else min(clamped, kind.max)
    if clamped != number and outside != "clamped":
        raise bad_parameter(f"{number} is not within {kind.min} to {kind.max}")
    return clamped
