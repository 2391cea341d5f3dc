"""The kill table: what came of each mutant, the scores, and their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.mutation.trial import Found


@dataclass(frozen=True)
class Row:
    """One mutant and what came of it."""

    id: str
    operation: str
    requirement: str
    level: str
    found: Found

    @property
    def killed(self) -> bool:
        """Whether the suite found it."""
        return self.found.state == "killed"

    @property
    def right(self) -> bool:
        """Whether the requirement that it breaks is among those that failed."""
        return self.requirement in self.found.findings

    @property
    def how(self) -> str:
        """By what it was killed, or what became of it instead."""
        if self.killed:
            return "it" if self.right else self.found.by
        return self.found.state

    def as_json(self) -> dict[str, Any]:
        """The row as `--json` has it."""
        return {
            "id": self.id,
            "operation": self.operation,
            "requirement": self.requirement,
            "level": self.level,
            "killed": self.killed,
            "by_right_requirement": self.right,
            "by": self.found.by or None,
            "seconds": round(self.found.seconds, 2),
        }


@dataclass(frozen=True)
class Score:
    """How many of some mutants were killed, and how many by the very requirement that each breaks."""

    mutants: int
    killed: int
    right: int

    @property
    def percent(self) -> float:
        """The mutation score; 100 where there is nothing to kill."""
        return 100.0 * self.killed / self.mutants if self.mutants else 100.0

    @property
    def right_percent(self) -> float:
        """The score by the right requirement."""
        return 100.0 * self.right / self.mutants if self.mutants else 100.0


def score_of(rows: Iterable[Row], level: str = "written") -> Score:
    """The score over the mutants that break a requirement of this level."""
    counted = [row for row in rows if row.level == level]
    return Score(len(counted), sum(row.killed for row in counted), sum(row.right for row in counted))


def status_of(rows: Sequence[Row], threshold: float | None) -> int:
    """The exit status of a table: 3 where a trial failed, 1 where the score is below the threshold, else 0."""
    if any(row.found.state == "error" for row in rows):
        return 3
    return 1 if threshold is not None and score_of(rows).percent < threshold else 0


def table_as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """The table as `--json` writes it. The scores are percentages, of the written requirements alone."""
    score = score_of(rows)
    return {
        "score": round(score.percent, 2),
        "right_score": round(score.right_percent, 2),
        "mutants": [row.as_json() for row in rows],
    }
