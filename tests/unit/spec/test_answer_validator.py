"""The validator: what it says of a violation, and that the compiled decision is always jsonschema's."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.oracle.validator import Violation, compiled, explain, explainer, violations
from conformance.spec import load_spec
from conformance.spec.schemas.examples import example_answer

SPEC = load_spec()
EDGES = [
    0,
    1,
    -1,
    2,
    3,
    8,
    9,
    10,
    11,
    100,
    101,
    30000,
    30001,
    211,
    2**63,
    -(2**70),
    10**400,
    0.0,
    -0.0,
    1.0,
    1.5,
    1e300,
    float("inf"),
    float("nan"),
    True,
    False,
    None,
    "",
    " ",
    " x",
    "x\n",
    "stranger",
    "regular",
    "STRANGER",
    "1",
    "x" * 50,
    "x" * 51,
    "x" * 96,
    "é" * 97,
    "x" * 151,
    [],
    {},
    [[]],
    [None],
    [1],
    [""],
    [{}],
    {"code": 0},
    {"name": "stranger"},
]
KEYS = [
    "code",
    "data",
    "num",
    "return_num",
    "total_num",
    "faceid_list",
    "face_group",
    "name",
    "name_list",
    "times",
    "period",
    "capacity",
    "description",
    "Description",
    "count",
    "age",
    "age_range",
    "faceid",
    "gender",
    "arrive_time",
    "point",
]
ANYTHING = st.sampled_from(EDGES) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)


def containers(node):
    """Every object and list in the answer, the answer first."""
    if isinstance(node, dict | list):
        yield node
        for inner in node.values() if isinstance(node, dict) else node:
            yield from containers(inner)


@st.composite
def mutated_answers(draw):
    operation = draw(st.sampled_from(list(SPEC.operations.values())))
    answer = copy.deepcopy(example_answer(operation, SPEC))
    for _ in range(draw(st.integers(0, 4))):
        target = draw(st.sampled_from(list(containers(answer))))
        value = copy.deepcopy(draw(ANYTHING))
        if isinstance(target, list):
            target.insert(0, value)
        elif target and draw(st.booleans()):
            target.pop(draw(st.sampled_from(sorted(target))))
        else:
            target[draw(st.sampled_from(sorted({*target, *KEYS})))] = value
    return operation.name, answer


@settings(max_examples=1500, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated_answers())
def test_the_compiled_decision_is_jsonschemas(mutated):
    operation, answer = mutated
    before = repr(answer)
    explained = explain(operation, answer)
    assert violations(operation, answer) == explained
    assert bool(explained) != explainer(operation).is_valid(answer)
    assert repr(answer) == before


@settings(max_examples=300, deadline=None, database=None)
@given(st.sampled_from(list(SPEC.operations)), ANYTHING)
def test_the_decisions_agree_on_anything(operation, answer):
    assert violations(operation, answer) == explain(operation, answer)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("operation", SPEC.operations)
def test_the_decisions_agree_on_every_edge_of_every_field(operation, key):
    example = example_answer(SPEC.operations[operation], SPEC)
    for value in EDGES:
        for index, _ in enumerate(containers(example)):
            answer = copy.deepcopy(example)
            place = list(containers(answer))[index]
            if isinstance(place, dict):
                place[key] = value
                assert violations(operation, answer) == explain(operation, answer)


def record(**values):
    answer = example_answer(SPEC.operations["getFaceList"], SPEC)
    answer["data"]["faceid_list"] = [answer["data"]["faceid_list"][0] | values]
    return answer


@pytest.mark.parametrize(
    ("values", "name", "message"),
    [
        ({"gender": "1"}, "gender", "is a string, not of type integer"),
        ({"gender": True}, "gender", "is a boolean, not of type integer"),
        ({"gender": 3}, "gender", "is 3, not one of 0, 1, 2"),
        ({"faceid": 7}, "faceid", "is the number 7, not of type string"),
        ({"faceid": ""}, "faceid", "has 0 characters, fewer than 1"),
        ({"arrive_count": -1}, "arrive_count", "is -1, below 0"),
        ({"age": []}, "age", "is a list, not of type integer or null"),
        ({"age": 200, "age_range": 9}, "age_range", "is 9, above 8"),
    ],
    ids=str,
)
def test_a_violation_names_its_place_and_says_what_is_wrong(values, name, message):
    expected = Violation(f"data.faceid_list[0].{name}", message, f"faceid_list.{name}")
    assert expected in violations("getFaceList", record(**values))


def test_what_is_missing_is_named():
    data = {"faceid": "1", "gender": 1, "arrive_count": 0, "age_range": 1}
    assert violations("getFace", {"code": 0, "data": data}) == (
        Violation("data.group_name", "is missing", "group_name"),
    )
    assert violations("addFace", {"code": 0}) == (Violation("data", "is missing", ""),)
    assert violations("addFace", {}) == (Violation("code", "is missing", "code"),)


def test_texts_of_a_group():
    answer = example_answer(SPEC.operations["getGroupList"], SPEC)
    answer["data"]["face_group"].append({"name": " x", "capacity": 1, "count": 0, "description": "x" * 151})
    assert violations("getGroupList", answer) == (
        Violation("data.face_group[2].name", "is ' x', which does not match ^(?! )", "face_group.name"),
        Violation("data.face_group[2].description", "has 151 characters, more than 150", "face_group.description"),
    )


def test_an_answer_nested_too_deeply_is_refused():
    deep = []
    for _ in range(200_000):
        deep = [deep]
    assert violations("getFace", {"code": 0, "data": deep}) == (
        Violation("", "is nested too deeply to say what is wrong", ""),
    )


def test_every_broken_rule_is_told_once():
    assert violations("createGroup", {"code": "4", "data": 1}) == (
        Violation("code", "is a string, not of type integer", "code"),
        Violation("data", "is the number 1, not of type object or null", ""),
        Violation("code", "is '4', not one of 0, 1, 2, 3, 5, 7, 200, 201, 202, 211, 212, 220", "code"),
    )


def test_fields_are_those_of_the_catalogue():
    for operation in SPEC.operations.values():
        for violation in violations(operation.name, {"code": 0, "data": {"x": 1}}):
            assert f"{operation.name}.answer.{violation.field}" in SPEC.requirements


def test_validators_are_kept():
    assert compiled("getFace") is compiled("getFace")
    assert explainer("getFace") is explainer("getFace")


def test_an_unknown_operation_is_a_key_error():
    with pytest.raises(KeyError):
        violations("getMoon", {"code": 0})
