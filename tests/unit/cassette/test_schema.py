"""Lines of real cassettes are valid by the schema, and it is not valid for anything."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from recording import CREDENTIALS, FAULT, HEADER, PICTURE, exchange

from conformance.cassette import Cassette, Redactor, Writer
from conformance.spec.schemas import read_schema

REFERENCES = sorted((Path(__file__).parents[3] / "cassettes").glob("*.jsonl"))


@pytest.fixture(scope="module")
def schema():
    Draft202012Validator.check_schema(read_schema("cassette.json"))
    return Draft202012Validator(read_schema("cassette.json"))


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "run.jsonl"
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer(exchange(1, [("name", "vip")]))
        writer(exchange(2, fault=FAULT))
        writer(exchange(3, files=[PICTURE], encoding="multipart"))
        writer(exchange(4, body=b"\xff"))
        writer(exchange(5, body=b"<html>", encoding="other", path="/x", operation=""))
        writer.note({"event": "arrival"})
    return list(Cassette.open(path))


def test_each_kind_of_line_is_valid(schema, lines):
    for line in lines:
        assert not list(schema.iter_errors(line)), line


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.pop("hash"),
        lambda line: line.pop("request"),
        lambda line: line.pop("response"),
        lambda line: line.update(kind="gossip"),
        lambda line: line.update(n=-1),
        lambda line: line["request"].pop("auth"),
        lambda line: line["request"]["auth"].update(sign="good"),
        lambda line: line["request"]["fields"].append(["one"]),
        lambda line: line["response"].update(text="both"),
    ],
)
def test_what_is_wrong_is_found(schema, lines, change):
    line = json.loads(json.dumps(lines[1]))
    change(line)
    assert list(schema.iter_errors(line))


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_the_reference_cassettes_are_valid(schema, path):
    for line in Cassette.open(path):
        assert not list(schema.iter_errors(line)), line
