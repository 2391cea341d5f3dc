"""What the answer schemas accept and refuse: the document's samples, its open points, and each field by itself."""

import copy
import json
from pathlib import Path

import pytest

from conformance.oracle.validator import violations
from conformance.spec import answer_fields, load_spec
from conformance.spec.schemas.examples import example_answer

SPEC = load_spec()
SAMPLES = Path(__file__).parent / "samples"
VALUES = {"number": 1, "text": "1", "true": True, "fraction": 1.5, "null": None, "list": [], "object": {}}
RIGHT = {"int": {"number"}, "string": {"text"}, "string-array": {"list"}}
FIELDS = [
    pytest.param(operation, path, field, id=f"{operation.name}.{path}")
    for operation in SPEC.operations.values()
    for path, field in answer_fields(operation.answer)
]


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def fields_of(operation, answer):
    return {violation.field for violation in violations(operation, answer)}


def holder(answer, path):
    """The object that has the field: the data, or the first entry of a list in it."""
    *lists, name = path.split(".")
    found = answer["data"]
    for step in lists:
        found = found[step][0]
    return found, name


@pytest.mark.parametrize("name", SPEC.operations)
def test_the_documents_sample_is_accepted(name):
    assert violations(name, sample(name)) == ()


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_our_example_is_accepted(operation):
    assert violations(operation.name, example_answer(operation, SPEC)) == ()


@pytest.mark.parametrize(("operation", "path", "field"), FIELDS)
def test_a_missing_field_is_refused_unless_it_may_be_unset(operation, path, field):
    answer = example_answer(operation, SPEC)
    found, name = holder(answer, path)
    del found[name]
    assert fields_of(operation.name, answer) == (set() if "absent" in field.unset else {path})


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize(("operation", "path", "field"), FIELDS)
def test_a_wrong_type_is_refused(operation, path, field, value):
    answer = example_answer(operation, SPEC)
    found, name = holder(answer, path)
    found[name] = copy.deepcopy(value)
    kind = next(kind for kind, known in VALUES.items() if known is value)
    right = kind in RIGHT[field.kind.type] or kind in field.unset
    assert (path not in fields_of(operation.name, answer)) == right


def wrong_values(field):
    kind = field.kind
    if kind.values:
        yield from (min(kind.values) - 1, max(kind.values) + 1)
    if kind.min is not None or kind.name == "capacity":
        yield (kind.min or 0) - 1
    if kind.max is not None and kind.name != "capacity":
        yield kind.max + 1
    if kind.max_length:
        yield "x" * (kind.max_length + 1)
    if kind.first_character_not:
        yield kind.first_character_not + "x"
    if kind.format:
        yield ""
    if kind.type == "string-array":
        yield [1]
    if kind.items == "attribute_name":
        yield ["x" * (SPEC.kinds[kind.items].max_length + 1)]


WRONG = [
    pytest.param(*parameter.values, value, id=f"{parameter.id}={str(value)[:9]}")
    for parameter in FIELDS
    for value in wrong_values(parameter.values[2])
]


@pytest.mark.parametrize(("operation", "path", "field", "value"), WRONG)
def test_a_wrong_value_is_refused(operation, path, field, value):
    answer = example_answer(operation, SPEC)
    found, name = holder(answer, path)
    found[name] = value
    assert path in fields_of(operation.name, answer)


def test_only_kinds_without_a_rule_have_no_wrong_value():
    tested = {parameter.values[2].kind for parameter in WRONG}
    assert {field.values[2].kind.name for field in FIELDS if field.values[2].kind not in tested} == {"age", "timestamp"}


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": {}}, {"data": {"why": 1}}], ids=str)
def test_a_refusal_needs_only_its_code(operation, data):
    for code in operation.codes[1:]:
        assert violations(operation.name, {"code": code} | data) == ()


@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("data", ["", [], 0, False], ids=str)
def test_data_is_an_object_or_null(name, data):
    assert fields_of(name, {"code": 1, "data": data}) == {""}


@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("code", [None, "0", True, 0.5, -1, 4, 6, 999, 10**30], ids=str)
def test_a_code_that_is_not_listed_or_no_integer_is_refused(name, code):
    assert "code" in fields_of(name, sample(name) | {"code": code})


@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("answer", [None, [], "", 0, True], ids=str)
def test_an_answer_is_an_object(name, answer):
    assert fields_of(name, answer) == {""}


@pytest.mark.parametrize("name", SPEC.operations)
def test_an_answer_without_code_is_refused(name):
    assert fields_of(name, {"data": {}}) == {"code"}


def test_a_number_with_a_zero_fraction_is_an_integer():
    assert violations("createGroup", {"code": 0.0}) == ()
    assert violations("getFace", changed("getFace", arrive_count=2.0)) == ()


def changed(name, **values):
    """The sample with other values in its record (the first one of a list); ... leaves a field out."""
    answer = sample(name)
    record = answer["data"].get("faceid_list", [answer["data"]])[0]
    record.update(values)
    for key in [key for key, value in values.items() if value is ...]:
        del record[key]
    return answer


RECORDS = ["getFace", "getFaceList", "getFaceByArrival", "getFaceByPicture"]


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(
    "values",
    [
        {"age": None},
        {"age": ...},
        {"age": 0},  # points 79, 96
        {"arrive_time": None},
        {"arrive_time": ...},
        {"arrive_time": 0},  # point 16
        {"age": 0, "age_range": 0},
        {"age": 0, "age_range": None},
        {"age": 0, "age_range": ...},  # point 80
        {"age": 101, "age_range": 0},
        {"age": 101, "age_range": ...},
        {"age": 101, "age_range": 8},
        {"age": 45, "age_range": 6},
        {"age": 45, "age_range": 7},
        {"point": "113"},
        {"point": 113},
        {"hobby": ""},
        {"anything": {"of": ["any", "type"]}},  # points 77, 82
        {"faceid": "Vip11024"},
        {"faceid": "000001"},
        {"faceid": "9" * 30},  # points 54, 55
    ],
    ids=str,
)
def test_open_points_of_a_record_are_accepted(name, values):
    assert violations(name, changed(name, **values)) == ()


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("age", [None, ..., 1, 100], ids=str)
@pytest.mark.parametrize("age_range", [None, ..., 0, 9, "2"], ids=str)
def test_an_age_range_is_there_unless_the_age_has_none(name, age, age_range):
    fields = fields_of(name, changed(name, age=age, age_range=age_range))
    assert {field.rpartition(".")[2] for field in fields} == {"age_range"}


@pytest.mark.parametrize("name", ["getFace", "getFaceList", "getFaceByArrival"])
@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": {}}], ids=str)
def test_what_is_unknown_may_be_answered_with_code_0_and_no_data(name, data):
    assert violations(name, {"code": 0} | data) == ()  # points 76, 87, 94


@pytest.mark.parametrize("name", ["getGroupList", "getFaceInfoItem", "addFace", "deleteFace", "getFaceByPicture"])
@pytest.mark.parametrize("data", [{}, {"data": None}], ids=str)
def test_elsewhere_code_0_has_data(name, data):
    assert fields_of(name, {"code": 0} | data) == {""}


def test_an_empty_list_is_accepted():
    for name in ("getFaceList", "getFaceByArrival"):
        data = {"total_num": 0, "return_num": 0, "faceid_list": []}
        assert violations(name, {"code": 0, "data": data}) == ()


@pytest.mark.parametrize("name", ["getFaceList", "getFaceByArrival"])
def test_the_number_of_records_has_two_names(name):
    data = sample(name)["data"]
    number = data.pop("num", None) or data.pop("return_num")
    for names in (["num"], ["return_num"], ["num", "return_num"]):
        assert violations(name, {"code": 0, "data": data | dict.fromkeys(names, number)}) == ()
    assert fields_of(name, {"code": 0, "data": data}) == {"return_num"}
    assert fields_of(name, {"code": 0, "data": data | {"num": "2"}}) == {"return_num"}


def test_a_group_without_attributes_may_leave_its_list_out():
    assert violations("getFaceInfoItem", {"code": 0, "data": {"num": 0, "name_list": []}}) == ()
    assert violations("getFaceInfoItem", {"code": 0, "data": {"num": 0}}) == ()
    assert fields_of("getFaceInfoItem", {"code": 0, "data": {"num": 1}}) == {"name_list"}


def groups(**changes):
    """The sample list of groups with changes by the group's name; ... leaves a field out."""
    answer = sample("getGroupList")
    for group in answer["data"]["face_group"]:
        group.update(changes.get(group["name"], {}))
        for key in [key for key, value in group.items() if value is ...]:
            del group[key]
    return answer


def test_a_description_may_be_spelled_as_in_the_table():
    assert violations("getGroupList", groups(employee={"description": ..., "Description": "us"})) == ()
    assert fields_of("getGroupList", groups(employee={"Description": 1})) == {"face_group.description"}


@pytest.mark.parametrize("field", ["times", "period"])
def test_the_migration_condition_stands_in_the_strangers_entry_only(field):
    assert violations("getGroupList", groups(employee={field: None})) == ()  # point 37
    assert fields_of("getGroupList", groups(employee={field: 5})) == {f"face_group.{field}"}
    assert fields_of("getGroupList", groups(regular={field: 5})) == {f"face_group.{field}"}
    assert fields_of("getGroupList", groups(stranger={field: None})) == {f"face_group.{field}"}


def test_capacity_is_bound_for_own_groups_and_open_for_the_default_ones():
    assert violations("getGroupList", groups(employee={"capacity": 0})) == ()
    assert violations("getGroupList", groups(stranger={"capacity": 50000})) == ()  # point 21
    assert fields_of("getGroupList", groups(employee={"capacity": 30001})) == {"face_group.capacity"}


def test_deleted_ids_may_be_ill_formed_but_are_texts():
    lists = {"success_list": [], "failed_list": [""], "not_exist_list": ["", "abc"]}
    assert violations("deleteFace", {"code": 0, "data": lists}) == ()
    assert fields_of("deleteFace", {"code": 0, "data": lists | {"success_list": [1]}}) == {"success_list"}
