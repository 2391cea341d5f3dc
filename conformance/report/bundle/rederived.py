"""What results.json says, held against what its cassette gives: every verdict once more, without any secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.cassette.errors import CassetteError
from conformance.cassette.reader import Cassette
from conformance.report.bundle.traffic import Traffic, traffic_of
from conformance.report.results import Results, in_milliseconds, unreached
from conformance.report.verdict import verdict_of as verdict_of_run
from conformance.review.judging import Review, review
from conformance.review.results import results_of, verdict_of
from conformance.run.ledger import NEVER_AT_STAKE, VERDICTS
from conformance.run.recipe import Recipe

ROUNDING_MS = 0.002
"""Latencies are rounded in the cassette, and once more in the results."""

FOUND = ("requirement", "expected", "actual", "sequence", "commands")
"""What of a finding follows from the cassette."""

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What comes of JSON that is not of the form in which it was written."""

_GRAVITY = {"warn": 1, "fail": 2}

Pair = tuple[str, Any, Any]


@dataclass(frozen=True)
class Difference:
    """Where results.json and its cassette disagree; `requirement` is empty where it is about the whole run."""

    what: str
    requirement: str = ""


@dataclass
class Rederived:
    """What came of it: `unsettled` are requirements whose verdict the cassette alone can't give, each with why."""

    traffic: Traffic
    differences: list[Difference] = field(default_factory=list)
    unsettled: dict[str, str] = field(default_factory=dict)


def rederive(results: Results, cassette: Cassette) -> Rederived:
    """Judges the cassette again and compares. Raises CassetteError where a line is not of its format."""
    try:
        return _Comparing(results, cassette).compared()
    except MALFORMED as error:
        raise CassetteError(f"a line of the cassette is not of its format ({error!r})") from error


class _Comparing:
    """Compares one run's results with its cassette."""

    def __init__(self, results: Results, cassette: Cassette) -> None:
        self._results = results
        self._cassette = cassette
        self._recipe: Recipe = cassette.header["run"]["recipe"]
        self._review: Review = review(cassette)
        self._again = results_of(self._review, cassette, Path())
        self._found = Rederived(traffic_of(cassette, {cell["exchange"] for cell in results["cells"]}))
        self._lost = self._review.lost

    def compared(self) -> Rederived:
        self._requirements()
        pairs = [*self._about(), *self._counted(), *self._summed()]
        if not self._found.unsettled:
            pairs += self._judged()
        for name, live, again in pairs:
            if live != again:
                self._differs(f"{name}: {_short(live)} there, and its cassette gives {_short(again)}")
        self._latencies()
        return self._found

    def _differs(self, what: str, requirement: str = "") -> None:
        self._found.differences.append(Difference(what, requirement))

    # ------------------------------------------------------------- verdicts

    def _requirements(self) -> None:
        live = {each["id"]: each for each in self._results["requirements"]}
        entries = self._review.ledger.entries
        for name in sorted(entries.keys() - live.keys()):
            self._differs(f"{name} is missing there")
        if len(live) != len(self._results["requirements"]):
            self._differs("a requirement stands there twice")
        for name in live:
            if name not in entries:
                self._differs(f"{name} is no requirement of this catalogue", name)
            else:
                self._requirement(name, live[name], self._requirement_again(name))

    def _requirement_again(self, name: str) -> dict[str, Any]:
        entry = self._review.ledger.entries[name]
        verdict, reason = verdict_of(self._review, entry)
        if reason == NEVER_AT_STAKE:
            reason = unreached(bool(self._recipe["only"]), str(self._recipe["depth"]))
        return {
            **entry.requirement.described(),
            "verdict": verdict,
            "reason": reason,
            "checks": sorted(set(entry.checks)),
            "evidence": sorted(entry.violated_evidence or entry.kept_evidence),
        }

    def _requirement(self, name: str, live: Mapping[str, Any], again: Mapping[str, Any]) -> None:
        wrong = [key for key, value in again.items() if live[key] != value]
        if not wrong:
            return
        # What was lost can hide a violation from the cassette, and never adds one.
        hidden = _GRAVITY.get(live["verdict"], 0) >= _GRAVITY.get(again["verdict"], 0)
        if self._lost and hidden and set(wrong) <= {"verdict", "reason", "evidence"}:
            self._found.unsettled[name] = "; ".join(self._lost)
            return
        key = "verdict" if "verdict" in wrong else wrong[0]
        self._differs(f"the {key} of {name}: {_short(live[key])} there, its cassette gives {_short(again[key])}", name)

    def _judged(self) -> Iterator[Pair]:
        live, again = self._results, self._again
        problems = again["problems"]
        if live["verdict"] == "not-judged" and not problems:
            problems = [each["reason"] for each in live["requirements"] if each["verdict"] == "blocked"][:1]
        yield "problems", live["problems"], problems
        # How often a failure came again is known to the run alone.
        told = [{key: each[key] for key in FOUND} for each in live["findings"]]
        yield "findings", told, [{key: each[key] for key in FOUND} for each in again["findings"]]
        unread = bool(self._review.problem)
        yield "readings", live["readings"], {} if unread else again["readings"]
        yield "the code book", live["code_book"], {} if unread else again["code_book"]

    def _summed(self) -> Iterator[Pair]:
        """What follows from the verdicts of the requirements, whatever the cassette says."""
        results, requirements = self._results, self._results["requirements"]
        verdicts = [each["verdict"] for each in requirements]
        yield "the summary", results["summary"], {each: verdicts.count(each) for each in VERDICTS}
        yield "the verdict", results["verdict"], verdict_of_run(requirements, results["problems"])
        for each in requirements:
            if "waived" in each:
                terms = [{key: waiver.get(key) for key in each["waived"]} for waiver in results["waivers"]]
                yield f"whether a waiver is for {each['id']}", True, each["waived"] in terms

    # ------------------------------------------------------------- the run

    def _about(self) -> Iterator[Pair]:
        """Who was tested, by whom, and how."""
        results, header, recipe = self._results, self._cassette.header, self._recipe
        yield "the device", results["device"]["url"], header["device"]["url"]
        yield "the suite", f"{results['tool']['name']} {results['tool']['version']}", header["tool"]
        yield "the document", results["environment"]["document"], header["spec"]
        yield "the seed", str(results["seed"]), header["run"]["seed"]
        yield "the depth", results["depth"], recipe["depth"]
        yield "strict", results["environment"]["strict"], recipe["strict"]
        yield "partial", results["partial"], bool(recipe["only"]) or recipe["depth"] == "quick"
        for key in ("model", "firmware"):
            yield key, results["device"][key] or "", recipe["profile"][key]
        run = next((each for each in self._cassette.events() if each["event"] == "run"), {})
        for key, said in (*recipe["profile"].items(), *((key, run[key]) for key in ("quiet", "readings", "absent"))):
            yield f"{key} of the profile", results["profile"][key], said

    def _counted(self) -> Iterator[Pair]:
        results, codes = self._results, self._review.ledger.codes
        yield "requests", results["requests"], len(self._cassette)
        operations = self._review.ledger.spec.operations
        pairs = [(name, code) for name, known in operations.items() for code in known.codes]
        yield "the list of codes", [(each["operation"], each["code"]) for each in results["codes"]], pairs
        for each in results["codes"]:
            pair = (each["operation"], each["code"])
            live = each["reason"] if each["provoked"] else None
            yield f"code {pair[1]} of {pair[0]}", live, f"by exchange {codes[pair]}" if pair in codes else None
        for cell in results["cells"]:
            came = self._found.traffic.answers.get(cell["exchange"])
            what = f"{cell['parameter']} {cell['case']} of {cell['operation']}"
            yield f"the cell {what}", (cell["operation"], cell["code"]), came

    def _latencies(self) -> None:
        live = self._results["latency_ms"]
        again = {name: in_milliseconds(times) for name, times in sorted(self._review.ledger.latencies.items())}
        same = live.keys() == again.keys() and all(
            abs(live[name][key] - value) <= ROUNDING_MS for name, times in again.items() for key, value in times.items()
        )
        if not same:
            self._differs("the latencies are not those of its cassette")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:120]}…"
