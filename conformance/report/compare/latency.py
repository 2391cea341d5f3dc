"""Operations that became slower or faster, told from noise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from conformance.report.compare.difference import Difference
from conformance.report.compare.ranks import holm, signed_rank

LEVEL = 0.01
"""Chance of calling any operation changed where nothing changed."""
FACTOR = 1.5
SHIFT = 5.0
"""The least change that counts: by this factor, and by so many milliseconds."""
DRIFT = 2.0
"""A change common to all operations counts from this factor on, and from SHIFT in half of them: hosts and networks
have good and bad hours."""
ENOUGH_OPERATIONS = 3
"""So many operations tell a common drift; fewer can't be told from it."""
ENOUGH_PAIRS = 8
"""Fewer pairs of checks can't reach LEVEL, however much slower they are."""
Medians = Mapping[str, Mapping[tuple[str, str], float]]


@dataclass(frozen=True)
class Change:
    """Of one operation: median latencies in ms over the checks that both runs made, `factor` without the drift."""

    operation: str
    checks: int
    before_ms: float
    after_ms: float
    factor: float
    shift_ms: float
    probability: float

    @property
    def counts(self) -> bool:
        """Whether it is large enough for anybody to care."""
        return max(self.factor, 1 / self.factor) >= FACTOR and abs(self.shift_ms) >= SHIFT

    def as_json(self) -> dict[str, Any]:
        """As it stands in the JSON report."""
        return {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}


def changes(before: Medians, after: Medians) -> tuple[float, list[Change]]:
    """The drift, a factor that is common to all operations, and each operation's own change.

    A check of the one run is held against the same check of the other, so that what is asked doesn't matter, and the
    drift is taken out, so that a busy host is no slow camera.
    """
    logs = {operation: _logs(before[operation], after.get(operation, {})) for operation in before}
    logs = {operation: found for operation, found in logs.items() if found}
    drift = median(median(found.values()) for found in logs.values()) if len(logs) >= ENOUGH_OPERATIONS else 0.0
    return math.exp(drift), [
        _change(operation, before[operation], after[operation], found, drift) for operation, found in logs.items()
    ]


def _logs(before: Mapping[tuple[str, str], float], after: Mapping[tuple[str, str], float]) -> dict[Any, float]:
    both = [unit for unit in before if before[unit] > 0 and after.get(unit, 0) > 0]
    return {unit: math.log(after[unit] / before[unit]) for unit in both}


def _change(
    operation: str,
    before: Mapping[tuple[str, str], float],
    after: Mapping[tuple[str, str], float],
    logs: Mapping[tuple[str, str], float],
    drift: float,
) -> Change:
    common = math.exp(drift)
    return Change(
        operation,
        len(logs),
        median(before[unit] for unit in logs),
        median(after[unit] for unit in logs),
        math.exp(median(logs.values()) - drift),
        median(after[unit] - before[unit] * common for unit in logs),
        signed_rank([each - drift for each in logs.values()]),
    )


def latency_differences(drift: float, found: list[Change]) -> Iterator[Difference]:
    """The operations that changed beyond noise; a slower one is a regression. The drift is nobody's for certain."""
    if max(drift, 1 / drift) >= DRIFT and abs(median(each.after_ms - each.before_ms for each in found)) >= SHIFT:
        detail = "all operations alike: the camera, the network, or the host that made the run"
        yield Difference("latency", "", "all operations", "1", f"{drift:.2g} times as long", detail=detail)
    sure = holm({each.operation: each.probability for each in found}, LEVEL)
    for each in found:
        if each.operation in sure and each.counts:
            detail = f"over {each.checks} pairs of checks; probability by chance {each.probability:.1g}"
            drifted = f", {each.factor:.2g} times as long beyond what is common to all" if drift != 1 else ""
            words = f"{each.before_ms:.1f} ms", f"{each.after_ms:.1f} ms"
            yield Difference("latency", each.operation, "median latency", *words, each.factor > 1, f"{detail}{drifted}")
