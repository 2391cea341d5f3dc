"""`ipc-conformance judge`: what a run found is found again in its cassette, with no camera and no secret."""

from __future__ import annotations

import json

import pytest
from support.bad_cameras import from_request, on_operation
from support.commands import call, check, program
from support.emulators import SECRET

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

VICTIM = "getFaceList"
SOME = f"{VICTIM}.records.asked-group,createGroup.name.*,addFace.effect.*,parallel.group-name.once"


def judged(where, cassette, *options):
    """The status and the results of judging a cassette."""
    ended = call(program(), "judge", cassette, "--json", *options, cwd=where)
    assert ended.out.startswith("{"), ended.said
    return ended.status, json.loads(ended.out)


def assert_same(ended, where, *options):
    """Judging the run's cassette gives what the run gave."""
    live = ended.results
    status, again = judged(where, ended.folder / "run.jsonl", *options)
    assert status == ended.status
    assert again["verdict"] == live["verdict"]
    assert again["summary"] == live["summary"]
    told = {each["id"]: each for each in again["requirements"]}
    for each in live["requirements"]:
        if each["verdict"] != "untested":
            assert told[each["id"]] == {key: value for key, value in each.items() if key != "checks"}
    found = [
        {key: value for key, value in each.items() if key not in ("repeats", "attempts")} for each in live["findings"]
    ]
    assert again["findings"] == found
    for key in ("readings", "code_book", "problems"):
        assert again[key] == live[key]
    return again


def test_a_good_camera(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--rig", f"emulator:{plain.control_url}", "--depth", "quick")
    assert ended.status == 0, ended.said
    again = assert_same(ended, tmp_path)
    assert again["whose"] == "run"
    assert again["untouched"]["operations"] == []
    nobody_explains(ended.folder / "run.jsonl", tmp_path)


def nobody_explains(cassette, where):
    """The same traffic as if it were some client's, through a HTTP archive: nothing is known of arrivals, vouched
    pictures or troubles, and still nothing legitimate is taken for a fault.
    """
    for arguments in (["export", cassette, "--har", "run.har"], ["import", "client.jsonl", "--har", "run.har"]):
        done = call(program(), "cassette", *arguments, cwd=where)
        assert done.status == 0, done.said
    status, results = judged(where, "client.jsonl")
    assert results["whose"] == "client"
    assert results["findings"] == []
    assert status == 0


def test_redacted_afterwards_it_is_judged_alike(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "addFace,deleteFace.*,createGroup.name.*")
    names = "name,old_name,group_name,new_group_name,description,faceid,faceid_list,success_list,failed_list"
    cassette = ended.folder / "run.jsonl"
    redact = ["redact", cassette, "-o", "copy.jsonl", "--fields", f"{names},not_exist_list", "--pictures"]
    assert call(program(), "cassette", *redact, cwd=tmp_path).status == 0
    _, live = judged(tmp_path, cassette)
    status, again = judged(tmp_path, "copy.jsonl")
    assert status == 0
    assert again["findings"] == []
    # Without the pictures some of what they were refused for can't be told.
    assert again["summary"]["pass"] > 0.9 * live["summary"]["pass"]


WAYS = ("hang", "close", "huge", "html", "not-utf8", "deep-data", "code-text", "unlisted", "data-null", "leaves-nested")


@pytest.mark.parametrize("way", WAYS)
def test_one_operation_misbehaves(way, spoilt, tmp_path):
    timeout = "1.2" if way == "hang" else "20"
    ended = check(tmp_path, *spoilt(on_operation(VICTIM, way)), "--timeout", timeout, "--only", SOME)
    assert ended.status == 1, ended.said
    assert_same(ended, tmp_path)


@pytest.mark.parametrize("way", ["groups-of-nonsense", "code-chinese"])
def test_the_list_of_groups_misbehaves(way, spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(on_operation("getGroupList", way)), "--only", SOME)
    assert_same(ended, tmp_path)


def test_camera_is_gone_in_mid_run(spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(from_request(20, "die")), "--timeout", "1", "--only", "deleteGroup")
    assert ended.status == 1
    assert_same(ended, tmp_path)


def test_sequences_that_fail(spoilt, tmp_path):
    """What is tried while a sequence is made shorter is no finding of its own."""
    ended = check(tmp_path, *spoilt(on_operation("deleteFace", "deaf")), "--only", "deleteFace.effect.gone")
    assert ended.status == 1, ended.said
    assert_same(ended, tmp_path)


def test_no_camera_accepts_us(plain, tmp_path):
    options = [*plain.options[:-2], "not-the-secret", "--insecure"]
    ended = check(tmp_path, *options, "--only", "createGroup")
    assert ended.status == 3
    again = assert_same(ended, tmp_path)
    assert again["exchanges"] == 0


def test_by_the_profile_that_was_given(plain, tmp_path):
    """What the profile declared stands in the cassette; another profile may be given instead."""
    profile, other = tmp_path / "profile.toml", tmp_path / "other.toml"
    profile.write_text('quiet = true\n[readings]\n"description.answer-key" = "Description"\n')
    other.write_text("quiet = true\n")
    ended = check(tmp_path, *plain.options, "--profile", profile, "--only", "getGroupList")
    assert ended.results["summary"]["warn"], ended.said
    assert_same(ended, tmp_path)
    _, again = judged(tmp_path, ended.folder / "run.jsonl", "--profile", other)
    assert again["summary"]["warn"] == 0


def test_no_secret_is_needed_or_shown(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "createGroup.name.*")
    said = call(program(), "judge", ended.folder / "run.jsonl", cwd=tmp_path).said
    assert SECRET not in said
    assert "Verdict: conforms" in said
    assert "Operations that were never called: " in said


def test_a_changed_line_proves_nothing(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "getGroupList.num.counts")
    cassette = ended.folder / "run.jsonl"
    lines = cassette.read_text().splitlines(keepends=True)
    lines[7] = lines[7].replace('"status":200', '"status":201')
    cassette.write_text("".join(lines))
    refused = call(program(), "judge", cassette, cwd=tmp_path)
    assert refused.status == 3
    assert "line 8" in refused.err
    assert "not as it was recorded" in refused.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"hello\n", "is not a cassette"),
        (b'{"kind":"header","format":2}\n', "use the version of ipc-conformance that recorded it"),
        (None, "can't be read"),
    ],
)
def test_not_a_cassette(content, sentence, tmp_path):
    if content is not None:
        (tmp_path / "file").write_bytes(content)
    refused = call(program(), "judge", "file", cwd=tmp_path)
    assert refused.status == 2
    assert sentence in refused.err
