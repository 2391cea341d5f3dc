"""Covering arrays: few rows in which any three parameters meet in all combinations of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from random import Random
from typing import Any

STRENGTH = 3
TRIES = 30
"""Rows that are thought of for each that is taken: more make a smaller array, and take longer."""
Setting = tuple[str, int]


def covering_array(parameters: Mapping[str, Sequence[Any]], strength: int = STRENGTH) -> list[dict[str, Any]]:
    """Rows (a value for each parameter) that cover every combination of `strength` parameters; always the same.

    Greedy: of some rows made for combinations that are still missing, the one that covers most of them is taken.
    """
    random, rows = Random(0), []  # noqa: S311 - to be repeated
    missing = set(_combinations(parameters, strength))
    while missing:
        starts = random.sample(sorted(missing), min(TRIES, len(missing)))
        made = [_filled(dict(start), parameters, random) for start in starts]
        best = max(made, key=lambda row: len(_covered(row, strength) & missing))
        missing -= _covered(best, strength)
        rows.append({name: parameters[name][place] for name, place in best.items()})
    return rows


def _combinations(parameters: Mapping[str, Sequence[Any]], strength: int) -> Iterator[tuple[Setting, ...]]:
    for names in combinations(sorted(parameters), min(strength, len(parameters))):
        for places in product(*(range(len(parameters[name])) for name in names)):
            yield tuple(zip(names, places, strict=True))


def _filled(row: dict[str, int], parameters: Mapping[str, Sequence[Any]], random: Random) -> dict[str, int]:
    return {name: row.get(name, random.randrange(len(values))) for name, values in parameters.items()}


def _covered(row: Mapping[str, int], strength: int) -> set[tuple[Setting, ...]]:
    return set(combinations(sorted(row.items()), min(strength, len(row))))
