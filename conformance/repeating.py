"""A check that found a violation is made again, by rule: does it fail always, sometimes, or only in a certain state?"""

from __future__ import annotations

import contextlib

import pytest

from conformance.run.attempts import Attempt, is_enough
from conformance.run.ledger import Scope
from conformance.run.session import Run

# A check of somebody else's may end by these, which are no Exception.
_ENDINGS = (Exception, pytest.fail.Exception, pytest.skip.Exception, pytest.xfail.Exception)


def repeat(run: Run, item: pytest.Item, first: Scope) -> None:
    """Makes a check again that violated something: once as the camera stands, then from a fresh state.

    Where it fails each time, that is enough; else it is made until its rate is known. The verdict stands in any case.
    A camera that does not answer is not asked again: each time would cost a whole time limit.
    """
    if not first.requirements or _is_hopeless(first) or not _tells_more(run, item, first):
        return
    attempts, before = [_attempt(first, fresh=False)], run.requests
    while not is_enough(attempts, run.requests - before):
        fresh = len(attempts) > 1
        if fresh:
            _start_afresh(run, item)
        # However it ends: what counts is what the judge saw in it.
        with run.ledger.scope(item.nodeid) as again, contextlib.suppress(*_ENDINGS):
            item.runtest()
        attempts.append(_attempt(again, fresh=fresh))
        if _is_hopeless(again) or run.camera.gone or run.out_of_budget:
            break
    run.ledger.repeated(item.nodeid, attempts)


def _start_afresh(run: Run, item: pytest.Item) -> None:
    """What is violated while that which was made is cleared away is no part of the next attempt."""
    with run.ledger.scope(item.nodeid), contextlib.suppress(Exception):
        run.start_afresh()


def _attempt(scope: Scope, *, fresh: bool) -> Attempt:
    return Attempt(_violated(scope), frozenset(scope.kept), fresh)


def _violated(scope: Scope) -> frozenset[str]:
    return frozenset(judgement.requirement for judgement in scope.violations)


def _is_hopeless(scope: Scope) -> bool:
    return any(judgement.requirement.startswith("transport.") for judgement in scope.violations)


def _tells_more(run: Run, item: pytest.Item, first: Scope) -> bool:
    """Of a requirement that many checks violate, the findings show only some checks; those are repeated."""
    entries = (run.ledger.entries[name] for name in _violated(first))
    return any(finding.check == item.nodeid for entry in entries for finding in entry.violations)
