"""What judging a cassette found, as JSON: verdicts, findings, and what the traffic touched and what not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.cassette.reader import Cassette
from conformance.cassette.shell import command_of
from conformance.review.judging import Review
from conformance.run.ledger import VERDICTS, Entry, Finding, Verdict

FORMAT = 1
EXIT_STATUS = {"conforms": 0, "does-not-conform": 1, "not-judged": 3}
LAST = 20
"""So many writes of a client before a finding are named."""


def results_of(review: Review, cassette: Cassette, path: Path) -> dict[str, Any]:
    """The results. `requirements` has those that the traffic could have violated; `untouched` names the others."""
    entries = review.ledger.entries.values()
    verdicts = {entry.requirement.id: verdict_of(review, entry) for entry in entries}
    touched = [entry for entry in entries if verdicts[entry.requirement.id][0] != "untested"]
    verdict, problems = _verdict(review, [verdict for verdict, _ in verdicts.values()])
    operations = review.ledger.spec.operations
    return {
        "format": FORMAT,
        "tool": {"name": "ipc-conformance", "version": __version__},
        "cassette": str(path),
        "recorded_by": cassette.header.get("tool", ""),
        "device": cassette.header.get("device", {}),
        "whose": "run" if review.is_run else "client",
        "complete": cassette.complete,
        "exchanges": review.exchanges,
        "strict": review.ledger.strict,
        "verdict": verdict,
        "problems": problems,
        "remarks": [*cassette.remarks, *review.remarks],
        "summary": {each: sum(given == each for given, _ in verdicts.values()) for each in VERDICTS},
        "requirements": [_requirement(entry, *verdicts[entry.requirement.id]) for entry in touched],
        "findings": [each for entry in touched for each in _findings(entry, cassette)],
        "operations": {name: review.requests[name] for name in operations if review.requests[name]},
        "other_requests": review.requests[""],
        "untouched": {
            "operations": [name for name in operations if not review.requests[name]],
            "requirements": [entry.requirement.id for entry in entries if entry not in touched],
        },
        "readings": review.judge.readings.all(),
        "code_book": review.judge.codes.learned,
    }


def verdict_of(review: Review, entry: Entry) -> tuple[Verdict, str]:
    """The verdict of a requirement and its reason, by the rules of a run."""
    verdict, reason = review.ledger.verdict(entry.requirement.id)
    if verdict == "untested" and review.problem:
        return "blocked", review.problem
    if verdict == "untested" and review.stopped and not entry.untested:
        return verdict, f"not reached: {review.stopped}"
    return verdict, reason


def _verdict(review: Review, verdicts: list[Verdict]) -> tuple[str, list[str]]:
    """The verdict of the whole, and what stands in its way, in sentences."""
    problems = [*([review.problem] if review.problem else []), *review.erred]
    if not review.exchanges and not problems:
        problems.append("there is no exchange to judge")
    elif not review.ledger.succeeded and review.is_run and not problems:
        problems.append("no operation ever accepted a signed request")
    if "fail" in verdicts:
        return "does-not-conform", problems
    if problems or "blocked" in verdicts:
        return "not-judged", problems
    return "conforms", problems


def _requirement(entry: Entry, verdict: Verdict, reason: str) -> dict[str, Any]:
    return {
        **entry.requirement.described(),
        "verdict": verdict,
        "reason": reason,
        "evidence": sorted(entry.violated_evidence or entry.kept_evidence),
    }


def _findings(entry: Entry, cassette: Cassette) -> Iterator[dict[str, Any]]:
    for finding in entry.distinct():
        yield {
            "requirement": entry.requirement.id,
            "expected": finding.judgement.expected,
            "actual": finding.judgement.actual,
            "sequence": list(_sequence(finding)),
            "commands": list(_commands(finding, cassette)),
        }


def _sequence(finding: Finding) -> tuple[int, ...]:
    """What to send again: of a check all of it, of a client's traffic what was judged and the last writes before."""
    if finding.check:
        return finding.sequence
    return tuple(sorted({*finding.sequence[-LAST:], *finding.judgement.exchanges}))


def _commands(finding: Finding, cassette: Cassette) -> Iterator[str]:
    url = str(cassette.header.get("device", {}).get("url", "") or "https://CAMERA")
    for number in _sequence(finding):
        if number in cassette:
            yield command_of(cassette.exchange(number), url)
