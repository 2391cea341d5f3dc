"""Wilcoxon's signed-rank test, by which a change of paired values is told from noise, whatever its distribution."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

EXACT_UP_TO = 50
"""Pairs up to which the distribution is counted out; beyond, the normal one is as good."""


def signed_rank(differences: Sequence[float]) -> float:
    """The two-sided probability that chance alone gives differences as lopsided as these; 1 where there are none."""
    values = [each for each in differences if each]
    if not values:
        return 1.0
    ranks = _doubled_ranks([abs(each) for each in values])
    positive = sum(rank for rank, value in zip(ranks, values, strict=True) if value > 0)
    smaller = min(positive, sum(ranks) - positive)
    tail = _exact(ranks, smaller) if len(ranks) <= EXACT_UP_TO else _normal(ranks, smaller)
    return min(1.0, 2 * tail)


def _doubled_ranks(sizes: Sequence[float]) -> list[int]:
    """Twice the rank of each, which is a whole number also where equal ones share their mean rank."""
    ordered = sorted(sizes)
    first = {size: at for at, size in reversed(list(enumerate(ordered, start=1)))}
    last = {size: at for at, size in enumerate(ordered, start=1)}
    return [first[size] + last[size] for size in sizes]


def _exact(ranks: Sequence[int], at_most: int) -> float:
    """The share of all ways to give signs in which the positive ranks sum up to at most this."""
    ways = [1] + [0] * sum(ranks)
    for rank in ranks:
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    return float(sum(ways[: at_most + 1]) / 2 ** len(ranks))


def _normal(ranks: Sequence[int], at_most: int) -> float:
    deviation = math.sqrt(sum(rank * rank for rank in ranks)) / 2
    return 0.5 * math.erfc((sum(ranks) / 2 - at_most) / deviation / math.sqrt(2))


def holm(probabilities: Mapping[str, float], level: float) -> set[str]:
    """The tests of several that hold together at a level: the chance of even one false one stays below it (Holm)."""
    kept: set[str] = set()
    for at, (name, probability) in enumerate(sorted(probabilities.items(), key=lambda item: item[1])):
        if probability > level / (len(probabilities) - at):
            break
        kept.add(name)
    return kept
