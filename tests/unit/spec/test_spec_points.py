"""The table of the document's contradictions and gaps: every one is treated, by what the catalogue has."""

import json

import pytest
from jsonschema import Draft202012Validator

from conformance.spec import load_spec
from conformance.spec.points import load_points, points_as_json
from conformance.spec.schemas import read_schema

SPEC, POINTS = load_spec(), load_points()
LEVELS = {"reading": "open", "inferred": "inferred", "written": "written"}


def test_every_point_has_its_row():
    assert list(POINTS) == list(range(1, 103))


@pytest.mark.parametrize("point", POINTS.values(), ids=lambda point: str(point.number))
def test_point_is_treated_by_rows_of_that_level(point):
    assert point.requirements or point.unjudged
    assert not point.unjudged or point.unjudged.endswith(".")
    for kind in point.requirements:
        assert {row.level for row in point.rows(kind, SPEC)} == {LEVELS[kind]}


def test_every_reading_is_named_by_its_points_or_says_what_leaves_it_open():
    for reading in SPEC.readings.values():
        naming = [point.number for point in POINTS.values() if reading.name in point.requirements.get("reading", ())]
        assert sorted(reading.points) == naming, reading.name
        assert naming or reading.source, reading.name


def test_readings_of_a_point_are_named_and_not_matched():
    for point in POINTS.values():
        assert set(point.requirements.get("reading", ())) <= set(SPEC.readings)


def test_a_pattern_that_names_nothing_is_an_error():
    wrong = type(POINTS[1])(1, "", (), {"written": ("nobody.*",)})
    with pytest.raises(KeyError, match=r"point 1: nobody\.\* is not in the catalogue"):
        wrong.rows("written")


def test_plain_data_fits_its_schema():
    table = json.loads(json.dumps(points_as_json()))
    assert not [error.message for error in Draft202012Validator(read_schema("points.json")).iter_errors(table)]
    by_number = {row["number"]: row["treatments"] for row in table}
    assert by_number[11] == [{"kind": "reading", "name": "name.case", "values": ["sensitive", "insensitive"]}]
    assert {each["kind"] for each in by_number[75]} == {"reading", "inferred"}
    assert by_number[9][0]["kind"] == "unjudged"
