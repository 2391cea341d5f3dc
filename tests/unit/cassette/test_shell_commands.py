"""The printed command, run by a real sh with curl and md5sum in the folder of the cassette, against a real camera."""

import json
import os
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from recording import recorded

from conformance.cassette.needles import Needles
from conformance.cassette.redact import NEVER, TOKENS
from conformance.cassette.shell import command_of
from conformance.wire import Call, Client, Credentials, FilePart, Target
from conformance.wire.bodies import boundary_of, decode_form, decode_multipart

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")


def run(command, folder, secret_key="12345678"):
    """Standard output of a command in a POSIX shell."""
    environment = {"PATH": os.environ["PATH"], "IPC_APP_ID": "JO83UNV983U9OR", "IPC_SECRET_KEY": secret_key}
    done = subprocess.run(
        ["sh", "-c", os.fsencode(command)], cwd=folder, env=environment, capture_output=True, timeout=20, check=False
    )
    assert done.stderr == b"", command
    return done.stdout


def code_of(command, folder, **more):
    return json.loads(run(command, folder, **more))["code"]


@pytest.fixture
def camera(plain_camera):
    """A client of the camera; every group it made is gone afterwards."""
    with Client(Target(plain_camera), CREDENTIALS) as client:
        yield client
        for group in client.get_group_list().data["face_group"]:
            if group["name"] not in ("stranger", "regular"):
                client.delete_group(group["name"])


NASTY = [
    "plain", "it's \"quoted\"", "a b  c", "a&b=c&d", "1+1=2", "100%41", "$HOME `id` $(id) \\n \\0101", "😀 人 é",
    "@/etc/hosts", "<x", ";type=x", "a\\b", "!x", "*?[a]{b,c}", "-n", "line\nbreak\r\n", "\t tab", "~", "#no comment",
]  # fmt: skip


@pytest.mark.parametrize("value", NASTY)
def test_a_form_is_accepted_with_values_of_every_kind(camera, tmp_path, value):
    call = Call.of("createGroup", name="shell", capacity=7, description=value)
    line = recorded(tmp_path, camera.target.url, call)
    assert line["response"]["json"]["code"] == 0
    assert camera.delete_group("shell").succeeded
    assert code_of(command_of(line, camera.target.url), tmp_path) == 0
    groups = {group["name"]: group for group in camera.get_group_list().data["face_group"]}
    assert value in groups["shell"].values()


def face_picture(filename='fa"c;e,é.jpg'):
    """A picture with no face in it: the camera answers 210 for it, and something else for a wrong sign."""
    stream = BytesIO()
    Image.new("RGB", (64, 64), "grey").save(stream, "JPEG")
    return FilePart("pic", filename, "image/jpeg", stream.getvalue() + b"\r\n--boundary-like\r\n")


@pytest.mark.parametrize("attributes", [{}, {"a b": "@x"}])
@pytest.mark.parametrize("name", ["elsewhere", 'a b;type=x, "c"\\d'])
def test_a_picture_is_taken_from_where_the_cassette_is(camera, tmp_path, name, attributes):
    folder = tmp_path / name
    folder.mkdir()
    call = Call.of("addFace", group_name="stranger", pic=face_picture(), **attributes)
    line = recorded(folder, camera.target.url, call)
    command = command_of(line, camera.target.url, Path(name) / "pictures")
    assert code_of(command, tmp_path) == line["response"]["json"]["code"]


@pytest.mark.parametrize("attributes", [{}, {"remark": "it's 5 & 6=11 😀"}, {"a b": "@x"}, {"x=y": "1"}, {"": "empty"}])
def test_multipart_with_a_picture_is_accepted(camera, tmp_path, attributes):
    call = Call.of("addFace", group_name="stranger", pic=face_picture(), **attributes)
    line = recorded(tmp_path, camera.target.url, call)
    command = command_of(line, camera.target.url)
    answered = line["response"]["json"]["code"]
    assert code_of(command, tmp_path) == answered
    assert code_of(command, tmp_path, secret_key="wrong") == 3 != answered


def test_empty_values_and_no_values(camera, tmp_path):
    line = recorded(tmp_path, camera.target.url, Call.of("getGroupList"))
    assert code_of(command_of(line, camera.target.url + "/"), tmp_path) == 0
    line = recorded(tmp_path, camera.target.url, Call.of("getFaceList", group_name="stranger", page_num=""))
    assert code_of(command_of(line, camera.target.url), tmp_path) == line["response"]["json"]["code"] != 3


LIST = Call.of("getGroupList")


@pytest.mark.parametrize(
    "call",
    [
        LIST.signed("wrong"),
        LIST.signed("correct", "another secret"),
        LIST.signed("lower"),
        LIST.tampered(sign=None),
        LIST.tampered(extra="1"),
        LIST.with_public(app_id=None),
        LIST.with_public(app_id="JO83UNV983U9OX"),
        LIST.with_public(random=None),
        LIST.with_public(random="12345"),
        LIST.with_public(timestamp=None),
        LIST.with_public(timestamp="15930292837"),
        LIST.with_public(timestamp="1593029283"),
        LIST.doubled("random", "1234567"),
        LIST.by("GET"),
        LIST.by("PUT"),
        LIST.by("DELETE"),
        LIST.encoded("query"),
        LIST.encoded("multipart"),
        LIST.with_headers({"Content-Type": "text/plain"}),
    ],
)
def test_what_was_refused_is_refused_again_in_the_same_way(camera, tmp_path, call):
    line = recorded(tmp_path, camera.target.url, call)
    answered = line["response"]["json"]["code"]
    assert answered != 0
    assert code_of(command_of(line, camera.target.url), tmp_path) == answered


def test_a_head_request(camera, tmp_path):
    line = recorded(tmp_path, camera.target.url, LIST.by("HEAD"))
    assert run(command_of(line, camera.target.url), tmp_path).startswith(b"HTTP/1.1 405")


def test_a_body_that_was_changed_is_announced(camera, tmp_path):
    line = recorded(tmp_path, camera.target.url, LIST.broken(lambda body: body[:-5]))
    command = command_of(line, camera.target.url)
    assert command.startswith("# The body was changed")
    assert code_of(command, tmp_path) == 0


# ----------------------------------------------------------------- in the bytes, with anything in them

ANYTHING = st.text(st.characters(codec=None, exclude_characters="\0"), max_size=6) | st.sampled_from(NASTY)
NAMES = st.sampled_from(["name", "a b", "a=b", "", "@x", "é", 'q"', "a\\", "x[1]", "\udcff", "-F"]) | ANYTHING
SECRETS = Needles([CREDENTIALS.secret_key, CREDENTIALS.app_id])
FIELDS = st.lists(
    st.tuples(
        NAMES.filter(lambda name: name.lower() not in NEVER | TOKENS),
        ANYTHING.filter(lambda value: not SECRETS.mask(value)[1]),
    ),
    max_size=4,
)
SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def private(fields):
    """The fields apart from those that are new each time, and the names of the others."""
    fresh = ("random", "timestamp", "sign")
    return [pair for pair in fields if pair[0] not in fresh], {name for name, _ in fields if name in fresh}


@SLOW
@given(FIELDS)
def test_any_form_arrives_as_it_was_recorded(raw_camera, tmp_path_factory, fields):
    folder = tmp_path_factory.mktemp("form")
    line = recorded(folder, raw_camera.url, replace(LIST, fields=tuple(fields)))
    before = raw_camera.requests[-1]
    run(command_of(line, raw_camera.url), folder)
    after = raw_camera.requests[-1]
    assert after is not before
    assert private(decode_form(after.body)) == private(decode_form(before.body))
    assert raw_camera.is_signed(decode_form(after.body))


@SLOW
@given(FIELDS, st.sampled_from(["face.jpg", 'fa"c;e,é.jpg', "a\\", "", "x=y"]))
def test_any_multipart_arrives_as_it_was_recorded(raw_camera, tmp_path_factory, fields, filename):
    folder = tmp_path_factory.mktemp("multipart")
    call = Call.of("addFace", pic=face_picture(filename))
    line = recorded(folder, raw_camera.url, replace(call, fields=tuple(fields)))
    before = raw_camera.requests[-1]
    run(command_of(line, raw_camera.url), folder)
    after = raw_camera.requests[-1]
    assert after is not before
    read_before = decode_multipart(before.body, boundary_of(before.header("Content-Type")))
    read_after = decode_multipart(after.body, boundary_of(after.header("Content-Type")))
    assert private(read_after[0]) == private(read_before[0])
    assert read_after[1] == read_before[1]
    assert raw_camera.is_signed(read_after[0])
