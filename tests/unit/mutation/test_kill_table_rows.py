"""The kill table: how its scores are counted, and which mutants a pattern chooses."""

from __future__ import annotations

import pytest

from conformance.emulator.mutants import load_mutants
from conformance.mutation.plan import Plan, chosen, marked_requirements
from conformance.mutation.table import Row, score_of, status_of, table_as_json
from conformance.mutation.trial import Found
from conformance.spec import load_spec

BROKEN = "createGroup.name.max-length"
OTHER = "createGroup.answer.accepts"


def row(name: str, found: Found, level: str = "written") -> Row:
    return Row(f"createGroup.{name}", "createGroup", BROKEN, level, found)


ROWS = [
    row("right", Found("killed", BROKEN, (OTHER, BROKEN), seconds=1.234)),
    row("other", Found("killed", OTHER, (OTHER,))),
    row("survivor", Found("survived")),
    row("unjudged", Found("not judged", note="no camera")),
    row("inferred", Found("killed", BROKEN, (BROKEN,)), "inferred"),
]


def test_scores_count_the_written_requirements():
    score = score_of(ROWS)
    assert (score.mutants, score.killed, score.right) == (4, 2, 1)
    assert (score.percent, score.right_percent) == (50.0, 25.0)


def test_inferred_requirements_are_counted_apart():
    assert score_of(ROWS, "inferred").percent == 100.0


def test_nothing_to_kill_is_no_failure():
    assert score_of([]).percent == 100.0


@pytest.mark.parametrize(("threshold", "status"), [(None, 0), (50, 0), (50.1, 1)])
def test_score_below_the_threshold(threshold, status):
    assert status_of(ROWS, threshold) == status


def test_a_trial_that_failed_is_neither_killed_nor_passed_over():
    rows = [*ROWS, row("crashed", Found("error", note="no camera"))]
    assert score_of(rows).killed == 2
    assert status_of(rows, 0) == 3


def test_how_a_mutant_ended():
    assert [each.how for each in ROWS] == ["it", OTHER, "survived", "not judged", "it"]


def test_json_has_the_promised_keys_and_no_others():
    table = table_as_json(ROWS)
    assert list(table) == ["score", "right_score", "mutants"]
    assert (table["score"], table["right_score"]) == (50.0, 25.0)
    assert table["mutants"][0] == {
        "id": "createGroup.right",
        "operation": "createGroup",
        "requirement": BROKEN,
        "level": "written",
        "killed": True,
        "by_right_requirement": True,
        "by": BROKEN,
        "seconds": 1.23,
    }
    assert table["mutants"][2]["by"] is None


def test_patterns_name_mutants_operations_or_requirements():
    mutants = load_mutants()
    one = next(iter(mutants.values()))
    assert chosen(mutants, []) == list(mutants.values())
    assert one in chosen(mutants, [one.id])
    assert {each.operation for each in chosen(mutants, [one.operation])} >= {one.operation}
    assert all(each.requirement == one.requirement for each in chosen(mutants, [one.requirement]))


def test_pattern_that_names_nothing():
    with pytest.raises(ValueError, match="no-such"):
        chosen(load_mutants(), ["createGroup", "no-such"])


def test_the_suite_has_checks_of_most_requirements():
    marked = marked_requirements()
    assert {"createGroup.name.max-length", "parallel.faceid.once", "getFaceList.paging.complete"} <= marked
    assert marked <= set(load_spec().requirements)


def test_the_control_comes_first_and_a_mutant_without_a_check_of_its_own_waits_for_it():
    mutants = list(load_mutants().values())
    marked = marked_requirements()
    waiting = [each for each in mutants if each.requirement not in marked]
    plan = Plan([*waiting[:1], mutants[0]], "standard")
    control = plan.upcoming()
    assert control is not None
    assert control.exhaustive
    upcoming = plan.upcoming()
    assert upcoming is not None
    assert upcoming.camera.id == mutants[0].id
    if waiting:
        assert plan.upcoming() is None
        plan.ended(control, Found("survived", judged={waiting[0].requirement: ("a check",)}))
        last = plan.upcoming()
        assert last is not None
        assert (last.camera.id, last.judging) == (waiting[0].id, ("a check",))


def test_a_control_that_was_found_fault_with_makes_the_table_void():
    plan = Plan(list(load_mutants().values())[:2], "standard")
    control = plan.upcoming()
    assert control is not None
    plan.ended(control, Found("killed", OTHER, (OTHER,)))
    assert plan.is_void
    assert plan.upcoming() is None
