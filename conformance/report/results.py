"""results.json: the contract from which every report is made."""

from __future__ import annotations

import json
import os
import platform
import statistics
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.report.findings import findings_of
from conformance.report.verdict import verdict_of
from conformance.report.waived import waived_mark, waivers_of
from conformance.run.ledger import NEVER_AT_STAKE, VERDICTS, Entry
from conformance.run.session import Run

FORMAT = 1
Results = dict[str, Any]

# Only a rig brings these about; the rest of the causes any client can.
_RIG_CAUSES = {
    "internal-failure": "internal-failure",
    "not-activated": "deactivate",
    "storage-gone": "storage",
    "library-busy": "busy",
}


def results_of(run: Run) -> Results:
    """The results of a run that has ended. What the camera said in them is masked like everything on disk."""
    requirements = [_requirement(run, entry) for entry in run.ledger.entries.values()]
    summary = {verdict: sum(each["verdict"] == verdict for each in requirements) for verdict in VERDICTS}
    problems = _problems(run)
    verdict = verdict_of(requirements, problems)
    if verdict == "not-judged":
        problems = problems or [_first_blocked(run)]
    return {
        "format": FORMAT,
        "tool": {"name": "ipc-conformance", "version": __version__},
        "device": {
            "url": run.url,
            "model": run.settings.profile.model or None,
            "firmware": run.settings.profile.firmware or None,
        },
        "profile": run.settings.profile.as_json(),
        "environment": _environment(run),
        "depth": run.settings.depth,
        "seed": run.settings.seed,
        "partial": bool(run.settings.only) or run.settings.depth == "quick",
        "started": run.started.isoformat(timespec="seconds"),
        "duration_s": round(run.duration, 3),
        "requests": run.requests,
        "verdict": verdict,
        "problems": [run.masked(problem) for problem in problems],
        "cassette": os.path.relpath(run.cassette, run.folder),
        "summary": summary,
        "requirements": requirements,
        "findings": findings_of(run),
        "cells": [vars(cell) for cell in run.ledger.cells],
        "codes": _codes(run),
        "code_book": run.camera.judge.codes.learned if not run.problem else {},
        "readings": run.camera.judge.readings.all() if not run.problem else {},
        "limits": [vars(limit) for limit in run.ledger.limits],
        "latency_ms": {name: in_milliseconds(times) for name, times in sorted(run.ledger.latencies.items())},
        "restored": {"ok": not run.restored, "differences": [run.masked(each) for each in run.restored]},
        "waivers": waivers_of(run),
    }


def write_results(results: Results, path: Path) -> None:
    """Writes results.json whole or not at all, so that no reader meets half of it."""
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(results, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    draft.replace(path)


def _problems(run: Run) -> list[str]:
    """What stands in the way of a verdict, in sentences."""
    problems = [*([run.problem] if run.problem else []), *run.suite_errors]
    if not run.ledger.succeeded and not problems:
        problems.append("no operation ever accepted a signed request")
    return problems


def _first_blocked(run: Run) -> str:
    reasons = (run.ledger.verdict(name) for name in run.ledger.entries)
    return next(reason for verdict, reason in reasons if verdict == "blocked")


def _requirement(run: Run, entry: Entry) -> dict[str, Any]:
    requirement = entry.requirement
    verdict, reason = run.ledger.verdict(requirement.id)
    if verdict == "untested" and run.problem:
        verdict, reason = "blocked", run.problem
    elif verdict == "untested" and run.stopped and not entry.untested:
        reason = f"not reached: {run.stopped}"
    elif reason == NEVER_AT_STAKE:
        reason = unreached(bool(run.settings.only), run.settings.depth)
    return {
        **requirement.described(),
        "verdict": verdict,
        "reason": run.masked(reason),
        "checks": sorted(set(entry.checks)),
        "evidence": sorted(entry.violated_evidence or entry.kept_evidence),
        **waived_mark(run, entry),
    }


def unreached(selected: bool, depth: str) -> str:
    """Why no exchange could have violated a requirement, by what the run was told to check."""
    if selected:
        return "not selected: no exchange of the checks that were could have violated it"
    if depth == "quick":
        return "out of depth: no exchange of a quick run could have violated it"
    return NEVER_AT_STAKE


def _codes(run: Run) -> list[dict[str, Any]]:
    return [
        _code(run, operation, code, run.ledger.codes.get((operation, code)))
        for operation, known in run.spec.operations.items()
        for code in known.codes
    ]


def _code(run: Run, operation: str, code: int, exchange: int | None) -> dict[str, Any]:
    if exchange is not None:
        return {"operation": operation, "code": code, "provoked": True, "reason": f"by exchange {exchange}"}
    book = run.settings.profile.code_book or run.spec.code_book
    causes = book.meanings(run.spec.operations[operation], code)
    needed = sorted({_RIG_CAUSES[cause] for cause in causes if cause in _RIG_CAUSES})
    reason = f"needs rig capability {', '.join(needed)}" if needed else "no check of this run produced its cause"
    return {"operation": operation, "code": code, "provoked": False, "reason": reason}


def in_milliseconds(seconds: list[float]) -> dict[str, float]:
    """What is told of one operation's answers: how many, and their median, 95th percentile and slowest in ms."""
    times = sorted(second * 1000 for second in seconds)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    return {
        "count": len(times),
        "p50": round(statistics.median(times), 3),
        "p95": round(p95, 3),
        "max": round(times[-1], 3),
    }


def _environment(run: Run) -> dict[str, Any]:
    packages = {name: version(name) for name in ("httpx", "pytest")}
    tape = run.settings.tape
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        **packages,
        "document": run.spec.version,
        "strict": run.settings.strict,
        **({"replayed": tape.cassette.path.name} if tape else {}),
    }
