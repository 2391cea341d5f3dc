"""Each mutant's witness: its last answer differs from the good camera's, no earlier one does, no request is spare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.witnesses import Bench, Reply

from conformance.emulator.mutants import Mutant, load_mutants
from conformance.emulator.mutants.witness import Call, Witness
from conformance.spec import load_spec

LISTED = {name: set(operation.codes) for name, operation in load_spec().operations.items()}

TIMED = {"no-answer", "race"}
"""Kinds whose witness depends on time: that a shorter one shows nothing is not asked of them."""

READABLE = [
    mutant
    for mutant in load_mutants().values()
    if mutant.kind not in TIMED and mutant.requirement != "codes.one-cause-one-code" and mutant.requests < 20
]
"""Mutants that show in what an answer says, not only in when it comes or in which code it has, and soon."""

FORM = {"description.parameter-key", "sign.refusal", "refusal.data", "answer.content-type"}
"""Readings of what a witness spells in its own way, and of what a comparison of refusals and bodies leaves out."""

ENTRANCE = {"parameter.doubled", "sign.case", "random.letters", "random.repeated", "timestamp.window"}
"""Readings that let every request in or none: they are the authentication's."""

LONGER = {"getFaceByArrival.by-faceid", "getFaceList.overlap"}
"""Their witness has what shows the fault under every reading: two records have one of the orders allowed, and a page
beyond the last may be answered with the last one, pages may have any order."""


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
    compared = whole if mutant.requirement == "codes.one-cause-one-code" else without_cause
    expected = compared(good(mutant.witness, mutant.readings))
    given = compared(bench.answers(mutant.witness, mutant.readings, mutant.install))
    assert given[-1] != expected[-1]
    assert given[:-1] == expected[:-1]
    spare = mutant.kind in TIMED or mutant.id in LONGER
    for shorter in () if spare else one_less(mutant.witness):
        expected = compared(good(shorter, mutant.readings))
        assert compared(bench.answers(shorter, mutant.readings, mutant.install)) == expected, shorter


@pytest.mark.parametrize("mutant", READABLE, ids=lambda mutant: mutant.id)
def test_no_reading_that_the_document_allows_answers_as_the_mutant(mutant: Mutant, bench: Bench, good: Any) -> None:
    consulted: set[str] = set()
    expected = bench.answers(mutant.witness, mutant.readings, consulted=consulted)
    given = bodies(bench.answers(mutant.witness, mutant.readings, mutant.install))
    assert given != bodies(expected)
    elsewhere = FORM if mutant.operation == "authentication" else FORM | ENTRANCE
    for name in sorted(consulted - elsewhere):
        for value in load_spec().readings[name].values[1:]:
            assert given != bodies(good(mutant.witness, (*mutant.readings, f"{name}={value}"))), f"{name}={value}"


def bodies(answers: list[Any]) -> list[Any]:
    """The answers without status and media type, which are open; refusals alike."""
    return [each if isinstance(each, str) else each.body for each in without_cause(answers)]


def whole(answers: list[Any]) -> list[Any]:
    """The answers themselves."""
    return answers


def without_cause(answers: list[Any]) -> list[Any]:
    """The answers, all refusals with a listed code alike: which of them is meant is written nowhere."""
    if isinstance(answers, Reply):
        return "refused" if refuses(answers) else answers
    return [without_cause(each) for each in answers]


def refuses(reply: Reply) -> bool:
    found = re.fullmatch(rb'\{"code":(\d+)\}', reply.body)
    return found is not None and int(found[1]) in LISTED[reply.operation] - {0}


def one_less(witness: Witness) -> Iterator[Witness]:
    """The witness with one request less, in every way; the last one stays."""
    for number, step in enumerate(witness):
        if isinstance(step, Call) and step.times > 1:
            yield (*witness[:number], replace(step, times=step.times - 1), *witness[number + 1 :])
        elif isinstance(step, Call) and number < len(witness) - 1:
            yield (*witness[:number], *witness[number + 1 :])
