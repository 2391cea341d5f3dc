"""The operations, parameters, limits and codes are those of the document, written down here a second time."""

import re

import pytest

from conformance.spec import load_spec

SPEC = load_spec()

# The lines of the document that list return codes: their numbers and text.
CODE_LINES = """
51:possible return codes are 0, 1, 2, 3, 5, 7, 200, 201, 202, 211, 212, 220, see Error Code for further details.
97:possible return codes are 0, 1, 2, 3, 5, 7, 200, 201, 202, 204, 211, 212, 220, see Error Code for further details.
139:possible return codes are 0, 1, 2, 3, 5, 7, 204, 211, 220, see Error Code for further details.
178:possible return codes are 0, 1, 2, 3, 5, 7, 201, 204, 205, 211, 220, see Error Code for further details.
212:possible return codes are 0, 1, 2, 3, 5, 7, 211, 220, see Error Code for further details.
297:possible return codes are 0, 1, 2, 3, 5, 7, 204, 211, 220, 240, 241, 242, see Error Code for further details.
338:possible return codes are 0, 1, 2, 3, 5, 7, 204, 211, 220, 240, 241, 242, 243, see Error Code for further details.
375:possible return codes are 0, 1, 2, 3, 5, 7, 204, 211, 220, see Error Code for further details.
445:possible return codes are 0, 1, 2, 3, 5, 7, 204, 206, 208, 210, 211, 220, see Error Code for further details.
546:possible return codes are 0, 1, 2, 3, 5, 7, 204, 211, 220, see Error Code for further details.
612:possible return codes are 0, 1, 2, 3, 5, 7, 204, 207, 208, 210, 211, 220, see Error Code for further details.
698:possible return codes are 0, 1, 2, 3, 5, 7, 211, see Error Code for further details.
770:possible return codes are 0, 1, 2, 3, 5, 7, 211, see Error Code for further details.
855:possible return codes are 0, 1, 2, 3, 5, 7, 207, 211, see Error Code for further details.
943:possible return codes are 0, 1, 2, 3, 5, 7, 210, 211, 283, see Error Code for further details.
"""

# Parameters in the document's order; * marks those with Y in the column Required.
PARAMETERS = {
    "createGroup": "name* capacity* description*",
    "updateGroup": "old_name* name* capacity* description*",
    "updateMigration": "arrive_times* period*",
    "deleteGroup": "name*",
    "getGroupList": "",
    "addFaceInfoItem": "num* group_name* name_list*",
    "removeFaceInfoItem": "num* group_name* name_list*",
    "getFaceInfoItem": "group_name*",
    "addFace": "faceid pic* group_name* age gender",
    "deleteFace": "num* group_name* faceid_list*",
    "updateFace": "group_name* faceid* new_group_name pic age gender",
    "getFace": "faceid*",
    "getFaceList": "group_name* page_num page_size",
    "getFaceByArrival": "group_name* num",
    "getFaceByPicture": "pic*",
}

LIMITS = {
    ("createGroup", "name", "max_length"): 96,
    ("createGroup", "name", "first_character_not"): " ",
    ("updateGroup", "name", "first_character_not"): " ",
    ("createGroup", "capacity", "max"): 30000,
    ("createGroup", "description", "max_length"): 150,
    ("updateGroup", "description", "max_length"): 150,
    ("updateMigration", "arrive_times", "min"): 1,
    ("updateMigration", "arrive_times", "max"): 10,
    ("updateMigration", "period", "min"): 1,
    ("updateMigration", "period", "max"): 100,
    ("addFace", "pic", "max_width"): 1920,
    ("addFace", "pic", "max_height"): 1080,
    ("addFace", "pic", "sure_bytes"): 1_000_000,
    ("addFace", "pic", "max_bytes"): 1_048_576,
    ("addFace", "gender", "values"): (0, 1, 2),
    ("getFaceList", "page_num", "min"): 1,
    ("getFaceList", "page_num", "max"): None,
    ("getFaceList", "page_num", "default"): 1,
    ("getFaceList", "page_size", "min"): 1,
    ("getFaceList", "page_size", "max"): 100,
    ("getFaceList", "page_size", "default"): 10,
    ("getFaceByArrival", "num", "min"): 1,
    ("getFaceByArrival", "num", "max"): 10,
    ("getFaceByArrival", "num", "default"): 1,
}


def test_fifteen_operations_in_the_order_of_the_sections():
    assert [operation.name for operation in SPEC.operations.values()] == list(PARAMETERS)
    assert [operation.section for operation in SPEC.operations.values()] == list(range(1, 16))


def test_operations_are_found_by_path():
    assert SPEC.by_path["/openapi/face/createGroup"].name == "createGroup"
    assert len(SPEC.by_path) == 15


def test_the_151_pairs_of_operation_and_code_are_the_documents():
    listed = re.findall(r"^(\d+):possible return codes are ([\d, ]+), see", CODE_LINES, re.MULTILINE)
    written = [(f"s:{line}", int(code)) for line, codes in listed for code in codes.split(", ")]
    ours = [(operation.codes_source, code) for operation in SPEC.operations.values() for code in operation.codes]
    assert ours == written
    assert len(set(ours)) == 151


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_parameters_and_which_are_required(operation):
    marked = [parameter.name + "*" * parameter.required for parameter in operation.parameters]
    assert " ".join(marked) == PARAMETERS[operation.name]
    assert [parameter for parameter in operation.parameters if parameter.required] == list(operation.required)


def test_public_parameters_are_all_required():
    required = [parameter.name for parameter in SPEC.public if parameter.required]
    assert required == ["app_id", "random", "timestamp", "sign"]


@pytest.mark.parametrize(("where", "value"), LIMITS.items(), ids=lambda part: str(part)[:60])
def test_limit(where, value):
    operation, parameter, limit = where
    assert getattr(SPEC.operations[operation].parameter(parameter).kind, limit) == value


def test_limits_of_lists_and_values():
    assert SPEC.kinds["attribute_name"].max_length == 50
    assert SPEC.kinds["attribute_value"].max_length == 50
    for name in ("addFaceInfoItem", "removeFaceInfoItem"):
        assert SPEC.operations[name].parameter("name_list").kind.items == "attribute_name"


def test_constants_of_the_device():
    device = SPEC.device
    assert (device.groups_total, device.groups_user, device.default_groups) == (10, 8, ("stranger", "regular"))
    assert (device.capacity_total, device.attributes_per_group) == (30000, 5)
    assert (device.migration_arrive_times, device.migration_period_days) == (5, 7)


def test_multipart_exactly_where_the_document_says_so():
    multipart = [operation.name for operation in SPEC.operations.values() if operation.encoding == "multipart"]
    assert multipart == ["addFace", "updateFace", "getFaceByPicture"]


def test_age_ranges_leave_no_age_out():
    ages = {age for low, high in SPEC.age_ranges.values() for age in range(low, high + 1)}
    assert ages == set(range(1, 101))
    assert tuple(SPEC.age_ranges) == SPEC.kinds["age_range"].values


def test_an_unknown_parameter_is_a_key_error_with_a_sentence():
    with pytest.raises(KeyError, match="createGroup has no parameter color"):
        SPEC.operations["createGroup"].parameter("color")
