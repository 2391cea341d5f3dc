"""`ipc-conformance cassette ...`: what each verb says of a recording, and what it refuses."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from recording import CREDENTIALS, FAULT, HEADER, PICTURE, checked, exchange

from conformance.cassette import Cassette, Redactor, Writer
from conformance.cli import main

SECRET = CREDENTIALS.secret_key
PRIVATE = "Henriette Bimmelbahn"


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch):
    for name in ("IPC_APP_ID", "IPC_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cassette(tmp_path):
    """Four exchanges: a group made, a record added with a picture, a list, and one without an answer."""
    path = tmp_path / "run.jsonl"
    listed = {"code": 0, "data": {"face_group": [{"name": PRIVATE, "capacity": 5, "count": 1}], "num": 1}}
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer(exchange(1, [("name", PRIVATE), ("capacity", "5"), ("description", "a\x1b[31m b")]))
        writer.note({"event": "claim", "requirement": "x", "reason": f"{PRIVATE} is there", "json": [PRIVATE, PRIVATE]})
        record = [("faceid", "700"), ("group_name", PRIVATE)]
        face = {"path": "/openapi/face/addFace", "operation": "addFace", "encoding": "multipart"}
        writer(exchange(2, record, b'{"code":0,"data":{"faceid":"700"}}', files=(PICTURE,), **face))
        groups = {"path": "/openapi/face/getGroupList", "operation": "getGroupList"}
        writer(exchange(3, (), json.dumps(listed).encode(), **groups))
        writer(exchange(4, fault=FAULT, **groups))
    return path


def run(*arguments, status=0, verb="cassette"):
    """What a verb says; asserts how it ends."""
    result = CliRunner().invoke(main, [verb, *map(str, arguments)])
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return " ".join(result.output.split()) if status == 2 else result.output


# ----------------------------------------------------------------- show


def test_show_all(cassette):
    head, *lines = run("show", cassette).splitlines()
    assert head == "4 exchanges; recorded by tests; url https://camera; prefix ipcc-1"
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    assert f"createGroup(name={PRIVATE}, capacity=5, description=a\\x1b[31m b) [sign wrong]: code 0" in lines[0]
    assert f"pic=<{len(PICTURE.data)} bytes>" in lines[1]
    assert "timeout: no answer within 10 s" in lines[3]


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--operation", "addFace"], ["2"]),
        (["--operation", "addFace,createGroup"], ["1", "2"]),
        (["--code", "0"], ["1", "2", "3"]),
        (["--code", "0,2", "--operation", "getGroupList"], ["3"]),
    ],
)
def test_show_some(options, numbers, cassette):
    assert [line.split()[0] for line in run("show", cassette, *options).splitlines()[1:]] == numbers


def test_show_one(cassette):
    said = run("show", cassette, 1)
    assert "  auth: sign wrong, app_id own" in said
    assert "  description = a\\x1b[31m b" in said
    assert '  "code": 0' in said


def test_show_events_and_lines(cassette):
    assert f"claim: requirement x, reason {PRIVATE} is there" in run("show", cassette, "--events")
    lines = [json.loads(line) for line in run("show", cassette, "--json", "--code", "0").splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3]


def test_show_refuses(cassette):
    assert "there is no such operation" in run("show", cassette, "--operation", "getFaces", status=2)
    assert "return codes are numbers" in run("show", cassette, "--code", "ok", status=2)
    assert "has no exchange 9; it has 4" in run("show", cassette, 9, status=3)


# ----------------------------------------------------------------- verify


def test_verify(cassette):
    assert "4 exchanges, the chain holds, it was not searched for secrets" in run("verify", cassette)
    assert "no known secret is in it" in run("verify", cassette, "--secret-key", SECRET)


def test_verify_finds_a_secret(cassette, tmp_path):
    assert "exchange 1 holds a known secret" in run("verify", cassette, "--secret-key", "Bimmelbahn", status=1)
    (tmp_path / "values").write_text("bimmelbahn\n")
    said = run("verify", cassette, "--redact-values", tmp_path / "values", status=1)
    assert [word in said for word in ("exchange 1", "exchange 2", "exchange 3", "event", "exchange 4")].count(
        False
    ) == 1


def test_verify_finds_a_changed_line(cassette):
    cassette.write_bytes(cassette.read_bytes().replace(b'"capacity","5"', b'"capacity","6"'))
    assert "line 2" in run("verify", cassette, status=1)


def test_verify_finds_a_line_that_is_missing(cassette):
    lines = cassette.read_bytes().splitlines(keepends=True)
    cassette.write_bytes(b"".join(lines[:3] + lines[4:]))
    assert "line 4" in run("verify", cassette, status=1)


def test_verify_takes_a_torn_tail_for_good(cassette):
    cassette.write_bytes(cassette.read_bytes()[:-30])
    said = run("verify", cassette)
    assert "torn" in said
    assert "the chain holds" in said


def test_verify_looks_at_pictures(cassette):
    picture = cassette.parent / "pictures" / PICTURE.sha256
    picture.write_bytes(b"another face")
    assert "is not the one that was recorded" in run("verify", cassette, status=1)
    picture.unlink()
    assert "1 of 1 pictures are not in" in run("verify", cassette)


# ----------------------------------------------------------------- redact


def test_redact_fields(cassette, tmp_path):
    copy = tmp_path / "to" / "copy.jsonl"
    copy.parent.mkdir()
    said = run("redact", cassette, "-o", copy, "--fields", "name,group_name,faceid", "--secret-key", SECRET)
    assert "2 values became digests" in said
    text = copy.read_text()
    assert PRIVATE not in text
    assert "Bimmelbahn" not in text
    assert (copy.parent / "pictures" / PICTURE.sha256).exists()
    with Cassette.open(copy) as again:
        assert (again.problems, again.complete) == ([], True)
        name = dict(again.exchange(1)["request"]["fields"])["name"]
        assert name == Redactor(CREDENTIALS).token(PRIVATE)
        assert dict(again.exchange(2)["request"]["fields"])["group_name"] == name
        assert again.exchange(3)["response"]["json"]["data"]["face_group"][0]["name"] == name
        answered = again.exchange(2)["response"]["json"]["data"]["faceid"]
        assert answered == dict(again.exchange(2)["request"]["fields"])["faceid"] != "700"
        (event,) = [line for line in again if line["kind"] == "event"]
        assert event["json"] == [name, name]
        assert event["reason"] == f"{name} is there"
        assert {"name", "group_name", "faceid"} <= set(again.header["redacted"])


def test_redact_pictures(cassette, tmp_path):
    copy = tmp_path / "to" / "copy.jsonl"
    copy.parent.mkdir()
    run("redact", cassette, "-o", copy, "--pictures")
    assert not (copy.parent / "pictures").exists()
    assert "still lie beside both" in run("redact", cassette, "-o", tmp_path / "beside.jsonl", "--pictures")


def test_redact_values(cassette, tmp_path):
    (tmp_path / "values").write_text("bimmelbahn\n")
    copy = tmp_path / "copy.jsonl"
    assert "masked in 4 lines" in run("redact", cassette, "-o", copy, "--redact-values", tmp_path / "values")
    assert "Bimmelbahn" not in copy.read_text()
    run("verify", copy, "--redact-values", tmp_path / "values")


def test_numbers_of_a_redacted_field_are_masked(cassette, tmp_path):
    run("redact", cassette, "-o", tmp_path / "copy.jsonl", "--fields", "count")
    with Cassette.open(tmp_path / "copy.jsonl") as again:
        line = again.exchange(3)
        assert line["response"]["json"]["data"]["face_group"][0]["count"] == "*"
        assert line["masked"] == 1


def test_redact_keeps_how_a_recording_ended(cassette, tmp_path):
    lines = cassette.read_bytes().splitlines(keepends=True)
    cassette.write_bytes(b"".join(lines[:-1]))
    run("redact", cassette, "-o", tmp_path / "copy.jsonl", "--fields", "name")
    with Cassette.open(tmp_path / "copy.jsonl") as again:
        assert (again.problems, again.complete) == ([], False)


def test_redact_refuses(cassette, tmp_path):
    before = cassette.read_bytes()
    assert "nothing to redact" in run("redact", cassette, "-o", tmp_path / "x", status=2)
    assert "exists already" in run("redact", cassette, "-o", cassette, "--fields", "name", status=2)
    assert "can't be written" in run("redact", cassette, "-o", tmp_path / "no" / "x", "--fields", "name", status=3)
    assert cassette.read_bytes() == before
    cassette.write_bytes(before.replace(b'"capacity","5"', b'"capacity","6"'))
    assert "would hide that" in run("redact", cassette, "-o", tmp_path / "x", "--fields", "name", status=3)
    assert {file.name for file in tmp_path.iterdir()} == {"run.jsonl", "pictures"}


# ----------------------------------------------------------------- export, import


def test_to_har_and_back(cassette, tmp_path):
    har, again = tmp_path / "run.har", tmp_path / "again.jsonl"
    assert "4 exchanges" in run("export", cassette, "--har", har)
    entries = json.loads(har.read_text())["log"]["entries"]
    assert entries[0]["request"]["url"] == "https://camera/openapi/face/createGroup"
    assert {"name": "name", "value": PRIVATE} in entries[0]["request"]["postData"]["params"]
    assert entries[3]["response"]["status"] == 0
    run("import", again, "--har", har)
    before, after = checked_lines(cassette), checked_lines(again)
    assert [line["request"]["fields"][3:] for line in after] == [line["request"]["fields"][3:] for line in before]
    for key in ("operation", "encoding", "auth", "files"):
        assert [line["request"].get(key) for line in after] == [line["request"].get(key) for line in before]
    for key in ("at", "ms", "response", "fault"):
        assert [line.get(key) for line in after] == [line.get(key) for line in before]


def checked_lines(path):
    with Cassette.open(path) as opened:
        assert opened.problems == []
        return list(opened.exchanges())


def entry(url, text, params=None, **more):
    """An entry as browsers write it."""
    posted = {"mimeType": "application/x-www-form-urlencoded", "text": text}
    request = {"method": "POST", "url": url, "headers": [], "postData": posted}
    content = {"size": 10, "mimeType": "application/json", "text": '{"code": 0}'}
    response = {"status": 200, "headers": [], "content": content}
    return {"startedDateTime": "2026-01-02T03:04:05Z", "time": 5, "request": request, "response": response, **more}


def archive(path, *entries):
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


def test_import_what_a_browser_saved(tmp_path):
    text = "app_id=A12345&random=123456&timestamp=1767323045&sign=0123456789ABCDEF0123456789ABCDEF"
    url = "https://camera:8443/openapi/face/getGroupList"
    har = archive(tmp_path / "a.har", entry(url, text), entry("https://elsewhere/x", ""))
    assert "1 exchanges with https://camera:8443" in run("import", tmp_path / "a.jsonl", "--har", har)
    (line,) = checked(tmp_path / "a.jsonl")[1:-1]
    assert line["request"]["operation"] == "getGroupList"
    assert line["request"]["auth"]["sign"] == "unknown"
    assert "A12345" not in (tmp_path / "a.jsonl").read_text()
    run("import", tmp_path / "b.jsonl", "--har", har, "--secret-key", "another secret")
    assert checked(tmp_path / "b.jsonl")[1]["request"]["auth"]["sign"] == "wrong"
    assert "data is missing" in run(tmp_path / "a.jsonl", verb="judge", status=1)


def test_import_what_lacks_its_answer_s_body(tmp_path):
    """That an archive was saved without contents says nothing of the camera."""
    each = entry("https://camera/openapi/face/getGroupList", "app_id=A1")
    del each["response"]["content"]["text"]
    run("import", tmp_path / "a.jsonl", "--har", archive(tmp_path / "a.har", each))
    assert "Verdict: conforms" in run(tmp_path / "a.jsonl", verb="judge")


def test_import_refuses(cassette, tmp_path):
    new = tmp_path / "new.jsonl"
    other = tmp_path / "a.har"
    other.write_text("<html>")
    assert "is not an HTTP archive" in run("import", new, "--har", other, status=2)
    other.write_text('{"log": {}}')
    assert "it has no log with entries" in run("import", new, "--har", other, status=2)
    path = "/openapi/face/getGroupList"
    several = archive(tmp_path / "b.har", entry(f"https://one{path}", ""), entry(f"https://two{path}", ""))
    assert "choose one with --url" in run("import", new, "--har", several, status=2)
    assert "1 exchanges" in run("import", new, "--har", several, "--url", "https://two")
    assert "exists already" in run("import", new, "--har", several, "--url", "https://two", status=2)
    bad = archive(tmp_path / "c.har", entry(f"https://one{path}", "", startedDateTime="yesterday"))
    assert "is not as HAR 1.2 has it" in run("import", tmp_path / "bad.jsonl", "--har", bad, status=3)
    assert not (tmp_path / "bad.jsonl").exists()
    run("export", cassette, "--har", tmp_path / "d.har")
    assert "exists already" in run("export", cassette, "--har", tmp_path / "d.har", status=2)


# ----------------------------------------------------------------- curl, and what is none


def test_curl(cassette):
    said = run("curl", cassette, 1)
    assert said.rstrip().endswith("https://camera/openapi/face/createGroup")
    assert "http://other:1/openapi/face/createGroup" in run("curl", cassette, 1, "--url", "http://other:1")
    assert "has no exchange 9" in run("curl", cassette, 9, status=3)
    assert "--url" in run("curl", cassette, 1, "--url", "camera", status=2)


def test_curl_names_a_picture_by_a_path_that_is_good_where_it_is_asked_for(cassette):
    picture = cassette.parent / "pictures" / PICTURE.sha256
    assert f"@{picture};" in run("curl", cassette, 2)
    picture.unlink()
    assert f"exchange 2: its picture is not there; put the one to be sent at {picture}" in run("curl", cassette, 2)


def test_curl_sends_what_stood_in_the_target_beside_a_form(tmp_path):
    path = tmp_path / "app.jsonl"
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer(exchange(1, [("name", PRIVATE)], query=(("a b", "1&2"), ("sign", "F" * 32))))
    assert run("curl", path, 1).rstrip().endswith("'https://camera/openapi/face/createGroup?a+b=1%262'")


@pytest.mark.parametrize(
    ("verb", "options"),
    [
        ("show", []),
        ("verify", []),
        ("redact", ["-o", "x", "--pictures"]),
        ("export", ["--har", "x"]),
        ("curl", ["1"]),
    ],
)
def test_no_cassette(verb, options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("hello\n")
    (tmp_path / "saved.har").write_text('{\n  "log": {}\n}\n')
    assert "is not a cassette" in run(verb, "file", *options, status=2)
    assert "(HAR) becomes one by `cassette import`" in run(verb, "saved.har", *options, status=2)
    assert "can't be read" in run(verb, "nothing", *options, status=2)
    assert not (tmp_path / "x").exists()
