"""In which order a mutant's checks are made, and when enough is known of it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from conformance.report.outcome import requirements_of
from conformance.run.selection import deep_enough

if TYPE_CHECKING:
    from conformance.mutation.trial import Trial
    from conformance.run.ledger import Entry
    from conformance.run.session import Run

FIRST_SECONDS = 60.0
"""So long the checks of the stated requirement may go on after another one has failed."""
MOST_JUDGING = 60
"""So many of the checks in which the oracle judges a requirement count as its checks; the rest come with the rest."""


class Hunt:
    """Hears of each check. First come those of the stated requirement, then the rest, to the first finding."""

    def __init__(self, run: Run, trial: Trial) -> None:
        self._run = run
        self._trial = trial
        self._deadline = time.monotonic() + FIRST_SECONDS
        self._first_left = 0
        self._judged: defaultdict[str, list[str]] = defaultdict(list)
        self._before: dict[str, int] = {}
        self._item: pytest.Item | None = None

    def begins(self, items: list[pytest.Item]) -> None:
        """Puts the checks in order."""
        if self._trial.exhaustive:
            return
        checks = [requirements_of(self._run, item) for item in items]
        stated = self._trial.requirement
        judging = set(self._trial.judging[:MOST_JUDGING])
        broad = deep_enough("quick", checks, [False] * len(items))
        operation = self._run.spec.requirements[stated].operation if stated else ""
        ranks: dict[str, tuple[int, ...]] = {}
        for item, names, is_broad in zip(items, checks, broad, strict=True):
            own = stated in names
            first = own or item.nodeid in judging
            self._first_left += first
            same = any(self._run.spec.requirements[name].operation == operation for name in names)
            # A check of few requirements is more about this one, and sooner done, than the random sequences of all.
            ranks[item.nodeid] = (not first, not own, len(names) if own else 0, not is_broad, not same)
        items.sort(key=lambda item: ranks[item.nodeid])

    def check_begins(self, item: pytest.Item) -> None:
        """Before each check."""
        self._item = item
        if self._trial.exhaustive:
            self._before = {name: _times(entry) for name, entry in self._run.ledger.entries.items()}

    def check_ended(self, failures: list[str], _waived: list[str]) -> None:
        """After each check; stops when enough is known."""
        assert self._item is not None
        if self._trial.exhaustive:
            self._note(self._item.nodeid)
            return
        self._first_left -= 1
        if (failures or self._first_left == 0) and self._is_enough(self.failing()):
            self._run.stopped = "a finding was enough"
            self._item.session.shouldfail = self._run.stopped

    def _is_enough(self, failing: Sequence[str]) -> bool:
        if self._first_left > 0:
            too_late = time.monotonic() > self._deadline
            return self._trial.requirement in failing or (bool(failing) and too_late)
        return bool(failing)

    def _note(self, check: str) -> None:
        for name, entry in self._run.ledger.entries.items():
            if _times(entry) != self._before[name]:
                self._judged[name].append(check)

    def failing(self) -> list[str]:
        """The requirements that failed so far, in the order in which they did."""
        ledger = self._run.ledger
        failed = [
            (entry.violations[0].judgement.exchanges[:1], name)
            for name, entry in ledger.entries.items()
            if entry.violations and ledger.violation_verdict(entry.requirement) == "fail"
        ]
        return [name for _, name in sorted(failed)]

    def check_of(self, requirement: str) -> str:
        """The check in which a requirement failed first."""
        return self._run.ledger.entries[requirement].violations[0].check

    def reason_of(self, requirement: str) -> str:
        """Why it failed, in a sentence."""
        return self._run.masked(self._run.ledger.entries[requirement].violations[0].judgement.reason)

    def judged(self) -> dict[str, tuple[str, ...]]:
        """For each requirement the checks that judged it, of an exhaustive trial."""
        return {name: tuple(checks) for name, checks in self._judged.items()}


def _times(entry: Entry) -> int:
    return entry.kept + entry.violated
