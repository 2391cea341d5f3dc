"""ctrf.json: the results in the Common Test Report Format (ctrf.io), a test for each requirement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from conformance.report.repeats import repeats_words
from conformance.report.results import Results
from conformance.report.verdict import FAILING, exit_status, name_of, waived_words

SPEC_VERSION = "0.0.0"
"""The format's version, as its own writers state it."""

STATUSES = ("passed", "failed", "skipped", "pending", "other")
# A precondition that failed is neither the device's fault nor a pass, for which the format has only `other`.
_STATUS_OF = {
    "pass": "passed",
    "observed": "passed",
    "warn": "passed",
    "fail": "failed",
    "untested": "skipped",
    "blocked": "other",
}


def write_ctrf(results: Results, path: Path) -> None:
    """Writes ctrf.json, whole or not at all."""
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(ctrf_of(results), indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    draft.replace(path)


def ctrf_of(results: Results) -> dict[str, Any]:
    """The report. The same results give the same report: its ids come from the run and the requirements' ids.

    Requirements are judged across many requests, so no test has a duration of its own; the run has.
    """
    findings = _by_requirement(results["findings"])
    tests = [_test(each, findings.get(each["id"], [])) for each in results["requirements"]]
    tests += [_waiver(each) for each in results["waivers"]]
    tests += [_problem(number, each) for number, each in enumerate(results["problems"], 1)]
    return {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "reportId": str(uuid5(NAMESPACE_URL, f"{results['device']['url']} {results['started']} {results['seed']}")),
        "timestamp": results["started"],
        "generatedBy": f"{results['tool']['name']} {results['tool']['version']}",
        "results": {
            "tool": dict(results["tool"]),
            "summary": _summary(results, tests),
            "tests": tests,
            "environment": _environment(results),
        },
    }


def _by_requirement(findings: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        found.setdefault(finding["requirement"], []).append(finding)
    return found


def _summary(results: Results, tests: list[dict[str, Any]]) -> dict[str, Any]:
    start = round(datetime.fromisoformat(results["started"]).timestamp() * 1000)
    duration = round(results["duration_s"] * 1000)
    return {
        "tests": len(tests),
        **{status: sum(test["status"] == status for test in tests) for status in STATUSES},
        "flaky": sum(test.get("flaky", False) for test in tests),
        "suites": len({tuple(test["suite"]) for test in tests}),
        "start": start,
        "stop": start + duration,
        "duration": duration,
        "extra": {"verdict": results["verdict"], "partial": results["partial"], "requests": results["requests"]},
    }


def _test(requirement: dict[str, Any], findings: list[dict[str, Any]]) -> dict[str, Any]:
    labels = {key: requirement[key] for key in ("level", "section", "source")}
    trace = [
        f"expected: {each['expected']}\nactual: {each['actual']}\nrepeats: {repeats_words(each)}" for each in findings
    ]
    waived = requirement.get("waived")
    excused = f"waived: {waived_words(waived)}: " if waived and requirement["verdict"] == "fail" else ""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"ipc-conformance:{requirement['id']}")),
        "name": requirement["id"],
        # A failure that is waived is no pass and fails no build.
        "status": "other" if excused else _STATUS_OF[requirement["verdict"]],
        "rawStatus": requirement["verdict"],
        "duration": 0,
        "suite": [requirement["operation"] or "transport"],
        "message": f"{excused}{requirement['reason']}",
        **({"flaky": any(each["repeats"] == "sometimes" for each in findings)} if findings else {}),
        **({"trace": "\n\n".join(trace)} if trace else {}),
        "type": "conformance",
        "labels": labels,
        "extra": {
            "statement": requirement["statement"],
            "evidence": requirement["evidence"],
            **({"waived": waived} if waived else {}),
            **({"attempts": [each["attempts"] for each in findings if "attempts" in each]} if findings else {}),
        },
    }


def _waiver(waiver: dict[str, Any]) -> dict[str, Any]:
    """One that fails the run fails here by its name."""
    name = name_of(waiver)
    return {
        "id": str(uuid5(NAMESPACE_URL, f"ipc-conformance:waiver:{name}:{waiver['device']}:{waiver['firmware']}")),
        "name": f"waiver {name}",
        "status": "failed" if waiver["state"] in FAILING else "passed",
        "rawStatus": waiver["state"],
        "duration": 0,
        "suite": ["waivers"],
        "message": waiver["why"],
        "type": "waiver",
        "extra": dict(waiver),
    }


def _problem(number: int, problem: str) -> dict[str, Any]:
    """What stood in the way of a verdict: whoever counts what passed sees that the run was not judged."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"ipc-conformance:run:{number}")),
        "name": "run judged",
        "status": _STATUS_OF["blocked"],
        "rawStatus": "not-judged",
        "duration": 0,
        "suite": ["run"],
        "message": problem,
        "type": "run",
    }


def _environment(results: Results) -> dict[str, Any]:
    device, about = results["device"], results["environment"]
    return {
        "reportName": "IPC conformance",
        "appName": device["model"] or device["url"],
        **({"appVersion": device["firmware"]} if device["firmware"] else {}),
        "osVersion": about["platform"],
        "healthy": exit_status(results) == 0,
        "extra": {"device": device["url"], "document": about["document"], "depth": results["depth"]},
    }
