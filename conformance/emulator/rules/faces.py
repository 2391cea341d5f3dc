"""Rules for face records: faceid, age, gender, and what the camera estimates from the picture."""

from __future__ import annotations

import re
import zlib

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import bad_parameter
from conformance.emulator.rules import numbers
from conformance.spec import Spec
from conformance.spec.faceid import SIGNED_END, UNSIGNED_END

_digits = re.compile(r"[0-9]+").fullmatch
_word = re.compile(r"[0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*").fullmatch

NO_RANGE = 0
"""Stands for the age range of an age that has none."""

LARGEST = {"signed": SIGNED_END - 1, "unsigned": UNSIGNED_END - 1}
"""The largest faceid, by the reading faceid.range (s:420)."""


def is_faceid(text: str, readings: Readings) -> bool:
    """Whether a text is a positive 64-bit numeric string (s:420), by faceid.range and faceid.leading-zeros.

    By faceid.not-numeric it may also be a word as in the sample (s:462), no longer than such a number.
    """
    largest = LARGEST[readings["faceid.range"]]
    if len(text) > len(str(largest)):
        return False
    if not _digits(text):
        return readings["faceid.not-numeric"] == "accepted" and _word(text) is not None
    if text[0] == "0" and readings["faceid.leading-zeros"] == "refused":
        return False
    return 0 < int(text) <= largest


def check_faceid(text: str, readings: Readings) -> str:
    """The faceid itself. Raises Refused (bad-parameter)."""
    if not is_faceid(text, readings):
        raise bad_parameter(f"{text[:100]!r} is no faceid")
    return text


def age_of(text: str | None, spec: Spec, readings: Readings) -> int | None:
    """The age given, None if none is. Raises Refused (bad-parameter), outside the ranges by age.outside."""
    if text is None:
        return None
    age = numbers.integer(text, readings)
    outside = not any(low <= age <= high for low, high in spec.age_ranges.values())
    if age < 0 or (outside and readings["age.outside"] == "refused"):
        raise bad_parameter(f"age {age}")
    return age


def gender_of(text: str | None, spec: Spec, readings: Readings) -> int | None:
    """The gender given (s:426), None if none is. Raises Refused (bad-parameter), by gender.outside."""
    if text is None:
        return None
    gender = numbers.integer(text, readings)
    if gender in spec.kinds["gender"].values:
        return gender
    if readings["gender.outside"] == "refused":
        raise bad_parameter(f"gender {gender}")
    return spec.kinds["gender"].values[0]


def age_range_of(age: int, spec: Spec, readings: Readings) -> int:
    """The range of an age (s:702); of one without a range the nearest, or 0, by the reading age_range.outside."""
    ranges = [number for number, (low, high) in spec.age_ranges.items() if low <= age <= high]
    if not ranges:
        if readings["age_range.outside"] != "nearest":
            return NO_RANGE
        return min(spec.age_ranges, key=lambda number: min(abs(age - end) for end in spec.age_ranges[number]))
    if len(ranges) > 1:  # the document has the ranges overlap in two ages (facts 7 point 80)
        return int(readings[f"age_range.at-{age}"])
    return as_printed(ranges[0], spec, readings)


def as_printed(number: int, spec: Spec, readings: Readings) -> int:
    """The number of a range, or that under which the document prints it, by a reading (facts 7 point 80)."""
    if number not in spec.printed_age_ranges:
        return number
    low, high = spec.age_ranges[number]
    return int(readings[f"age_range.at-{low}-{high}"])


def estimated_age_range(picture: bytes, spec: Spec, readings: Readings) -> int:
    """The age range that the camera sees in a picture (s:437): the same for the same picture."""
    seen = list(spec.age_ranges)[zlib.crc32(picture) % len(spec.age_ranges)]
    return as_printed(seen, spec, readings)


def estimated_gender(picture: bytes, spec: Spec) -> int:
    """The gender that the camera sees in a picture (s:439): never unknown, the same for the same picture."""
    seen = spec.kinds["gender"].values[1:]
    return seen[(zlib.crc32(picture) >> 8) % len(seen)]
