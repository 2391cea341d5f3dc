"""The ledger of a run: every judgement on every requirement, and the verdicts that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from conformance.oracle.judgement import Judgement
from conformance.run.attempts import ONCE, Attempt, Rate, Repeats, rate_of
from conformance.run.events import Note, compared_values, told
from conformance.spec import Requirement, Spec
from conformance.wire import Exchange

Verdict = Literal["pass", "fail", "warn", "observed", "untested", "blocked"]
VERDICTS: tuple[Verdict, ...] = ("pass", "fail", "warn", "observed", "untested", "blocked")
NOT_JUDGED: tuple[Verdict, ...] = ("untested", "blocked")

# The reason for a row whose every check was made, and none came to the answer that it is about.
NEVER_AT_STAKE = "not observable on this camera: no exchange of this run could have violated it"

# Enough to see what a verdict rests on; a requirement of every exchange would else list them all.
KEPT_EVIDENCE = 5
FAIL_EVIDENCE = 20


@dataclass
class Entry:
    """What is known of one requirement."""

    requirement: Requirement
    kept: int = 0
    violated: int = 0
    kept_evidence: list[int] = field(default_factory=list)
    violated_evidence: list[int] = field(default_factory=list)
    kept_reason: str = ""
    observed_reason: str = ""
    violations: list[Finding] = field(default_factory=list)
    violators: set[str] = field(default_factory=set)
    blocked: str = ""
    untested: str = ""
    checks: list[str] = field(default_factory=list)

    def distinct(self) -> list[Finding]:
        """One finding for each check that is for this requirement.

        What was seen in passing, because every exchange is judged, is one cause however many checks came across it.
        """
        by_check = {finding.check: finding for finding in reversed(self.violations)}
        own = [finding for check, finding in by_check.items() if check in self.checks]
        return own[::-1] or self.violations[:1]


@dataclass(frozen=True)
class Finding:
    """One violation, with the exchanges that lead to it."""

    judgement: Judgement
    sequence: tuple[int, ...]
    check: str


@dataclass(frozen=True)
class Cell:
    """One (operation, parameter, case) that was tried."""

    operation: str
    parameter: str
    case: str
    code: int | None
    verdict: Verdict
    exchange: int


@dataclass(frozen=True)
class FoundLimit:
    """Where a bounded field ends: as documented, as found (None: nowhere), and the code of the answer beyond."""

    operation: str
    parameter: str
    unit: str
    documented: int
    found: int | None
    beyond: int | None


@dataclass
class Scope:
    """What happened in one check."""

    check: str
    requirements: tuple[str, ...] = ()
    exchanges: list[int] = field(default_factory=list)
    writes: list[int] = field(default_factory=list)
    violations: list[Judgement] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    rehearsed: bool = False


class Ledger:
    """Collects judgements. `strict` makes a violated inference a failure. `note` is told what exchanges don't show."""

    note: Note = staticmethod(lambda _: None)

    def __init__(self, spec: Spec, *, strict: bool = False) -> None:
        self.spec = spec
        self.strict = strict
        self.entries = {name: Entry(requirement) for name, requirement in spec.requirements.items()}
        self.cells: list[Cell] = []
        self._tried: set[tuple[Any, ...]] = set()
        self.limits: list[FoundLimit] = []
        self.codes: dict[tuple[str, int], int] = {}
        self.latencies: defaultdict[str, list[float]] = defaultdict(list)
        self.succeeded = False
        self._scope = Scope("")
        self._attempts: dict[str, Sequence[Attempt]] = {}

    @contextmanager
    def scope(self, check: str, requirements: Iterable[str] = ()) -> Iterator[Scope]:
        """What is recorded inside belongs to this check."""
        outer, self._scope = self._scope, Scope(check, tuple(requirements))
        nested = {"within": True} if outer.check else {}
        self.note({"event": "check", "check": check, "requirements": list(self._scope.requirements), **nested})
        for requirement in self._scope.requirements:
            self.entries[requirement].checks.append(check)
        try:
            yield self._scope
        finally:
            self._scope = outer
            if nested:
                self.note({"event": "check", "check": outer.check, "requirements": [], "resumed": True})

    @contextmanager
    def rehearsal(self) -> Iterator[Scope]:
        """One try of a search for the shortest sequence, of which many fail by one cause: failures are not entered.

        What else is found is entered as the check's. `enter` enters the failures of the one that counts.
        """
        outer, self._scope = self._scope, Scope(self._scope.check, rehearsed=True)
        self.note({"event": "rehearsal", "active": True})
        try:
            yield self._scope
        finally:
            self.note({"event": "rehearsal", "active": False})
            outer.violations += [each for each in self._scope.violations if not self.fails(each)]
            outer.kept |= self._scope.kept
            self._scope = outer

    def enter(self, rehearsed: Scope, judgement: Judgement) -> None:
        """Enters a failure of a rehearsal; what to send again are all its exchanges up to there."""
        last = max(judgement.exchanges, default=0)
        self.enter_failure(judgement, (*(n for n in rehearsed.exchanges if n < last), last))

    def enter_failure(self, judgement: Judgement, sequence: tuple[int, ...]) -> None:
        """Enters a failure with what to send to see it again."""
        self.note({"event": "entered", **told(judgement), "sequence": list(sequence)})
        self._violated(judgement, sequence)

    def saw(self, exchange: Exchange) -> None:
        """Notes an exchange: its code, its latency in seconds, its place in the check."""
        self._scope.exchanges.append(exchange.number)
        operation = self.spec.operations.get(exchange.operation)
        if operation is None or exchange.request.method != "POST":
            return
        if exchange.response is not None:
            self.latencies[operation.name].append(exchange.elapsed)
        if exchange.code is not None:
            self.codes.setdefault((operation.name, exchange.code), exchange.number)
        if exchange.succeeded:
            self.succeeded = self.succeeded or exchange.request.auth.is_good
            if operation.effect == "write":
                self._scope.writes.append(exchange.number)

    def claim(self, judgement: Judgement, compared: Sequence[Any] = ()) -> None:
        """Enters what a check found, of exchanges that tell nothing to whoever does not know what the check wanted.

        `compared` are the two values that are equal or not, where that is what was found.
        """
        judgement = self._located(judgement)
        self.note({"event": "claim", **told(judgement), **compared_values(compared, judgement.finding == "kept")})
        self.record(judgement)

    def _located(self, judgement: Judgement) -> Judgement:
        """One that names no exchange rests on what the check saw last."""
        if judgement.exchanges:
            return judgement
        return replace(judgement, exchanges=tuple(self._scope.exchanges[-1:]))

    def record(self, judgement: Judgement) -> None:
        """Enters a judgement. One that names no exchange rests on what the check saw last."""
        entry = self.entries[judgement.requirement]
        judgement = self._located(judgement)
        match judgement.finding:
            case "kept":
                entry.kept += 1
                self._scope.kept.add(judgement.requirement)
                entry.kept_reason = entry.kept_reason or judgement.reason
                _remember(entry.kept_evidence, judgement.exchanges, KEPT_EVIDENCE)
            case "violated":
                if self._scope.rehearsed and self.fails(judgement):
                    self._scope.violations.append(judgement)
                else:
                    self._violated(judgement, self._sequence(judgement))
            case "observed":
                entry.observed_reason = judgement.reason
                _remember(entry.kept_evidence, judgement.exchanges, KEPT_EVIDENCE)

    def _violated(self, judgement: Judgement, sequence: tuple[int, ...]) -> None:
        entry = self.entries[judgement.requirement]
        entry.violated += 1
        self._scope.violations.append(judgement)
        _remember(entry.violated_evidence, judgement.exchanges, FAIL_EVIDENCE)
        entry.violators.add(self._scope.check)
        # When a check is repeated its first finding stands, and leaves room for those of other checks.
        known = self._scope.check and any(finding.check == self._scope.check for finding in entry.violations)
        if len(entry.violations) < KEPT_EVIDENCE and not known:
            entry.violations.append(Finding(judgement, sequence, self._scope.check))

    def fails(self, judgement: Judgement) -> bool:
        """Whether a violation is a failure, by its level."""
        return self.violation_verdict(self.entries[judgement.requirement].requirement) == "fail"

    def tried(self, cell: Cell) -> None:
        """Enters a cell. That a check made again came to the same is no second one."""
        key = (cell.operation, cell.parameter, cell.case, cell.code, cell.verdict)
        if key not in self._tried:
            self._tried.add(key)
            self.cells.append(cell)

    @property
    def violation_count(self) -> int:
        """How many violations this check has met so far."""
        return len(self._scope.violations)

    def violations_since(self, count: int) -> list[Judgement]:
        """The violations that this check has met beyond the first `count`."""
        return self._scope.violations[count:]

    def verdict_since(self, count: int) -> Verdict:
        """What the violations of this check beyond the first `count` amount to; pass if there are none."""
        since = self.violations_since(count)
        verdicts = {self.violation_verdict(self.entries[each.requirement].requirement) for each in since}
        return "fail" if "fail" in verdicts else ("warn" if verdicts else "pass")

    def knows(self, judgement: Judgement) -> bool:
        """Whether this check violated the same requirement by the same exchanges already."""
        return any(
            known.requirement == judgement.requirement and known.exchanges == judgement.exchanges
            for known in self._scope.violations
        )

    def repeated(self, check: str, attempts: Sequence[Attempt]) -> None:
        """Notes what came of all attempts at a check, the first included."""
        self._attempts[check] = attempts

    def rate(self, requirement: str, check: str) -> Rate:
        """How often a requirement was violated when this check was made again.

        Where that told nothing, as in the first check that was repeated and told something; else once of one.
        """
        made = (self._attempts.get(check, ()), *self._attempts.values())
        rates = (rate_of(attempts, requirement) for attempts in made)
        return next((rate for rate in rates if rate != ONCE), ONCE)

    def repeats(self, requirement: str, check: str) -> Repeats:
        """Whether a violation came each time that its check was made."""
        return self.rate(requirement, check).repeats

    def blocked(self, requirements: Iterable[str], why: str) -> None:
        """A precondition of these requirements failed."""
        for name in requirements:
            entry = self.entries[name]
            entry.blocked = entry.blocked or why

    def untested(self, requirements: Iterable[str], why: str) -> None:
        """These requirements can't be tested here."""
        for name in requirements:
            entry = self.entries[name]
            entry.untested = entry.untested or why

    def conclude(self) -> None:
        """Notes which requirements were not judged and why, once nothing more will be."""
        blocked, untested = defaultdict(list), defaultdict(list)
        for name, entry in self.entries.items():
            if entry.blocked:
                blocked[entry.blocked].append(name)
            if entry.untested:
                untested[entry.untested].append(name)
        for event, reasons in (("blocked", blocked), ("untested", untested)):
            for why, names in reasons.items():
                self.note({"event": event, "why": why, "requirements": names})

    def verdict(self, name: str) -> tuple[Verdict, str]:
        """The verdict of a requirement and the reason for it, a sentence."""
        entry = self.entries[name]
        if entry.violated:
            return self.violation_verdict(entry.requirement), entry.violations[0].judgement.reason
        if entry.kept:
            return "pass", f"passed because {entry.kept_reason}"
        if entry.observed_reason:
            return "observed", entry.observed_reason
        if entry.blocked:
            return "blocked", entry.blocked
        if entry.requirement.unobservable:
            return "untested", f"not observable over HTTP: {entry.requirement.unobservable}"
        return "untested", entry.untested or NEVER_AT_STAKE

    def violation_verdict(self, requirement: Requirement) -> Verdict:
        """What a violation of this requirement amounts to."""
        if requirement.level == "written" or (self.strict and requirement.level == "inferred"):
            return "fail"
        return "warn"

    def _sequence(self, judgement: Judgement) -> tuple[int, ...]:
        """What to send again: the writes of the check that succeeded, and the exchanges that were judged."""
        last = max(judgement.exchanges, default=0)
        return tuple(sorted({*(n for n in self._scope.writes if n <= last), *judgement.exchanges}))


def _remember(evidence: list[int], exchanges: Iterable[int], most: int) -> None:
    if len(evidence) >= most:
        return
    evidence += [number for number in exchanges if number not in evidence][: max(0, most - len(evidence))]
