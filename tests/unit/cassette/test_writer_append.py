"""A cassette that is continued, and one that others are writing."""

import json
from dataclasses import replace

import pytest
from recording import CREDENTIALS, HEADER, PICTURE, exchange

from conformance.cassette import Cassette, CassetteError, Redactor, Writer
from conformance.wire.digest import Digest


def writer(path, **more):
    return Writer(path, HEADER, Redactor(CREDENTIALS), **more)


def test_it_goes_on_behind_the_closing_line_and_numbers_follow(tmp_path):
    path = tmp_path / "a.jsonl"
    with writer(path, append=True) as first:
        assert first.is_new
        first(exchange(1))
        first(exchange(2))
    with writer(path, append=True) as second:
        assert (second.is_new, second.next_number, second.count) == (False, 3, 2)
        second(exchange(second.next_number))
    with Cassette.open(path) as cassette:
        assert (cassette.problems, cassette.complete, len(cassette)) == ([], True, 3)


def test_a_torn_line_is_cut_off_before_it_goes_on(tmp_path):
    path = tmp_path / "a.jsonl"
    with writer(path) as first:
        first(exchange(1))
    path.write_bytes(path.read_bytes() + b'{"kind":"exchange","n":2,"at"')
    with writer(path, append=True) as second:
        second(exchange(2))
    with Cassette.open(path) as cassette:
        assert (cassette.problems, len(cassette)) == ([], 2)


def test_a_damaged_one_is_not_continued_and_not_touched(tmp_path):
    path = tmp_path / "a.jsonl"
    with writer(path) as first:
        first(exchange(1))
    path.write_bytes(path.read_bytes().replace(b"createGroup", b"deleteGroup"))
    before = path.read_bytes()
    with pytest.raises(CassetteError, match="can't be continued"):
        writer(path, append=True)
    assert path.read_bytes() == before


def test_two_writers_of_one_file(tmp_path):
    path = tmp_path / "a.jsonl"
    with writer(path), pytest.raises(CassetteError, match="another recorder is writing"):
        writer(path, append=True)


def test_pictures_that_are_not_to_be_kept_are_digests(tmp_path):
    path = tmp_path / "a.jsonl"
    with writer(path, keep_pictures=False) as first:
        first(exchange(1, files=(PICTURE,)))
    assert json.loads(path.read_text().splitlines()[1])["request"]["files"][0]["sha256"] == PICTURE.sha256
    assert not (tmp_path / "pictures").exists()


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"a":[1],"app_id":"JO83UNV983U9OR"}', "json"),
        (b'{"a":1,"a":2}', "text"),
        (b'{"a":Infinity}', "text"),
        (b"[" * 5000, "text"),
        (b"\xff\xfe", "base64"),
    ],
)
def test_a_body_without_fields_is_kept_as_what_loses_nothing(tmp_path, body, kept):
    path = tmp_path / "a.jsonl"
    with writer(path) as first:
        plain = exchange(1, encoding="other", fields=())
        first(replace(plain, request=replace(plain.request, body=body)))
    line = json.loads(path.read_text().splitlines()[1])
    assert list(line["request"]["body"]) == [kept]
    assert CREDENTIALS.app_id not in path.read_text()


def test_an_omitted_body_is_its_digest(tmp_path):
    path = tmp_path / "a.jsonl"
    with writer(path) as first:
        first(exchange(1, encoding="other", omitted=Digest(5, "ab")))
    assert json.loads(path.read_text().splitlines()[1])["request"]["body"] == {"bytes": 5, "sha256": "ab"}


def test_named_fields_become_tokens(tmp_path):
    path = tmp_path / "a.jsonl"
    redactor = Redactor(CREDENTIALS, key=b"a key of its own", fields=["Phone"])
    with Writer(path, HEADER, redactor) as first:
        first(exchange(1, fields=(("phone", "0123-456"),), body=b'{"code":0,"data":{"phone":"0123-456"}}'))
    line = json.loads(path.read_text().splitlines()[1])
    (sent,) = [value for name, value in line["request"]["fields"] if name == "phone"]
    assert line["response"]["json"]["data"]["phone"] == sent
    assert sent != "0123-456"
    assert len(sent) == 8
