"""Latency: what is noise, what is a busy host, and what is a slower camera."""

from __future__ import annotations

import random

from conformance.report.compare.latency import ENOUGH_PAIRS, changes, latency_differences

OPERATIONS = ["createGroup", "deleteGroup", "getFaceList", "getGroupList"]


def run(seed, *, factor=1.0, slow=(), by=0.0, checks=30):
    """Medians of a run: noisy by a third, all slower by a factor, some by milliseconds besides."""
    dice = random.Random(seed)
    return {
        name: {
            (f"check {number}", "accepted"): 4 * factor * dice.lognormvariate(0, 0.3) + (by if name in slow else 0)
            for number in range(checks)
        }
        for name in OPERATIONS
    }


def told(before, after):
    return [(each.operation, each.regression) for each in latency_differences(*changes(before, after))]


def test_noise_is_no_change():
    assert [told(run(seed), run(seed + 100)) for seed in range(40)] == [[]] * 40


def test_one_slower_operation():
    before, after = run(1), run(2, slow=["getFaceList"], by=20)
    assert told(before, after) == [("getFaceList", True)]
    assert told(after, before) == [("getFaceList", False)]


def test_a_little_slower_is_nobodys_business():
    assert told(run(1), run(2, slow=["getFaceList"], by=2)) == []


def test_a_busy_host_is_no_slow_camera():
    assert told(run(1), run(2, factor=1.8)) == []
    assert told(run(1), run(2, factor=10)) == [("", False)]
    # Twice a few milliseconds is what any busy host does.
    assert told(run(1, factor=0.5), run(2, factor=1.2)) == []


def test_a_slower_operation_on_a_busy_host():
    assert told(run(1), run(2, factor=1.8, slow=["deleteGroup"], by=60)) == [("deleteGroup", True)]


def test_few_checks_prove_nothing():
    assert told(run(1, checks=4), run(2, slow=["getFaceList"], by=50, checks=4)) == []


def test_how_many_pairs_are_enough():
    for pairs in (ENOUGH_PAIRS - 1, ENOUGH_PAIRS):
        before, after = run(1, checks=pairs), run(2, slow=["getFaceList"], by=50, checks=pairs)
        alone = {"getFaceList": before["getFaceList"]}, {"getFaceList": after["getFaceList"]}
        assert told(*alone) == ([("getFaceList", True)] if pairs >= ENOUGH_PAIRS else [])


def test_checks_of_one_run_alone_do_not_count():
    before = {"getFaceList": {("one", "accepted"): 1.0}}
    after = {"getFaceList": {("other", "accepted"): 900.0}, "getFace": {("x", "accepted"): 1.0}}
    assert changes(before, after) == (1.0, [])
