"""ctrf.json: the Common Test Report Format of a run's results, by the format's schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conformance.report.ctrf import ctrf_of, write_ctrf

SCHEMA = json.loads((Path(__file__).parents[2] / "ctrf.schema.json").read_text())
VERDICTS = ["pass", "fail", "warn", "observed", "untested", "blocked"]


def results(*verdicts, **more):
    requirements = [
        {
            "id": f"createGroup.rule.number-{number}",
            "section": 1,
            "operation": "createGroup" if number else "",
            "level": "written",
            "statement": "A sentence.",
            "source": "s:31",
            "verdict": verdict,
            "reason": f"{verdict} because it came so",
            "checks": [],
            "evidence": [number + 1],
        }
        for number, verdict in enumerate(verdicts)
    ]
    return {
        "tool": {"name": "ipc-conformance", "version": "0.1.0"},
        "device": {"url": "https://127.0.0.1:1", "model": None, "firmware": None},
        "environment": {"platform": "Linux", "document": "face-recognition/15"},
        "depth": "quick",
        "seed": 0,
        "partial": True,
        "started": "2026-01-02T03:04:05+00:00",
        "duration_s": 1.5004,
        "requests": 7,
        "verdict": "does-not-conform",
        "requirements": requirements,
        "findings": [],
        "waivers": [],
        "problems": [],
        **more,
    }


def faults(report):
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(report)]


def test_schema_is_one_and_refuses():
    Draft202012Validator.check_schema(SCHEMA)
    assert faults({"reportFormat": "CTRF", "specVersion": "0.0.0"})
    wrong = ctrf_of(results("pass"))
    wrong["results"]["tests"][0]["status"] = "ok"
    wrong["results"]["summary"]["more"] = 1
    assert len(faults(wrong)) == 2


def test_statuses_and_counts():
    report = ctrf_of(results(*VERDICTS))
    assert faults(report) == []
    tests, summary = report["results"]["tests"], report["results"]["summary"]
    assert [test["status"] for test in tests] == ["passed", "failed", "passed", "passed", "skipped", "other"]
    assert [test["rawStatus"] for test in tests] == VERDICTS
    counted = {key: summary[key] for key in ("tests", "passed", "failed", "skipped", "pending", "other", "suites")}
    assert counted == {"tests": 6, "passed": 3, "failed": 1, "skipped": 1, "pending": 0, "other": 1, "suites": 2}
    assert (summary["start"], summary["stop"]) == (1767323045000, 1767323046500)
    assert report["results"]["environment"]["healthy"] is False


def test_a_failure_says_what_was_expected_and_what_came():
    finding = {
        "requirement": "createGroup.rule.number-1",
        "expected": "code 212",
        "actual": "code 0",
        "sequence": [2],
        "commands": [],
        "repeats": "always",
        "attempts": {"made": 3, "failed": 3, "fresh_made": 1, "fresh_failed": 1},
    }
    passed, failed = ctrf_of(results("pass", "fail", findings=[finding]))["results"]["tests"]
    assert failed["trace"] == "expected: code 212\nactual: code 0\nrepeats: fails always (3 of 3 attempts)"
    assert failed["message"] == "fail because it came so"
    assert "trace" not in passed


def test_a_run_that_was_not_judged_has_a_test_that_says_so():
    report = ctrf_of(results("pass", problems=["the run was interrupted"]))
    assert faults(report) == []
    passed, run = report["results"]["tests"]
    assert passed["status"] == "passed"
    assert (run["status"], run["rawStatus"], run["message"]) == ("other", "not-judged", "the run was interrupted")
    assert report["results"]["summary"]["other"] == 1


def test_ids_are_known_again_in_another_run():
    first, other = ctrf_of(results("pass", "fail")), ctrf_of(results("fail", "fail", seed=1))
    assert [each["id"] for each in first["results"]["tests"]] == [each["id"] for each in other["results"]["tests"]]
    assert first["reportId"] != other["reportId"]


@pytest.mark.parametrize("reason", ["\ud800 and \x00", "\U0001f600"])
def test_the_file_is_whole_whatever_came(tmp_path, reason):
    one = results("fail")
    one["requirements"][0]["reason"] = reason
    write_ctrf(one, tmp_path / "ctrf.json")
    assert [file.name for file in tmp_path.iterdir()] == ["ctrf.json"]
    assert json.loads((tmp_path / "ctrf.json").read_bytes())["results"]["tests"][0]["message"] == reason
