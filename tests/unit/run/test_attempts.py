"""How often a check failed when it was made again, and what that makes of the failure."""

import pytest

from conformance.report.repeats import rate_words, repeats_words
from conformance.run.attempts import Attempt, Rate, is_enough, is_open, rate_of

THIS, OTHER = "createGroup.effect.listed", "createGroup.name.max-length"


def attempts(kinds):
    """F and f: failed, as the camera stood and afresh; P and p: passed; x: ended before it came to that."""
    return [
        Attempt(frozenset({THIS} if kind in "Ff" else ()), frozenset({THIS} if kind in "Pp" else ()), kind in "fpx")
        for kind in kinds
    ]


@pytest.mark.parametrize(
    ("kinds", "repeats", "words"),
    [
        ("F", "always", "was seen once and not repeated"),
        ("FFf", "always", "fails always (3 of 3 attempts)"),
        ("FFx", "always", "fails always (2 of 2 attempts)"),
        ("FPfpfppp", "sometimes", "fails sometimes (3 of 8 attempts)"),
        ("FPpppppp", "sometimes", "fails sometimes (1 of 8 attempts)"),
        ("FFpppppp", "needs-state", "needs state (2 of 2 attempts as the camera was, 0 of 6 afresh)"),
        ("FFpppf", "sometimes", "fails sometimes (3 of 6 attempts)"),
        # Too little from a fresh state to say so.
        ("FFppp", "sometimes", "fails sometimes (2 of 5 attempts)"),
        # Once as it stood proves nothing either.
        ("Fpppppp", "sometimes", "fails sometimes (1 of 7 attempts)"),
        ("FFxxxxxx", "always", "fails always (2 of 2 attempts)"),
    ],
)
def test_kinds_of_failures(kinds, repeats, words):
    rate = rate_of(attempts(kinds), THIS)
    assert rate.repeats == repeats
    assert rate_words(rate) == words


def test_what_was_not_repeated_was_seen_once():
    assert rate_of([], THIS) == rate_of(attempts("FFf"), OTHER) == Rate(1, 1)


def test_more_attempts_are_made_while_one_differs():
    assert not is_open(attempts("FFf"))
    assert is_open(attempts("FFfp"))
    both = Attempt(frozenset({THIS, OTHER}))
    assert is_open([both, both, Attempt(frozenset({THIS}), frozenset({OTHER}))])
    # What an attempt that ended early did not come to, it says nothing about.
    assert not is_open([both, both, Attempt(frozenset({THIS}))])


@pytest.mark.parametrize(
    ("kinds", "requests", "enough"),
    [
        ("F", 0, False),
        ("FF", 500, False),
        ("FFf", 500, True),
        ("FFp", 500, False),
        ("FPfffff", 500, False),
        ("FPffffff", 500, True),
        # A check that fills a whole group is made twice and no more.
        ("FF", 30_000, True),
        ("FP", 30_000, True),
    ],
)
def test_when_enough_attempts_were_made(kinds, requests, enough):
    assert is_enough(attempts(kinds), requests) is enough


def test_what_was_kept_and_violated_in_one_attempt_failed_in_it():
    mixed = Attempt(frozenset({THIS}), frozenset({THIS}))
    assert rate_of([mixed, mixed], THIS) == Rate(2, 2)


def test_findings_of_older_runs_have_no_numbers():
    assert repeats_words({"repeats": "sometimes"}) == "fails sometimes: not every repetition showed it"
