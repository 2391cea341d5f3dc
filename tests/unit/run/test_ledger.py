"""What the ledger keeps of tries that are made to find the shortest failure."""

import pytest

from conformance.oracle.judgement import kept, violated
from conformance.run.ledger import Cell, Ledger
from conformance.spec import load_spec

WRITTEN, INFERRED = "createGroup.effect.listed", "parallel.group-name.once"


@pytest.fixture
def ledger():
    return Ledger(load_spec())


def test_failures_of_a_rehearsal_are_not_entered(ledger):
    with ledger.scope("a check") as scope, ledger.rehearsal() as tried:
        ledger.record(violated(WRITTEN, "this", "that", 3))
        ledger.record(kept(INFERRED, "so it was", 4))
    assert [each.requirement for each in tried.violations] == [WRITTEN]
    assert not scope.violations
    assert ledger.verdict(WRITTEN)[0] == "untested"
    assert ledger.verdict(INFERRED)[0] == "pass"


def test_warnings_of_a_rehearsal_are_the_checks(ledger):
    with ledger.scope("a check") as scope, ledger.rehearsal():
        ledger.record(violated(INFERRED, "this", "that", 3))
    assert ledger.verdict(INFERRED)[0] == "warn"
    assert [each.requirement for each in scope.violations] == [INFERRED]


def test_where_inferences_fail_they_are_rehearsed_too():
    ledger = Ledger(load_spec(), strict=True)
    with ledger.scope("a check"), ledger.rehearsal():
        ledger.record(violated(INFERRED, "this", "that", 3))
    assert ledger.verdict(INFERRED)[0] == "untested"


def test_the_failure_that_counts_is_entered_with_all_that_led_to_it(ledger):
    with ledger.scope("a check") as scope:
        with ledger.rehearsal() as tried:
            tried.exchanges += [5, 6, 7, 9]
            ledger.record(violated(WRITTEN, "this", "that", 7))
        ledger.enter(tried, tried.violations[0])
        assert [each.requirement for each in scope.violations] == [WRITTEN]
    assert ledger.verdict(WRITTEN)[0] == "fail"
    (finding,) = ledger.entries[WRITTEN].violations
    assert finding.sequence == (5, 6, 7)
    assert finding.check == "a check"


def test_a_cell_that_comes_again_is_one(ledger):
    ledger.tried(Cell("createGroup", "name", "absent", 0, "fail", 7))
    ledger.tried(Cell("createGroup", "name", "absent", 0, "fail", 9))
    ledger.tried(Cell("createGroup", "name", "absent", 2, "pass", 11))
    assert [(cell.code, cell.exchange) for cell in ledger.cells] == [(0, 7), (2, 11)]
