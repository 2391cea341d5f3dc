"""The committed schemas are what the spec data makes, valid by themselves, and openapi.json stands alone."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from conformance.spec import load_spec
from conformance.spec.schemas import BASE, read_schema, schema_dir
from conformance.spec.schemas.__main__ import main
from conformance.spec.schemas.generate import generated, stale, write

SPEC = load_spec()
OPENAPI = read_schema("openapi.json")
SCHEMAS = [name for name in generated() if name != "openapi.json"]


def test_committed_schemas_are_current():
    assert stale(Path(str(schema_dir()))) == []


def test_generating_twice_gives_the_same():
    assert generated() == generated()


def test_check_names_stale_missing_and_left_over_files(tmp_path, capsys):
    write(tmp_path)
    assert main(["--check", "--to", str(tmp_path)]) == 0
    (tmp_path / "openapi.json").write_text("{}")
    (tmp_path / "parts/record.json").unlink()
    (tmp_path / "answers/getMoon.json").write_text("{}")
    (tmp_path / "results.json").write_text("{}")
    assert main(["--check", "--to", str(tmp_path)]) == 1
    named = [line for line in capsys.readouterr().out.splitlines() if line.startswith("stale: ")]
    assert named == ["stale: answers/getMoon.json", "stale: openapi.json", "stale: parts/record.json"]


def test_writing_mends_what_is_stale_and_leaves_other_schemas(tmp_path):
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers/getMoon.json").write_text("{}")
    (tmp_path / "results.json").write_text("{}")
    assert main(["--to", str(tmp_path)]) == 0
    assert stale(tmp_path) == []
    assert (tmp_path / "results.json").exists()


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_a_valid_2020_12_schema_with_its_own_name(name):
    schema = read_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == BASE + name
    assert schema["title"]
    assert schema["description"]


def test_every_operation_has_an_answer_schema_and_every_part_is_used():
    answers = [name for name in SCHEMAS if name.startswith("answers/")]
    assert answers == [f"answers/{name}.json" for name in SPEC.operations]
    texts = generated()
    for name in SCHEMAS:
        if name.startswith("parts/"):
            assert any(f'{name.rpartition("/")[2]}"' in texts[other] for other in SCHEMAS if other != name), name


def test_openapi_is_valid():
    OpenAPIV31SpecValidator(OPENAPI).validate()


def test_openapi_refers_to_nothing_outside():
    references = set(_references(OPENAPI))
    assert references
    assert all(reference.startswith("#/components/schemas/") for reference in references)


def test_openapi_has_every_operation():
    assert {path: list(item) for path, item in OPENAPI["paths"].items()} == {
        operation.path: ["post"] for operation in SPEC.operations.values()
    }


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_openapi_body_has_every_parameter(operation):
    media = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data"}[operation.encoding]
    body = _post(operation)["requestBody"]["content"]
    assert list(body) == [media]
    parameters = [*SPEC.public, *operation.parameters]
    assert list(body[media]["schema"]["properties"]) == [parameter.name for parameter in parameters]
    assert body[media]["schema"]["required"] == [parameter.name for parameter in parameters if parameter.required]


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_openapi_body_has_every_limit(operation):
    (body,) = _post(operation)["requestBody"]["content"].values()
    for parameter in operation.parameters:
        field, kind = body["schema"]["properties"][parameter.name], parameter.kind
        assert field["type"] == ("integer" if kind.type == "int" else "string")
        limits = {"maximum": kind.max, "default": kind.default, "maxLength": kind.max_length or kind.max_bytes}
        assert {key: field.get(key) for key in limits} == limits
        assert field.get("enum", []) == list(kind.values)
        if kind.min is not None:
            assert field["minimum"] == kind.min


def test_openapi_sends_lists_as_json_text():
    (body,) = _post(SPEC.operations["addFaceInfoItem"])["requestBody"]["content"].values()
    assert body["schema"]["properties"]["name_list"] == {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"type": "array", "items": {"type": "string", "maxLength": 50}},
        "description": "s:285",
    }


def test_openapi_sends_pictures_as_files():
    body = _post(SPEC.operations["addFace"])["requestBody"]["content"]["multipart/form-data"]
    assert body["schema"]["properties"]["pic"]["format"] == "binary"
    assert body["encoding"] == {"pic": {"contentType": "image/jpeg, image/png"}}


def test_openapi_public_parameters_accept_the_published_vector():
    (body,) = _post(SPEC.operations["getGroupList"])["requestBody"]["content"].values()
    sent = {"app_id": "JO83UNV983U9OR", "random": "289192", "timestamp": 1593029283}
    sent["sign"] = "72CB1C1031D3BA103D2FA1A57E171C2D"
    assert Draft202012Validator(body["schema"]).is_valid(sent)
    for name, wrong in [("random", "28919"), ("random", "2" * 11), ("timestamp", 159302928), ("sign", "72cb")]:
        assert not Draft202012Validator(body["schema"]).is_valid(sent | {name: wrong})


@pytest.mark.parametrize("faceid", ["1", "000001", str(2**63 - 1), str(2**64 - 1)])
def test_openapi_allows_a_positive_64_bit_faceid(faceid):
    assert _faceid().is_valid(faceid)


@pytest.mark.parametrize("faceid", ["", "0", "000", "-1", "1.5", "Vip11024", "1" * 21])
def test_openapi_refuses_another_faceid(faceid):
    assert not _faceid().is_valid(faceid)


def _faceid():
    (body,) = _post(SPEC.operations["getFace"])["requestBody"]["content"].values()
    return Draft202012Validator(body["schema"]["properties"]["faceid"])


def _post(operation):
    return OPENAPI["paths"][operation.path]["post"]


def _references(node):
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _references(item)


def test_files_end_with_one_newline_and_are_json():
    for text in generated().values():
        assert text.endswith("}\n")
        json.loads(text)
