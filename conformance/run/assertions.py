"""How a check says what it requires: one requirement, one expectation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.oracle.judgement import kept, violated
from conformance.run.ledger import Cell, Ledger
from conformance.run.outcomes import Blocked, Violation
from conformance.wire import Exchange


class Assertion:
    """Judges one requirement of the catalogue; a violation stands in the ledger and ends the check."""

    def __init__(self, ledger: Ledger, requirement: str) -> None:
        if requirement not in ledger.entries:
            raise KeyError(f"{requirement} is not in the requirement catalogue")
        self._ledger = ledger
        self._requirement = requirement

    def equal(self, actual: Any, expected: Any, what: str, *evidence: Exchange) -> None:
        """`what`, a noun, must be the expected value."""
        compared = (actual, expected)
        self._judge(
            actual == expected, f"{what} to be {_shown(expected)}", f"it is {_shown(actual)}", evidence, compared
        )

    def that(self, holds: bool, expected: str, actual: str, *evidence: Exchange) -> None:
        """`expected` completes 'expected ...', `actual` completes '..., but ...'."""
        self._judge(holds, expected, actual, evidence)

    def _judge(
        self, holds: bool, expected: str, actual: str, evidence: Sequence[Exchange], compared: Sequence[Any] = ()
    ) -> None:
        numbers = [exchange.number for exchange in evidence]
        if not holds:
            judgement = violated(self._requirement, expected, actual, *numbers)
            self._ledger.claim(judgement, compared)
            raise Violation(judgement.reason)
        self._ledger.claim(kept(self._requirement, f"as expected: {expected}", *numbers), compared)

    def refused(self, exchange: Exchange, parameter: str, case: str) -> None:
        """The device must refuse; the cell (operation, parameter, case) is noted."""
        if exchange.fault is not None and exchange.fault.kind != "closed":
            raise Blocked(f"{exchange.operation} was not answered: {exchange.fault.text}")
        entry = self._ledger.entries[self._requirement]
        verdict = self._ledger.violation_verdict(entry.requirement) if exchange.succeeded else "pass"
        self._ledger.tried(Cell(exchange.operation, parameter, case, exchange.code, verdict, exchange.number))
        if exchange.succeeded:
            self._violated_once("a refusal", f"{exchange.describe()} came", exchange)
        self._ledger.claim(kept(self._requirement, f"{exchange.describe()} came", exchange.number))

    def _violated_once(self, expected: str, actual: str, exchange: Exchange) -> None:
        """The judge may have entered it already: most successes where a refusal is due are seen by anybody."""
        judgement = violated(self._requirement, expected, actual, exchange.number)
        if not self._ledger.knows(judgement):
            self._ledger.claim(judgement)
        raise Violation(judgement.reason)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}…"
