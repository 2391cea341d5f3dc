"""The small rules: integers, names, lists, faceids, ages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.emulator.readings import choose
from conformance.emulator.refusal import Refused
from conformance.emulator.rules import faces, lists, names, numbers
from conformance.spec import Kind, load_spec

SPEC = load_spec()
READINGS = choose(SPEC)


def outcome(rule: Callable[..., Any], *given: Any) -> Any:
    """What a rule returns, or the cause for which it refuses."""
    try:
        return rule(*given)
    except Refused as refused:
        return refused.cause


@pytest.mark.parametrize(
    "text", ["", " ", "01", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "-0", "--1", "\u0661", "1_0", "9" * 99]
)
def test_no_strict_integer(text: str) -> None:
    assert outcome(numbers.integer, text, READINGS) == "bad-parameter"


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("-1", -1), ("10", 10), (str(2**63 - 1), 2**63 - 1)])
def test_strict_integer(text: str, number: int) -> None:
    assert numbers.integer(text, READINGS) == number


def test_integers_end_at_64_bits() -> None:
    assert outcome(numbers.integer, str(2**63), READINGS) == "bad-parameter"


@pytest.mark.parametrize(("number", "shown"), [(0, 1), (1, 1), (10, 10), (11, 10)])
def test_range(number: int, shown: int) -> None:
    kind = SPEC.kinds["arrive_times"]
    assert numbers.within(number, kind, "clamped") == shown
    assert outcome(numbers.within, number, kind) == (number if number == shown else "bad-parameter")


def test_range_with_one_end() -> None:
    assert outcome(numbers.within, 0, Kind("int", min=1)) == "bad-parameter"
    assert numbers.within(9, Kind("int", min=1)) == 9


def test_name_limits() -> None:
    limit = SPEC.kinds["group_name"].max_length
    assert outcome(names.check_name, "x" * limit, SPEC, READINGS) is None
    assert outcome(names.check_name, "x" * (limit + 1), SPEC, READINGS) == "group-limit"
    assert outcome(names.check_name, " x", SPEC, READINGS) == "group-limit"
    assert outcome(names.check_name, "x ", SPEC, READINGS) is None


def test_description_limit() -> None:
    limit = SPEC.kinds["description"].max_length
    assert outcome(names.check_description, "x" * limit, SPEC, READINGS) is None
    assert outcome(names.check_description, "x" * (limit + 1), SPEC, READINGS) == "group-limit"


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{}", '"a"', "[1]", "[null]", '["a", 1]', "[\u201ca\u201d]", '["a"', '["\\ud800"]',
     '["\\u0000"]', "[" * 99999],
)  # fmt: skip
def test_no_list(text: str) -> None:
    assert outcome(lists.strings, text) == "bad-parameter"


@pytest.mark.parametrize("text", ['["a","b"]', ' [ "a" , "b" ] ', '["\\u0061", "b"]'])
def test_list(text: str) -> None:
    assert lists.strings(text) == ["a", "b"]


@pytest.mark.parametrize("num", [-1, 0])
def test_num_below_one_counts_nothing(num: int) -> None:
    assert outcome(lists.counted, ["a"], num, "num-counts") == "bad-parameter"


@pytest.mark.parametrize(
    "text", ["", "0", "000", "-1", "+1", "1.0", "a", "Vip11024", " 1", "\u0661", "9" * 30, "0" * 30 + "1"]
)
def test_no_faceid(text: str) -> None:
    assert not faces.is_faceid(text, READINGS)


@pytest.mark.parametrize("text", ["1", "000001", str(2**63 - 1)])
def test_faceid(text: str) -> None:
    assert faces.is_faceid(text, READINGS)


@pytest.mark.parametrize(
    ("age", "age_range"),
    [(0, 1), (1, 1), (6, 1), (7, 2), (12, 2), (13, 3), (18, 3), (19, 4), (28, 4), (29, 5), (35, 5), (36, 6), (44, 6),
     (45, 6), (46, 7), (54, 7), (55, 7), (56, 8), (100, 8), (101, 8), (10**9, 8)],
)  # fmt: skip
def test_age_range(age: int, age_range: int) -> None:
    assert faces.age_range_of(age, SPEC, READINGS) == age_range


def test_estimates_are_known_ranges_and_genders() -> None:
    pictures = [bytes([n]) * 32 for n in range(256)]
    assert {faces.estimated_age_range(picture, SPEC, READINGS) for picture in pictures} == set(SPEC.age_ranges)
    assert {faces.estimated_gender(picture, SPEC) for picture in pictures} == {1, 2}
