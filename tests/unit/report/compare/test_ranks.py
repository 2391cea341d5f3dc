"""The signed-rank test and its correction for several tests."""

from __future__ import annotations

import itertools
import random

import pytest

from conformance.report.compare.ranks import EXACT_UP_TO, holm, signed_rank


def counted_out(values):
    """The same by trying all signs."""
    sizes = sorted(abs(each) for each in values)
    ranks = [sum(other < abs(each) for other in sizes) + (sizes.count(abs(each)) + 1) / 2 for each in values]
    total = sum(ranks)
    up = sum(rank for rank, each in zip(ranks, values, strict=True) if each > 0)
    smaller = min(up, total - up)
    sums = [sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign) for signs in all_signs(len(values))]
    return min(1.0, 2 * sum(each <= smaller for each in sums) / len(sums))


def all_signs(number):
    return itertools.product((0, 1), repeat=number)


def test_all_on_one_side():
    assert signed_rank([1, 2, 3, 4, 5]) == 2 / 2**5
    assert signed_rank([-1, -2, -3, -4, -5]) == 2 / 2**5


@pytest.mark.parametrize(
    "values", [[1, -2, 3, 4], [1, 1, -1, 2, 2, 5], [-3, 1, 2], [0.5, -0.5], [7, 7, 7, -7, 1, 2, 3]]
)
def test_as_counted_out(values):
    assert signed_rank(values) == pytest.approx(counted_out(values))


def test_nothing_and_no_change():
    assert signed_rank([]) == 1
    assert signed_rank([0.0, 0.0]) == 1
    assert signed_rank([0.0, 1, 2, 3]) == signed_rank([1, 2, 3])


def test_many_pairs_are_as_few():
    dice = random.Random(5)
    values = [dice.gauss(0.3, 1) for _ in range(EXACT_UP_TO)]
    more = [*values, dice.gauss(0.3, 1)]
    assert signed_rank(more) == pytest.approx(signed_rank(values), rel=0.5)


def test_noise_is_seldom_called_a_change():
    dice = random.Random(11)
    called = sum(signed_rank([dice.gauss(0, 1) for _ in range(20)]) < 0.05 for _ in range(400))
    assert 5 <= called <= 36


def test_holm():
    assert holm({"a": 0.001, "b": 0.004, "c": 0.5}, 0.01) == {"a", "b"}
    assert holm({"a": 0.004, "b": 0.004, "c": 0.5}, 0.01) == set()
    assert holm({}, 0.01) == set()
