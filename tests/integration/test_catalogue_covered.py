"""From a real run: every row of the catalogue has a verdict that an exchange gave, or a permitted reason for none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.spec import load_spec

pytest_plugins = ["support.fixtures"]

README = Path(__file__).parents[2] / "README.md"
SPEC = load_spec()
NEVER = {name: row.unobservable for name, row in SPEC.requirements.items() if row.unobservable}


@pytest.fixture(scope="module")
def rows(whole):
    """The requirements of results.json by id; the emulator with its rig can do all that a check needs."""
    return {each["id"]: each for each in whole[2].results["requirements"]}


def test_the_run_reports_the_whole_catalogue(rows):
    assert set(rows) == set(SPEC.requirements)


def test_every_row_has_a_verdict_or_is_never_testable(rows):
    untested = {name: row["reason"] for name, row in rows.items() if row["verdict"] not in ("pass", "observed")}
    assert untested == {name: f"not observable over HTTP: {why}" for name, why in NEVER.items()}


def test_every_verdict_rests_on_exchanges(rows):
    without = [name for name, row in rows.items() if row["verdict"] in ("pass", "observed") and not row["evidence"]]
    assert without == []


def test_open_points_are_observed_and_nothing_else_is(rows):
    observed = {name for name, row in rows.items() if row["verdict"] == "observed"}
    assert observed == {name for name, row in SPEC.requirements.items() if row.level == "open"}


def test_every_reading_is_reported_with_the_emulators_value(whole):
    assert whole[2].results["readings"] == {name: each.values[0] for name, each in sorted(SPEC.readings.items())}


def test_readme_tells_how_many_rows_are_never_testable():
    assert re.findall(r"(\d+) rows can never be tested", README.read_text(encoding="utf-8")) == [str(len(NEVER))]
