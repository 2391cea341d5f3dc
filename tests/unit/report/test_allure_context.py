"""What Allure is told of a run, where a camera's words are awkward."""

from __future__ import annotations

import pytest

from conformance.report.allure.context import _escaped, environment_of
from conformance.report.allure.notes import _ranges
from conformance.report.allure.steps import title_of


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("FM020 = new", "FM020 = new"),
        ("C:\\firmware", "C:\\\\firmware"),
        ("two\nlines\r", "two\\u000alines\\u000d"),
        ("Größe 😀", "Gr\\u00f6\\u00dfe \\ud83d\\ude00"),
    ],
)
def test_values_stay_on_one_line_of_ascii(text, escaped):
    assert _escaped(text) == escaped


def test_names_are_not_ended_by_what_stands_in_them():
    assert _escaped("reading name=a b", "\\=:#! ") == "reading\\ name\\=a\\ b"


def test_what_is_not_known_is_left_out():
    results = {
        "device": {"url": "https://192.168.0.1", "model": None, "firmware": None},
        "profile": {"name": ""},
        "environment": {"document": "d", "strict": True, "python": "3", "platform": "p"},
        "tool": {"name": "t", "version": "1"},
        "verdict": "conforms",
        "depth": "quick",
        "partial": True,
        "seed": 0,
        "started": "s",
        "requests": 7,
        "readings": {"name.length-unit": "bytes"},
        "waivers": [{"requirement": "a.b", "check": "", "ticket": "T-1", "state": "not-needed"}],
    }
    told = environment_of(results)
    assert told.keys().isdisjoint({"device", "model", "firmware"})
    assert (told["depth"], told["strict"], told["seed"]) == ("quick (a part)", "yes", "0")
    assert told["reading name.length-unit"] == "bytes"
    assert told["waiver a.b (T-1)"] == "not needed"


@pytest.mark.parametrize(("numbers", "words"), [([3, 4, 5, 9], "3-5, 9"), ([7], "7"), ([9, 8, 8], "8-9"), ([], "")])
def test_ranges(numbers, words):
    assert _ranges(numbers) == words


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({"response": {"status": 200, "json": {"code": 2}}}, "addFace: code 2"),
        ({"response": {"status": 404, "text": "?"}}, "addFace: HTTP 404"),
        ({"response": {"status": 200, "json": [1]}}, "addFace: HTTP 200"),
        ({"fault": {"kind": "timeout", "text": "no answer within 1 s"}}, "addFace: no answer"),
    ],
)
def test_titles(answer, title):
    assert title_of({"request": {"operation": "addFace", "path": "/"}, **answer}) == title
