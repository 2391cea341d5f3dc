"""What all reports print in the same way: sentences, numbers of things, findings."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from synthetic_run import requirement, results

from conformance.report.printing import print_finding
from conformance.report.words import plural, sentence

FINDING = {"requirement": "createGroup.a.b", "expected": "a refusal", "actual": "code 0 came", "sequence": [3, 14]}
RATE = {"repeats": "always", "attempts": {"made": 3, "failed": 3, "fresh_made": 1, "fresh_failed": 1}}
TERMS = {"reason": "agreed", "ticket": "T-1", "expires": "2030-01-01"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the run was interrupted", "The run was interrupted."),
        ("it refuses us.", "It refuses us."),
        ("https://192.168.0.1 can't be tested", "https://192.168.0.1 can't be tested."),
        ("createGroup answered nothing", "createGroup answered nothing."),
        ("Why?", "Why?"),
        ("", "."),
    ],
)
def test_sentence(text, told):
    assert sentence(text) == told


def test_plural():
    assert [plural(number, "request") for number in (0, 1, 2000)] == ["0 requests", "1 request", "2,000 requests"]


def printed(finding, width=100, **more):
    console = Console(file=StringIO(), width=width)
    row = requirement("createGroup.a.b", verdict="fail", statement="It is refused and nothing else.", **more)
    print_finding(console, results(row), finding)
    return console.file.getvalue()


def test_a_finding_of_a_run_and_of_a_recording():
    of_a_recording = printed(FINDING)
    assert of_a_recording.splitlines() == [
        "",
        "FAIL createGroup.a.b (s:34, written)",
        "  It is refused and nothing else.",
        "  expected: a refusal",
        "  actual:   code 0 came",
        "  exchanges 3, 14 in run.jsonl",
    ]
    of_a_run = printed(FINDING | RATE, waived=TERMS).splitlines()
    assert of_a_run[1] == "WAIVED createGroup.a.b (s:34, written)"
    assert of_a_run[5:7] == ["  repeated: fails always (3 of 3 attempts)", "  waived:   agreed (T-1, until 2030-01-01)"]


def test_a_long_line_goes_on_under_its_beginning():
    lines = printed(FINDING | {"actual": "code 0 came " * 6}, width=40).splitlines()
    began = next(number for number, line in enumerate(lines) if line.startswith("  actual:   code"))
    assert lines[began + 1].startswith(" " * 12 + "0 came code")
    assert max(map(len, lines)) <= 40


def test_what_a_camera_said_moves_no_cursor():
    text = printed(FINDING | {"actual": "\x1b[2J\u202e\nVerdict: conforms"})
    assert not {"\x1b", "\u202e"} & set(text)
    assert "\\n" in text
    assert not any(line.startswith("Verdict") for line in text.splitlines())
