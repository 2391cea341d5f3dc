"""An exchange that was written comes back as the oracle saw it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import CREDENTIALS, FAULT, HEADER, PICTURE, exchange

from conformance.cassette import Cassette, CassetteError, Redactor, Writer
from conformance.cassette.recall import Pictures, exchange_of
from conformance.wire import NotJson

REDACTOR = Redactor(CREDENTIALS)


def again(folder, *exchanges):
    """They are written, and read back."""
    path = folder / "some.jsonl"
    with Writer(path, HEADER, REDACTOR) as writer:
        for each in exchanges:
            writer(each)
    with Cassette.open(path) as cassette:
        pictures = Pictures(cassette.picture)
        return [exchange_of(line, pictures) for line in cassette.exchanges()]


def test_what_was_sent_but_the_secrets(tmp_path):
    sent = exchange(7, [("name", "vip"), ("name", ""), ("description", "é人\udcff")])
    (found,) = again(tmp_path, sent)
    assert found.number == 7
    assert found.at == sent.at
    assert found.elapsed == sent.elapsed
    assert found.request.auth == sent.request.auth
    assert found.request.fields[3:] == sent.request.fields[3:-1]
    assert found.request.values("sign") == []
    (token,) = found.request.values("app_id")
    assert token != CREDENTIALS.app_id
    assert len(token) == len(CREDENTIALS.app_id)
    assert (found.code, found.succeeded) == (0, True)


@pytest.mark.parametrize(
    ("headers", "hostile"),
    [
        ((("Content-Type", "application/x-www-form-urlencoded"),), False),
        ((), True),
        ((("Content-Type", "text/plain"),), True),
        ((("Content-Type", "application/x-www-form-urlencoded"), ("Expect", "100-continue")), True),
        ((("Content-Type", "application/x-www-form-urlencoded"), ("X-Long", "x" * 2000)), True),
    ],
)
def test_whether_http_may_turn_it_away(headers, hostile, tmp_path):
    """Not all headers are recorded, but what they mean for the verdict is."""
    sent = exchange()
    sent = replace(sent, request=replace(sent.request, headers=headers, body=b"name=vip"))
    assert sent.request.is_hostile is hostile
    (found,) = again(tmp_path, sent)
    assert found.request.is_hostile is hostile


def test_a_picture_is_read_when_it_is_asked_for(tmp_path):
    sent = exchange(files=(PICTURE,), encoding="multipart")
    first, second = again(tmp_path, sent, sent)
    part = first.request.files[0]
    assert part is second.request.files[0]
    assert (part.sha256, part.size, part.is_there) == (PICTURE.sha256, PICTURE.size, True)
    assert part.data == PICTURE.data


def test_a_picture_that_is_not_there(tmp_path):
    (found,) = again(tmp_path, exchange(files=(PICTURE,), encoding="multipart"))
    (tmp_path / "pictures" / PICTURE.sha256).unlink()
    part = found.request.files[0]
    assert (part.size, part.is_there) == (PICTURE.size, False)
    with pytest.raises(CassetteError, match="copy the folder along"):
        _ = part.data


def test_a_picture_that_was_changed(tmp_path):
    (found,) = again(tmp_path, exchange(files=(PICTURE,), encoding="multipart"))
    (tmp_path / "pictures" / PICTURE.sha256).write_bytes(b"another one")
    assert found.request.files[0].is_there is False


def test_no_answer(tmp_path):
    (found,) = again(tmp_path, exchange(fault=FAULT))
    assert (found.response, found.fault) == (None, FAULT)


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff\xfe", b"[" * 100_000, b'{"code":1e999}'])
def test_a_body_that_is_no_json_is_none_again(body, tmp_path):
    sent = exchange(body=body)
    (found,) = again(tmp_path, sent)
    assert found.describe() == sent.describe()
    assert isinstance(found.response.parsed, NotJson) == isinstance(sent.response.parsed, NotJson)


def test_json_in_a_coding_that_nobody_asked_for(tmp_path):
    sent = exchange()
    headers = (*sent.response.headers, ("Content-Encoding", "gzip"))
    sent = replace(sent, response=replace(sent.response, headers=headers))
    (found,) = again(tmp_path, sent)
    assert isinstance(found.response.parsed, NotJson)
    assert found.describe() == sent.describe()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text().filter(lambda name: name.lower() not in ("app_id", "sn", "key", "secret_key")), JSON))
def test_any_answer(tmp_path_factory, answer):
    sent = exchange(body=json.dumps(answer).encode())
    if "12345678" in json.dumps(answer):
        return
    (found,) = again(tmp_path_factory.mktemp("any"), sent)
    assert found.answer == sent.answer
    assert json.loads(found.response.body) == answer


@pytest.mark.parametrize("cut", ["request", "at", "ms"])
def test_a_line_that_is_no_exchange(cut, tmp_path):
    path = tmp_path / "some.jsonl"
    with Writer(path, HEADER, REDACTOR) as writer:
        writer(exchange())
    with Cassette.open(path) as cassette:
        line = cassette.exchange(1)
        del line[cut]
        with pytest.raises(CassetteError, match=f"'{cut}' is missing"):
            exchange_of(line, Pictures(cassette.picture))
