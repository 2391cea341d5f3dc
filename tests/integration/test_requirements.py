"""ipc-conformance requirements: the catalogue, for people and for programs."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator
from support.commands import call, environment, program
from support.terminal import at_terminal, plain

from conformance.spec import load_spec
from conformance.spec.schemas import read_schema


def test_json(tmp_path):
    ended = call(program(), "requirements", "--json", cwd=tmp_path)
    assert (ended.status, ended.err) == (0, "")
    listed = json.loads(ended.out)
    assert {each["id"] for each in listed} == set(load_spec().requirements)
    assert all(each["statement"] and each["source"] and each["level"] for each in listed)
    assert [each["section"] for each in listed] == sorted(each["section"] for each in listed)


def test_lines_in_a_pipe(tmp_path):
    ended = call(program(), "requirements", cwd=tmp_path, env=environment(PYTHONIOENCODING="ascii"))
    rows = [line.split("\t") for line in ended.out.splitlines()]
    assert {row[0] for row in rows} == set(load_spec().requirements)
    assert all(len(row) == 4 for row in rows)


def test_list_at_a_terminal(tmp_path):
    status, screen = at_terminal(program(), "requirements", cwd=tmp_path, columns=60)
    assert status == 0
    lines = plain(screen).split("\n")
    assert max(len(line.rstrip()) for line in lines) <= 60
    assert set(load_spec().requirements) <= set(" ".join(lines).split())


def test_reader_that_leaves(tmp_path):
    ended = call("bash", "-c", f"{program()} requirements | head -1", cwd=tmp_path)
    assert ended.err == ""
    assert ended.out.count("\n") == 1


def test_help_names_every_verb(tmp_path):
    ended = call(program(), "--help", cwd=tmp_path)
    assert ended.status == 0
    for verb in ("run", "emulate", "requirements", "doctor"):
        assert call(program(), verb, "--help", cwd=tmp_path).status == 0
        assert verb in ended.out


def test_points_as_json(tmp_path):
    ended = call(program(), "requirements", "--points", "--json", cwd=tmp_path)
    assert (ended.status, ended.err) == (0, "")
    table = json.loads(ended.out)
    assert [point["number"] for point in table] == list(range(1, 103))
    assert not list(Draft202012Validator(read_schema("points.json")).iter_errors(table))


def test_points_in_a_pipe_and_at_a_terminal(tmp_path):
    ended = call(program(), "requirements", "--points", cwd=tmp_path)
    rows = [line.split("\t") for line in ended.out.splitlines()]
    assert [int(row[0]) for row in rows] == list(range(1, 103))
    assert all(len(row) == 4 and row[3] for row in rows)
    status, screen = at_terminal(program(), "requirements", "--points", cwd=tmp_path, columns=60)
    assert status == 0
    assert "reading name.case: sensitive, insensitive" in " ".join(plain(screen).split())
