"""The findings of a run: what was violated, and what to send to see it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from conformance.cassette.reader import read_exchanges
from conformance.cassette.shell import command_of
from conformance.run.ledger import Entry, Finding
from conformance.run.session import Run


def findings_of(run: Run) -> list[dict[str, Any]]:
    """One finding for each cause, in the order of the catalogue."""
    found = [(entry, finding) for entry in run.ledger.entries.values() for finding in entry.distinct()]
    lines = read_exchanges(run.cassette, {number for _, finding in found for number in finding.sequence})
    commands = {number: command_of(line, run.url) for number, line in lines.items()}
    return [_finding(run, entry, finding, commands) for entry, finding in found]


def _finding(run: Run, entry: Entry, finding: Finding, commands: Mapping[int, str]) -> dict[str, Any]:
    rate = run.ledger.rate(entry.requirement.id, finding.check)
    return {
        "requirement": entry.requirement.id,
        "expected": run.masked(finding.judgement.expected),
        "actual": run.masked(finding.judgement.actual),
        "sequence": list(finding.sequence),
        "commands": [run.masked(commands[number]) for number in finding.sequence if number in commands],
        "repeats": rate.repeats,
        "attempts": asdict(rate),
    }
