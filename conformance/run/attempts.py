"""How often a check was made, and how often it failed: always, sometimes, or only in a state that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Repeats = Literal["always", "sometimes", "needs-state"]

FRESH_ENOUGH = 4
"""So often must a check pass from a fresh state, before it is said to need another one."""
MOST = 8
"""Attempts at one check, the first included."""
MOST_REQUESTS = 1000
"""Once repeating a check has cost so many, it is not made again: filling a group takes a camera long enough."""


@dataclass(frozen=True)
class Attempt:
    """One time that a check was made, and the requirements that were violated in it and those that were kept.

    `fresh`: what the check and those before it had made was cleared away first, and a new connection opened.
    """

    violated: frozenset[str]
    kept: frozenset[str] = frozenset()
    fresh: bool = False

    def tells_of(self, requirement: str) -> bool:
        """Whether it was at stake: a check may end early, or fail in what is made once for many checks."""
        return requirement in self.violated or requirement in self.kept


@dataclass(frozen=True)
class Rate:
    """Of one requirement: attempts `made` that tell of it, those that `failed`, and how many of each were fresh."""

    made: int
    failed: int
    fresh_made: int = 0
    fresh_failed: int = 0

    @property
    def repeats(self) -> Repeats:
        """Which kind of failure it is. What failed once, and could not be repeated, was never seen to pass."""
        if self.failed == self.made:
            return "always"
        standing_made, standing_failed = self.made - self.fresh_made, self.failed - self.fresh_failed
        lasted = standing_failed == standing_made > 1
        return "needs-state" if lasted and not self.fresh_failed and self.fresh_made >= FRESH_ENOUGH else "sometimes"


ONCE = Rate(1, 1)


def rate_of(attempts: Sequence[Attempt], requirement: str) -> Rate:
    """How often a requirement was violated in these attempts at a check."""
    telling = [attempt for attempt in attempts if attempt.tells_of(requirement)]
    failed = [attempt for attempt in telling if requirement in attempt.violated]
    if not failed:
        return ONCE
    fresh = [attempt for attempt in telling if attempt.fresh]
    return Rate(len(telling), len(failed), len(fresh), sum(attempt.fresh for attempt in failed))


def is_open(attempts: Sequence[Attempt]) -> bool:
    """Whether something failed in some of them and not in all, so that more attempts tell more."""
    names = frozenset[str]().union(*(attempt.violated for attempt in attempts))
    return any(rate_of(attempts, name).repeats != "always" for name in names)


def is_enough(attempts: Sequence[Attempt], requests: int) -> bool:
    """Whether no further attempt is to be made, once the repetitions have cost so many requests.

    One as the camera stands and one from a fresh state are enough where every attempt fails.
    """
    if len(attempts) == MOST or requests > MOST_REQUESTS:
        return True
    return len(attempts) > 2 and not is_open(attempts)
