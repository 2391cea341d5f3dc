"""`ipc-conformance compare`: two runs against real cameras, what changed between them, and what did not."""

from __future__ import annotations

import json
import shutil

import pytest
from support.bad_cameras import on_operation
from support.commands import call, check, program
from support.emulators import emulated

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

FAULT = ("--mutant", "createGroup.description-optional")
SOME = "createGroup.description.required,getFaceList.page_num.*,getFaceList.page_size.*"


@pytest.fixture(scope="module")
def good(plain, tmp_path_factory):
    """The folder of a run against a good camera."""
    return run_of(tmp_path_factory.mktemp("good"), plain.options)


def run_of(where, options, *more, only=SOME):
    where.mkdir(exist_ok=True)
    ended = check(where, *options, "--only", only, *more)
    assert ended.status in (0, 1), ended.said
    return ended.folder


def compared(where, before, after, *options):
    """The exit status and the comparison as JSON."""
    ended = call(program(), "compare", before, after, "--json", "-", *options, cwd=where)
    assert ended.out.startswith("{"), ended.said
    return ended.status, json.loads(ended.out)


def regressions(comparison):
    return [(each["kind"], each["what"]) for each in comparison["differences"] if each["regression"]]


def test_the_same_camera_with_another_seed(plain, good, tmp_path):
    again = run_of(tmp_path / "again", plain.options, "--seed", "7")
    status, comparison = compared(tmp_path, good, again)
    assert comparison["differences"] == []
    assert (status, comparison["verdict"]) == (0, "same")
    assert comparison["before"]["seed"] != comparison["after"]["seed"]
    assert {each["operation"] for each in comparison["latency"]["operations"]} >= {"getFaceList", "createGroup"}
    said = call(program(), "compare", good, again, cwd=tmp_path).out
    assert "Verdict: no difference" in said


def test_a_fault_is_named_and_nothing_else_is_worse(good, tmp_path):
    with emulated("--plain", *FAULT) as camera:
        faulty = run_of(tmp_path / "faulty", camera.options)
    status, comparison = compared(tmp_path, good, faulty, "--html", "compared.html")
    assert (status, comparison["verdict"]) == (1, "regression")
    assert set(regressions(comparison)) == {
        ("run", "verdict of the run"),
        ("verdict", "createGroup.description.required"),
    }
    assert {each["operation"] for each in comparison["differences"]} <= {"", "createGroup"}
    (cell,) = (each for each in comparison["differences"] if each["what"] == "description, absent")
    assert (cell["kind"], cell["before"], cell["after"]) == ("codes", "code 2", "code 0")
    page = (tmp_path / "compared.html").read_text()
    assert "createGroup.description.required" in page
    ended = call(program(), "compare", good, faulty, cwd=tmp_path)
    assert ended.status == 1
    assert "WORSE createGroup.description.required: pass -> fail" in ended.out
    # The other way round the fault was mended: nothing is worse.
    assert compared(tmp_path, faulty, good)[0] == 0


def test_another_reading_where_both_pass(good, tmp_path):
    with emulated("--plain", "--reading", "getFaceList.count-key=num") as camera:
        other = run_of(tmp_path / "other", camera.options)
    status, comparison = compared(tmp_path, good, other)
    assert (status, comparison["verdict"]) == (0, "changed")
    told = {(each["kind"], each["what"]) for each in comparison["differences"]}
    assert ("readings", "getFaceList.count-key") in told
    assert ("fields", "data.return_num (accepted requests)") in told
    assert {kind for kind, _ in told} == {"readings", "fields"}


def test_a_camera_that_only_became_slower(spoilt, tmp_path):
    quick = run_of(tmp_path / "quick", spoilt(on_operation("getFaceList", "")))
    slow = run_of(tmp_path / "slow", spoilt(on_operation("getFaceList", "slow")))
    status, comparison = compared(tmp_path, quick, slow)
    (only,) = comparison["differences"]
    assert (only["kind"], only["operation"], only["regression"]) == ("latency", "getFaceList", True)
    assert status == 1
    status, back = compared(tmp_path, slow, quick)
    assert [(each["kind"], each["regression"]) for each in back["differences"]] == [("latency", False)]
    assert status == 0


def test_the_new_baseline(good, tmp_path):
    with emulated("--plain", *FAULT) as camera:
        faulty = run_of(tmp_path / "faulty", camera.options)
    first = call(program(), "compare", "lab/baseline", good, "--accept", cwd=tmp_path)
    assert first.status == 0
    assert "first baseline" in first.err
    assert compared(tmp_path, "lab/baseline", good)[1]["verdict"] == "same"
    assert compared(tmp_path, "lab/baseline", faulty)[0] == 1
    assert compared(tmp_path, "lab/baseline", faulty, "--accept")[0] == 0
    assert compared(tmp_path, "lab/baseline", faulty)[1]["verdict"] == "same"
    assert [each.name for each in (tmp_path / "lab").iterdir()] == ["baseline"]
    assert call(program(), "cassette", "verify", "lab/baseline/run.jsonl", cwd=tmp_path).status == 0


def test_a_baseline_that_would_lose_something(good, tmp_path):
    mine = tmp_path / "mine"
    shutil.copytree(good, mine)
    (mine / "notes.txt").write_text("of the lab")
    for folder in (mine, good):
        ended = call(program(), "compare", folder, good, "--accept", cwd=tmp_path)
        assert ended.status == 2, ended.said
    assert (mine / "notes.txt").read_text() == "of the lab"
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "results.txt").touch()
    assert call(program(), "compare", "papers", good, "--accept", cwd=tmp_path).status == 2


def test_what_cannot_be_compared(good, tmp_path):
    def said(before, after, *options):
        ended = call(program(), "compare", before, after, *options, cwd=tmp_path)
        assert len(ended.err.strip().splitlines()) <= 4
        return ended.status, ended.err

    assert said("nowhere", good)[0] == 2
    assert said(good, good, "--html", "-")[0] == 2
    (tmp_path / "empty").mkdir()
    status, words = said("empty", good)
    assert (status, "is no run" in words) == (3, True)
    for name, text, word in (
        ("newer", '{"format": 2}', "format 2"),
        ("half", '{"format": 1', "can't be read"),
        ("odd", '{"format": 1}', "not what a run writes"),
        ("list", "[]", "format None"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(text)
        status, words = said(good, name)
        assert (status, word in words) == (3, True), words


def test_a_cassette_that_was_changed_or_lost(good, tmp_path):
    changed, lost = tmp_path / "changed", tmp_path / "lost"
    for folder in (changed, lost):
        folder.mkdir()
        shutil.copyfile(good / "results.json", folder / "results.json")
    lines = (good / "run.jsonl").read_bytes().splitlines(keepends=True)
    (changed / "run.jsonl").write_bytes(b"".join([*lines[:9], *lines[10:]]))
    ended = call(program(), "compare", good, changed, cwd=tmp_path)
    assert ended.status == 3
    assert "is not as it was recorded" in ended.err
    status, comparison = compared(tmp_path, good, lost)
    assert (status, comparison["differences"]) == (0, [])
    assert any("are not compared" in remark for remark in comparison["remarks"])
