"""The catalogue of requirements: ids, sources, what the rows stand for."""

import re

import pytest

from conformance.spec import answer_fields, load_spec
from conformance.spec.catalogue import expand

SPEC = load_spec()
SUBJECTS = {*SPEC.operations, "transport", "codes", "device", "parallel"}


@pytest.mark.parametrize("requirement", SPEC.requirements.values(), ids=lambda requirement: requirement.id)
def test_requirement_is_well_formed(requirement):
    assert re.fullmatch(r"[a-zA-Z_]+(\.[a-zA-Z0-9_-]+)+", requirement.id)
    for source in requirement.source.split(", "):
        assert re.fullmatch(r"(s:\d+|facts \d+(\.\d+)?( point \d+)?|rfc\d+( [\d.]+)?)", source)
    assert requirement.statement.endswith(".")
    assert "{" not in requirement.statement
    assert requirement.level in ("written", "inferred", "open")
    assert requirement.reason or requirement.level != "inferred"


def test_ids_are_unique_by_more_than_case():
    assert len({name.lower() for name in SPEC.requirements}) == len(SPEC.requirements)
    assert all(name == requirement.id for name, requirement in SPEC.requirements.items())


def test_an_id_begins_with_its_operation():
    for requirement in SPEC.requirements.values():
        start = requirement.id.partition(".")[0]
        assert start in SUBJECTS or requirement.id in SPEC.readings
        if start in SPEC.operations:
            assert (requirement.operation, requirement.section) == (start, SPEC.operations[start].section)


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_each_answer_field_has_its_requirement(operation):
    for path, field in answer_fields(operation.answer):
        assert SPEC.requirements[f"{operation.name}.answer.{path}"].source == operation.source_of(path, field)


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_sources_of_shared_fields_name_fields_of_the_answer(operation):
    assert set(operation.sources) <= {path for path, _ in answer_fields(operation.answer)}


def test_no_operation_cites_another_ones_table():
    """The fields of a record stand in four tables; each row cites its own."""
    lines = [row.source for row in SPEC.requirements.values() if row.id.endswith(".arrive_time")]
    assert len(set(lines)) == len(lines) == 4


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_each_required_parameter_has_its_requirement(operation):
    for parameter in (*operation.required, *SPEC.public):
        assert f"{operation.name}.{parameter.name}.required" in SPEC.requirements


def test_a_row_for_unknown_things_is_refused():
    row = {"id": "x.y", "each": "moon", "level": "written", "source": "s:1", "statement": "."}
    with pytest.raises(ValueError, match=r"x\.y: each = 'moon' is not known"):
        list(expand(row, SPEC.operations))


def test_readings_have_two_values_and_a_source():
    for reading in SPEC.readings.values():
        assert len(set(reading.values)) == len(reading.values) >= 2
        assert reading.points or reading.source
        assert all(1 <= point <= 102 for point in reading.points)
