"""What results.json alone tells of two runs."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from conformance.report.compare import judged
from conformance.report.compare.page import page_of
from conformance.report.compare.printed import folded, print_comparison
from conformance.run.ledger import NEVER_AT_STAKE


def requirement(verdict, reason="so it came"):
    return {"id": "a.b", "operation": "a", "source": "s:1", "verdict": verdict, "reason": reason}


def results(*requirements, **more):
    return {"requirements": list(requirements), "findings": [], **more}


def verdicts(before, after):
    found = judged.verdict_differences(results(before), results(after))
    return [(each.before, each.after, each.regression) for each in found]


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ("pass", "fail", True),
        ("pass", "warn", True),
        ("observed", "blocked", True),
        ("warn", "fail", True),
        ("untested", "fail", True),
        ("fail", "pass", False),
        ("fail", "warn", False),
        ("blocked", "pass", False),
        ("pass", "observed", False),
        ("fail", "untested", False),
        ("untested", "warn", False),
    ],
)
def test_which_changes_are_for_the_worse(before, after, worse):
    assert verdicts(requirement(before, "not selected"), requirement(after, "not selected")) == [(before, after, worse)]


@pytest.mark.parametrize("reason", ["not selected", "out of depth: ...", "not reached: budget", NEVER_AT_STAKE])
def test_what_one_run_did_not_come_to_is_no_difference(reason):
    pair = requirement("pass"), requirement("untested", reason)
    assert verdicts(*pair) == verdicts(*pair[::-1]) == []
    assert judged.judged_by_one(results(pair[0]), results(pair[1])) == ["a.b"]


def test_what_cannot_be_tested_any_more_is_one():
    untested = requirement("untested", "too little free capacity on this device")
    assert verdicts(requirement("pass"), untested) == [("pass", "untested", False)]


def test_a_regression_says_what_came():
    finding = {"requirement": "a.b", "expected": "code 212", "actual": "code 0", "sequence": [4, 5]}
    after = {**results(requirement("fail")), "findings": [finding]}
    (only,) = judged.verdict_differences(results(requirement("pass")), after)
    assert only.detail == "expected code 212; actual code 0 (exchanges 4, 5; s:1)"


def cell(code, case="max"):
    return {"operation": "a", "parameter": "name", "case": case, "code": code, "verdict": "pass", "exchange": 1}


def test_codes_of_cells():
    before, after = {"cells": [cell(0), cell(2, "empty")]}, {"cells": [cell(None), cell(2, "empty"), cell(7, "other")]}
    (only,) = judged.cell_differences(before, after)
    assert (only.what, only.before, only.after) == ("name, max", "code 0", "no code")


def test_codes_of_causes():
    before, after = (
        {"code_book": {"full": {"a": 1, "b": 2}}},
        {"code_book": {"full": {"a": 3, "c": 4}, "new": {"a": 1}}},
    )
    (only,) = judged.cause_differences(before, after)
    assert (only.operation, only.before, only.after) == ("a", "code 1", "code 3")


def test_limits():
    limit = {"operation": "a", "parameter": "name", "unit": "characters", "documented": 96, "found": 96, "beyond": 212}
    found = judged.limit_differences({"limits": [limit]}, {"limits": [{**limit, "found": None, "beyond": None}]})
    assert [(each.before, each.after) for each in found] == [
        ("ends at 96", "no end found"),
        ("beyond it code 212", "beyond it no code"),
    ]


def test_readings():
    before, after = {"readings": {"x.order": "name", "y": "1", "z": "1"}}, {"readings": {"x.order": "other", "y": "2"}}
    found = judged.reading_differences(before, after)
    assert [(each.kind, each.what) for each in found] == [("order", "x.order"), ("readings", "y")]
    assert judged.readings_of_one(before, after) == ["z"]


def test_the_run_as_a_whole():
    good = {"verdict": "conforms", "problems": [], "restored": {"ok": True, "differences": []}}
    bad = {"verdict": "not-judged", "problems": ["lost"], "restored": {"ok": False, "differences": ["a group stays"]}}
    assert [(each.regression, each.detail) for each in judged.run_differences(good, bad)] == [
        (True, "lost"),
        (True, "a group stays"),
    ]
    assert [each.regression for each in judged.run_differences(bad, good)] == [False, False]


def difference(**more):
    usual = {"kind": "fields", "operation": "a", "what": "msg", "before": "absent", "after": "text"}
    return {**usual, "regression": False, "detail": "", **more}


def test_one_change_of_many_operations_is_one_line():
    found = [difference(), difference(operation="b"), difference(operation="c", detail="of c alone")]
    assert [each["operation"] for each in folded(found)] == ["a, b", "c"]


def test_verdicts_of_one_cause_are_one_line():
    lost = {"kind": "verdict", "before": "pass", "after": "blocked", "detail": "no camera", "regression": True}
    found = [difference(**lost, operation=f"o{n}", what=f"o{n}.a") for n in range(30)]
    own = [difference(kind="verdict", what=name, before="pass", after="fail", detail="why") for name in ("a.b", "a.c")]
    one, *others = folded([*found, *own])
    assert one["what"] == "o0.a, o1.a, o2.a, o3.a, o4.a, o5.a, o6.a, o7.a and 22 more"
    assert [each["what"] for each in others] == ["a.b", "a.c"]


def test_nothing_that_was_said_moves_the_cursor():
    run = {"folder": "a", "depth": "quick", "started": "2026-01-02T03:04:05+00:00", "verdict": "conforms"}
    run["device"] = {"url": "http://x", "model": "FM\x1b]0;owned\x07", "firmware": "1"}
    told = {"before": run, "after": run, "verdict": "regression", "remarks": ["\x1b[2J"]}
    console = Console(file=StringIO(), width=200)
    print_comparison(console, {**told, "differences": [difference(after="\x1b[31m", detail="\u202e")]})
    text = console.file.getvalue()
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "FM\\x1b]0;owned\\x07 1" in text


def test_the_page_escapes_what_a_camera_said():
    run = {
        "folder": "<i>",
        "device": {"url": "http://x", "model": None, "firmware": None},
        "depth": "quick",
        "started": "2026-01-02T03:04:05+00:00",
        "verdict": "conforms",
    }
    page = page_of(
        {
            "verdict": "regression",
            "before": run,
            "after": run,
            "differences": [difference(after="<script>alert(1)</script>", detail='"><img src=x>', regression=True)],
            "remarks": ["<b>"],
            "latency": {"drift": 1.0, "operations": []},
            "requests": {"operations": {"<u>": [1, 2]}, "unanswered": [0, 0]},
        }
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "<u>" not in page
    assert "&lt;script&gt;" in page
    assert "Regression" in page


TERMS = {"reason": "agreed", "ticket": "T-1", "expires": "2030-01-01"}


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        # What was agreed to is no regression; what is agreed to no longer is one.
        ("fail", "waived", False),
        ("pass", "waived", False),
        ("warn", "waived", False),
        ("waived", "pass", False),
        ("waived", "fail", True),
        ("waived", "blocked", True),
        ("untested", "waived", False),
    ],
)
def test_failures_that_are_waived(before, after, worse):
    def row(verdict):
        waived = verdict == "waived"
        return requirement("fail" if waived else verdict) | ({"waived": TERMS} if waived else {})

    words = {"waived": "fail, waived"}
    assert verdicts(row(before), row(after)) == [(words.get(before, before), words.get(after, after), worse)]
    (found,) = judged.verdict_differences(results(row(before)), results(row(after)))
    assert found.detail.endswith("; waived: agreed (T-1, until 2030-01-01)") == (after == "waived")


def test_the_same_waived_failure_is_no_difference():
    row = requirement("fail") | {"waived": TERMS}
    assert verdicts(row, row | {"waived": {**TERMS, "expires": "2031-01-01"}}) == []


def test_waivers_that_came_went_and_changed():
    usual = {"check": "", "device": "*", "firmware": "1.*", **TERMS}
    before, after = (
        results(waivers=[{**usual, "requirement": name, "state": state} for name, state in states.items()])
        for states in (
            {"a.b": "used", "a.c": "used", "a.d": "used"},
            {"a.b": "used", "a.c": "not-needed", "a.e": "used"},
        )
    )
    found = list(judged.waiver_differences(before, after))
    assert [(each.what, each.before, each.after, each.regression) for each in found] == [
        ("a.c (T-1), device *, firmware 1.*", "used, until 2030-01-01", "not needed, until 2030-01-01", False),
        ("a.d (T-1), device *, firmware 1.*", "used, until 2030-01-01", "none", False),
        ("a.e (T-1), device *, firmware 1.*", "none", "used, until 2030-01-01", False),
    ]
