"""Differences in the shape of answers: fields that came or went, other types, another order of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from conformance.report.compare.difference import Difference
from conformance.report.compare.traffic import ATTRIBUTE, Place, Traffic

ABSENT = "absent"
BY_CHANCE = 1e-4
"""A kind of answer that one run shows and the other doesn't counts if chance would do that less often than this."""
Kinds = Mapping[str, set[str]]


def field_differences(before: Traffic, after: Traffic) -> Iterator[Difference]:
    """Places in answers at which something else stands, in so many checks that it is no chance of the seed."""
    old, new = _with_absent(before, after), _with_absent(after, before)
    for place in sorted(old.keys() & new.keys()):
        was, now = old[place], new[place]
        if any(_tells(was, now, kind) for kind in was) or any(_tells(now, was, kind) for kind in now):
            what = f"{place.path} of an answer" if place.stratum.outcome == "any" else _what(place)
            yield Difference("fields", place.stratum.operation, what, _words(was), _words(now))


def _what(place: Place) -> str:
    answers = {"accepted": "accepted requests", "refused": "refused requests", "other": "answers without a code"}
    return f"{place.path} ({answers[place.stratum.outcome]})"


def _words(kinds: Kinds) -> str:
    return " or ".join(sorted(kinds))


def _tells(here: Kinds, there: Kinds, kind: str) -> bool:
    """Whether a kind that never came there would have, had it been as usual there as here.

    Checks are counted and not answers: a state that lasts for a check shows in all answers of it.
    """
    if kind in there:
        return False
    all_here = len(set().union(*here.values()))
    all_there = len(set().union(*there.values()))
    # As if two more checks had been without it, so that a few checks prove little.
    share = len(here[kind]) / (all_here + 2)
    return bool((1 - share) ** all_there < BY_CHANCE)


def _with_absent(run: Traffic, other: Traffic) -> dict[Place, dict[str, set[str]]]:
    """What stood at each place, and in which checks a key was absent that either run knows of its object."""
    kinds = {place: dict(found) for place, found in run.kinds.items()}
    for parent, orders in run.keys.items():
        known = {key for keys in (orders, other.keys.get(parent, {})) for order in keys for key in order}
        for key in known - {ATTRIBUTE}:
            place = Place(parent.stratum, f"{parent.path}.{key}" if parent.path else key)
            without = set().union(*(checks for order, checks in orders.items() if key not in order))
            if without:
                kinds.setdefault(place, {})[ABSENT] = without
    return kinds


def order_differences(before: Traffic, after: Traffic) -> Iterator[Difference]:
    """Objects whose keys always came in one order and now always come in another."""
    for parent in sorted(before.keys.keys() & after.keys.keys()):
        old, new = before.keys[parent], after.keys[parent]
        if any((late, early) in _pairs(new) for early, late in _pairs(old)):
            what = f"keys of {parent.path or 'the answer'} ({parent.stratum.outcome})"
            yield Difference("order", parent.stratum.operation, what, _longest(old), _longest(new))


def _longest(orders: Iterable[tuple[str, ...]]) -> str:
    return ", ".join(sorted(orders, key=lambda order: (len(order), order))[-1])


def _pairs(orders: Mapping[tuple[str, ...], set[str]]) -> set[tuple[str, str]]:
    """Which key always comes before which."""
    pairs = {
        (early, late)
        for order in orders
        for at, early in enumerate(order)
        for late in order[at + 1 :]
        if ATTRIBUTE not in (early, late)
    }
    return {(early, late) for early, late in pairs if (late, early) not in pairs}
