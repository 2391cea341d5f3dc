"""Every value of every reading changes what the camera does, and only known ones are accepted."""

from __future__ import annotations

from collections.abc import Callable

import probes_common  # noqa: F401 - registers its probes
import probes_faces  # noqa: F401
import probes_groups  # noqa: F401
import probes_queries  # noqa: F401
import pytest
from emulating import Desk
from probing import PROBES

from conformance.emulator.readings import ReadingError, choose, describe
from conformance.spec import load_spec

SPEC = load_spec()
VALUES = [(name, value) for name, reading in SPEC.readings.items() for value in reading.values]


@pytest.mark.parametrize(("name", "value"), VALUES, ids=lambda text: text)
def test_reading_shows(cameras: Callable[..., Desk], name: str, value: str) -> None:
    assert PROBES[name].act(cameras(f"{name}={value}")) == PROBES[name].shows[value]


def test_every_reading_has_a_probe_for_every_value() -> None:
    assert {name: set(probe.shows) for name, probe in PROBES.items()} == {
        name: set(reading.values) for name, reading in SPEC.readings.items()
    }


def test_default_is_the_first_value() -> None:
    assert choose(SPEC) == {name: reading.values[0] for name, reading in SPEC.readings.items()}


def test_description_lists_every_reading() -> None:
    assert [row["name"] for row in describe(SPEC)] == list(SPEC.readings)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("name.case", "write it as NAME=VALUE"),
        ("nobody=1", "The readings are: name.length-unit, "),
        ("name.case=maybe", "Its values are: sensitive, insensitive."),
    ],
)
def test_wrong_reading_is_named_with_what_is_allowed(given: str, sentence: str) -> None:
    with pytest.raises(ReadingError, match=sentence):
        choose(SPEC, [given])
