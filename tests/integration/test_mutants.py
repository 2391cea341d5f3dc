"""Each mutant's witness: the last answer differs from the good camera's, no earlier one does, and no request is spare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.witnesses import Bench

from conformance.emulator.mutants import Mutant, load_mutants
from conformance.emulator.mutants.witness import Together, Witness

TIMED = {"no-answer", "race"}
"""Kinds whose witness depends on time: that a shorter one shows nothing is not asked of them."""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.close()


@pytest.fixture(scope="module")
def good(bench: Bench) -> Any:
    """The good camera's answers to a witness under these readings."""
    known: dict[str, list[Any]] = {}

    def answers(witness: Witness, readings: tuple[str, ...]) -> list[Any]:
        key = repr((witness, readings))
        if key not in known:
            known[key] = bench.answers(witness, readings)
        return known[key]

    return answers


@pytest.mark.parametrize("mutant", load_mutants().values(), ids=lambda mutant: mutant.id)
def test_the_last_answer_tells_the_mutant(mutant: Mutant, bench: Bench, good: Any) -> None:
    expected, given = (
        good(mutant.witness, mutant.readings),
        bench.answers(mutant.witness, mutant.readings, mutant.install),
    )
    assert given[-1] != expected[-1]
    assert given[:-1] == expected[:-1]
    if mutant.kind not in TIMED:
        for shorter in one_less(mutant.witness):
            assert good(shorter, mutant.readings) == bench.answers(shorter, mutant.readings, mutant.install)


def one_less(witness: Witness) -> Iterator[Witness]:
    """The witness with one request less, in every way; the last step goes only where it is one of several."""
    for number, step in enumerate(witness):
        less = replace(step, times=step.times - 1) if not isinstance(step, Together) and step.times > 1 else None
        if less or number < len(witness) - 1:
            yield (*witness[:number], *([less] if less else ()), *witness[number + 1 :])
