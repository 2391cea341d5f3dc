"""`ipc-conformance resend`: a recording sent to a live camera again, within what it made itself."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest
from support.commands import call, check, environment, program
from support.emulators import APP_ID, SECRET, emulated
from support.processes import lines_of

from conformance.cassette import Header, Redactor, Writer
from conformance.run.pictures import draw
from conformance.spec import load_spec
from conformance.wire import Call, Client, Credentials, FilePart, Target

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

CREDENTIALS = Credentials(APP_ID, SECRET)
OPTIONS = ("--app-id", APP_ID, "--secret-key", SECRET)


@pytest.fixture(scope="module")
def camera():
    """An emulated camera of these tests alone."""
    with emulated("--plain") as opened:
        yield opened


@contextmanager
def recording(camera, path):
    """A client whose exchanges are recorded, as anybody's are."""
    with (
        Writer(path, Header("client", {"url": camera.url}), Redactor(CREDENTIALS)) as writer,
        Client(Target(camera.url), CREDENTIALS, observers=(writer,)) as client,
    ):
        yield client


def recorded(camera, path, *calls):
    """A cassette of these calls."""
    with recording(camera, path) as client:
        for each in calls:
            client.send(each)


def resend(camera, cassette, *options, where):
    """The command's end, and resend.json."""
    arguments = ["resend", cassette, "--url", camera.url, *OPTIONS, "--report-dir", where / "again", *options]
    ended = call(program(), *arguments, cwd=where)
    return ended, json.loads((where / "again" / "resend.json").read_text())


def client_of(camera):
    return Client(Target(camera.url), CREDENTIALS)


def group(name, capacity=5):
    return Call.of("createGroup", name=name, capacity=capacity, description="gold")


def face(group_name, person=1, **fields):
    picture = FilePart("pic", "a.jpg", "image/jpeg", draw(person).data)
    return Call.of("addFace", pic=picture, group_name=group_name, **fields)


def delete(*groups):
    return [Call.of("deleteGroup", name=name) for name in groups]


def test_a_run_is_resent(camera, tmp_path):
    """Freshly signed, also what was signed wrongly on purpose; what it made is deleted again."""
    ended = check(tmp_path, *camera.options, "--only", "createGroup,addFace.faceid.*")
    again, result = resend(camera, ended.folder / "run.jsonl", where=tmp_path)
    assert again.status == 0, again.said
    assert result["differing"] == []
    assert result["alike"] == result["sent"] > 300
    assert result["ids_mapped"] > 0
    assert camera.groups() == {"stranger", "regular"}
    signs = {
        line["request"]["auth"]["sign"] for line in lines_of(tmp_path / "again" / "resend.jsonl") if "request" in line
    }
    assert {"correct", "wrong", "absent"} <= signs
    assert SECRET not in (tmp_path / "again" / "resend.jsonl").read_text()


def test_ids_that_the_camera_gives_are_mapped(camera, tmp_path):
    with emulated("--plain") as elsewhere:
        with client_of(elsewhere) as client:
            client.send(group("other"))
            assert client.send(face("other", 9)).succeeded  # so that the next one gets another id there
        with recording(elsewhere, tmp_path / "a.jsonl") as client:
            client.send(group("vip"))
            faceid = client.send(face("vip", age=20)).data["faceid"]
            client.send(Call.of("getFace", faceid=faceid))
            client.send(Call.of("getFaceList", group_name="vip"))
            client.send(Call.of("deleteFace", num=2, group_name="vip", faceid_list=[faceid, "5"]))
            client.send(delete("vip")[0])
    ended, result = resend(camera, tmp_path / "a.jsonl", where=tmp_path)
    assert ended.status == 0, ended.said
    assert (result["ids_mapped"], result["alike"]) == (1, 6)


def test_a_difference_is_found(camera, tmp_path):
    """The other camera has no place for one more group."""
    recorded(camera, tmp_path / "a.jsonl", group("vip"), Call.of("getFaceInfoItem", group_name="vip"), *delete("vip"))
    ended, result = resend(camera, tmp_path / "a.jsonl", where=tmp_path)
    assert (ended.status, result["alike"]) == (0, 3), ended.said
    (tmp_path / "again").rename(tmp_path / "before")
    with emulated("--plain") as full:
        with client_of(full) as client:
            for number in range(load_spec().device.groups_total - 2):
                assert client.send(group(f"other{number}", 1)).succeeded
        ended, result = resend(full, tmp_path / "a.jsonl", where=tmp_path)
    assert ended.status == 1
    assert [each["operation"] for each in result["differing"]] == ["createGroup", "getFaceInfoItem", "deleteGroup"]
    assert "createGroup: code was 0 and is" in ended.out
    assert "3 sent, 0 alike, 3 differ" in ended.out


def test_what_overlapped_when_it_was_recorded_is_said(camera, tmp_path):
    """The group was listed by one client while it was made by another, whose answer came later."""
    seen = []
    with Client(Target(camera.url), CREDENTIALS, observers=(seen.append,)) as client:
        for each in (group("vip"), Call.of("getFaceInfoItem", group_name="vip"), *delete("vip")):
            client.send(each)
    made, asked, deleted = seen
    with Writer(tmp_path / "a.jsonl", Header("client"), Redactor(CREDENTIALS)) as writer:
        for exchange in (asked, replace(made, elapsed=asked.at + asked.elapsed - made.at + 0.001), deleted):
            writer(replace(exchange, at=exchange.at + (1 if exchange is deleted else 0)))
    ended, result = resend(camera, tmp_path / "a.jsonl", where=tmp_path)
    assert (ended.status, result["overlapped"], result["differing"]) == (0, 2, []), ended.said
    assert [each["operation"] for each in result["undecided"]] == ["getFaceInfoItem"]
    assert "2 overlapped with others when they were recorded, and were sent one after the other; 1 of them" in ended.out


@pytest.fixture
def occupied(camera):
    """A camera with a group and a record of somebody."""
    with client_of(camera) as client:
        client.send(group("mine"))
        client.send(face("mine", 7, faceid="4711"))
        yield camera
        assert client.get_face("4711").data.get("faceid") == "4711"
        assert client.get_face_list("mine").data["total_num"] == 1
        client.send(Call.of("deleteFace", num=1, group_name="mine", faceid_list=["4711"]))
        client.send(delete("mine")[0])


def test_what_others_made_is_left_alone(occupied, tmp_path):
    with emulated("--plain") as elsewhere:
        recorded(
            elsewhere,
            tmp_path / "a.jsonl",
            group("mine"),
            face("mine", 3, faceid="99"),
            Call.of("updateGroup", old_name="mine", name="mine", capacity=9, description="x"),
            Call.of("deleteFace", num=1, group_name="mine", faceid_list=["99"]),
            *delete("mine"),
            Call.of("updateMigration", arrive_times=3, period=9),
            group("own"),
            face("own", 4, faceid="4711"),
            face("stranger", 5, faceid="98"),
            Call.of("getFace", faceid="98"),
            Call.of("deleteFace", num=1, group_name="own", faceid_list=["4711"]),
            *delete("own"),
        )
    ended, result = resend(occupied, tmp_path / "a.jsonl", where=tmp_path)
    assert ended.status == 0, ended.said
    assert result["sent"] == 2
    reasons = {each["why"]: each["count"] for each in result["left_out"]}
    assert sum(reasons.values()) == 10
    assert reasons["it names a group that the cassette did not make"] == 6
    assert result["restored"]["ok"]
    assert "6 not sent: it names a group that the cassette did not make" in ended.out


def test_what_is_allowed_is_put_back(camera, tmp_path):
    with client_of(camera) as client:
        before = client.get_group_list().data
        with emulated("--plain") as elsewhere:
            recorded(elsewhere, tmp_path / "a.jsonl", Call.of("updateMigration", arrive_times=3, period=9))
        ended, result = resend(camera, tmp_path / "a.jsonl", "--allow-foreign", where=tmp_path)
        assert (ended.status, result["sent"]) == (0, 1), ended.said
        assert client.get_group_list().data == before


def test_what_is_kept_can_be_undone(camera, tmp_path):
    recorded(camera, tmp_path / "a.jsonl", group("vip"), face("vip", 2, faceid="77"), group("gone"), *delete("gone"))
    with client_of(camera) as client:
        client.send(Call.of("deleteFace", num=1, group_name="vip", faceid_list=["77"]))
        client.send(delete("vip")[0])
    ended, _ = resend(camera, tmp_path / "a.jsonl", "--keep", where=tmp_path)
    assert ended.status == 0, ended.said
    assert "vip" in camera.groups()
    clean = call(program(), "clean", "--url", camera.url, *OPTIONS, "--run", tmp_path / "again", cwd=tmp_path)
    assert "deleted the group 'vip' and its records" in clean.out
    assert camera.groups() == {"stranger", "regular"}


def test_volatile_fields_don_t_count(camera, tmp_path):
    cassette = tmp_path / "a.jsonl"
    recorded(camera, cassette, group("vip", 5), Call.of("getGroupList"), *delete("vip"))
    lines = [json.loads(line) for line in cassette.read_text().splitlines()]
    groups = lines[2]["response"]["json"]["data"]["face_group"]
    next(each for each in groups if each["name"] == "vip")["capacity"] = 6
    _rewritten(cassette, lines)
    ended, result = resend(camera, cassette, where=tmp_path)
    assert ended.status == 1
    assert result["differing"][0]["differences"] == ["data.face_group[0].capacity was 6 and is 5"]
    assert "getGroupList: data.face_group[0].capacity was 6 and is 5" in ended.out
    (tmp_path / "again").rename(tmp_path / "before")
    ended, _ = resend(camera, cassette, "--volatile", "capacity", where=tmp_path)
    assert ended.status == 0


def _rewritten(path, lines):
    """The lines chained anew."""
    from conformance.cassette.chain import dumps
    from conformance.cassette.rechain import Chained

    path.unlink()
    with Chained(path) as copy:
        for line in lines[:-1]:
            line.pop("hash")
            copy.add([dumps(line)], exchange=line["kind"] == "exchange")
        copy.end(complete=True)


def test_no_camera_and_no_cassette(camera, tmp_path):
    recorded(camera, tmp_path / "a.jsonl", Call.of("getGroupList"))
    options = ["--url", "http://127.0.0.1:1", *OPTIONS, "--report-dir", tmp_path / "x"]
    ended = call(program(), "resend", tmp_path / "a.jsonl", *options, cwd=tmp_path)
    assert ended.status == 3
    assert "can't be tested" in ended.err
    refused = call(program(), "resend", tmp_path / "no.jsonl", "--url", camera.url, *OPTIONS, cwd=tmp_path)
    assert refused.status == 2
    assert "can't be read" in refused.err
    without = call(program(), "resend", tmp_path / "a.jsonl", cwd=tmp_path, env=environment())
    assert without.status == 2
    assert "no camera given" in without.err
    used = call(program(), "resend", tmp_path / "a.jsonl", *options, cwd=tmp_path)
    assert used.status == 2
    assert "the folder is not empty" in used.err
