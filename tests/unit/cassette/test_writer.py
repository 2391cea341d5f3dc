"""Cassettes as they stand on disk: one line a write, chained, closed; and what is done when the disk is full."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import CREDENTIALS, FAULT, HEADER, PICTURE, SIGN, checked, exchange

from conformance.cassette import CassetteError, Redactor, Writer
from conformance.cassette.chain import dumps, link, with_hash, without_hash
from conformance.cassette.reader import read_exchanges

REDACTOR = Redactor(CREDENTIALS)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.jsonl"


@pytest.fixture
def writer(path):
    with Writer(path, HEADER, REDACTOR) as writer:
        yield writer


def written(path, *exchanges):
    """The lines of these exchanges."""
    with Writer(path, HEADER, REDACTOR) as writer:
        for each in exchanges:
            writer(each)
    return checked(path)[1:-1]


def test_header_exchanges_and_closing_line(path):
    with Writer(path, HEADER, REDACTOR) as writer:
        writer(exchange(1, [("name", "vip"), ("name", ""), ("description", "é人")]))
        writer(exchange(2, fault=FAULT))
    header, first, second, end = checked(path)
    assert header["format"] == 1
    assert header["device"] == {"url": "https://camera"}
    assert header["run"] == {"prefix": "ipcc-1", "seed": "0"}
    assert first["n"] == 1
    assert first["at"] == "2020-06-24T20:08:03.500000+00:00"
    assert first["ms"] == 12.3
    assert first["request"]["fields"][3:] == [["name", "vip"], ["name", ""], ["description", "é人"]]
    assert first["response"] == {"status": 200, "type": "application/json", "json": {"code": 0}}
    assert second["fault"] == {"kind": "timeout", "text": "no answer within 10 s"}
    assert "response" not in second
    assert end["count"] == 2


def test_each_line_is_there_before_the_writer_returns(path, writer):
    for number in range(1, 4):
        writer(exchange(number))
        assert len(checked(path, closed=False)) == number + 1


def test_each_line_is_one_write(path, monkeypatch):
    writes = []
    real = os.write

    def write(file, data):
        writes.append(bytes(data))
        return real(file, data)

    monkeypatch.setattr(os, "write", write)
    written(path, exchange(1), exchange(2, body=b'{"x":"' + b"y" * 200_000 + b'"}'))
    assert [data[-1:] for data in writes] == [b"\n"] * 4
    assert b"".join(writes) == path.read_bytes()


def test_closing_twice_writes_one_closing_line(path):
    writer = Writer(path, HEADER, REDACTOR)
    writer.close()
    writer.close()
    assert len(checked(path)) == 2


def test_an_existing_file_is_refused_and_not_touched(path):
    path.write_text("precious")
    with pytest.raises(CassetteError, match=r"run\.jsonl exists already; name another file or remove it"):
        Writer(path, HEADER, REDACTOR)
    assert path.read_text() == "precious"


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(CassetteError, match="can't be written: No such file or directory"):
        Writer(tmp_path / "no" / "run.jsonl", HEADER, REDACTOR)


def test_threads(path):
    with Writer(path, HEADER, REDACTOR) as writer:

        def work(first):
            for number in range(first, first + 50):
                writer(exchange(number, files=(PICTURE,), encoding="multipart"))

        threads = [threading.Thread(target=work, args=(1 + 50 * each,)) for each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(line["n"] for line in checked(path)[1:-1]) == list(range(1, 401))
    assert len(list((path.parent / "pictures").iterdir())) == 1


# ----------------------------------------------------------------- bodies


def test_pictures_are_stored_once_by_their_digest(path):
    other = PICTURE.__class__("pic", "other name.png", "image/png", PICTURE.data)
    empty = PICTURE.__class__("pic", "", "", b"")
    lines = written(path, *(exchange(n, files=(file,)) for n, file in enumerate([PICTURE, other, PICTURE, empty], 1)))
    digest = hashlib.sha256(PICTURE.data).hexdigest()
    described = [line["request"]["files"][0] for line in lines]
    assert described[1] == {
        "name": "pic", "filename": "other name.png", "type": "image/png", "bytes": 15, "sha256": digest,
    }  # fmt: skip
    assert [each["sha256"] == digest for each in described] == [True, True, True, False]
    stored = {file.name: file.read_bytes() for file in (path.parent / "pictures").iterdir()}
    assert stored == {digest: PICTURE.data, hashlib.sha256(b"").hexdigest(): b""}


def test_a_picture_that_was_cut_off_is_mended(path):
    digest = hashlib.sha256(PICTURE.data).hexdigest()
    (path.parent / "pictures").mkdir()
    (path.parent / "pictures" / digest).write_bytes(PICTURE.data[:3])
    written(path, exchange(files=(PICTURE,)))
    assert (path.parent / "pictures" / digest).read_bytes() == PICTURE.data


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        (b'{"a":[1,2.5,null,true,"\\u00e9"]}', {"json": {"a": [1, 2.5, None, True, "é"]}}),
        (b'"\\ud800"', {"json": "\ud800"}),
        (b"[]", {"json": []}),
        (b"", {"text": ""}),
        (b"<html>\xc3\xa9</html>", {"text": "<html>é</html>"}),
        (b'{"code":NaN}', {"text": '{"code":NaN}'}),
        (b'{"code":1e999}', {"text": '{"code":1e999}'}),
        (b'{"code":-Infinity}', {"text": '{"code":-Infinity}'}),
        (b"[" * 700 + b"]" * 700, None),
        (b"[" * 100_000, {"text": "[" * 100_000}),
        (b"9" * 5000, {"text": "9" * 5000}),
        (b'{"code":0}\xff', {"base64": base64.b64encode(b'{"code":0}\xff').decode()}),
    ],
    ids=["json", "surrogate", "list", "empty", "html", "nan", "infinite", "-inf", "nested", "deep", "long", "latin"],
)  # fmt: skip
def test_answers_of_every_kind(path, body, stored):
    (line,) = written(path, exchange(body=body))
    if stored is None:  # however deep Python can go here: it is JSON or text, and no crash
        assert {"json", "text"} & line["response"].keys()
    else:
        assert line["response"] == {"status": 200, "type": "application/json"} | stored


def test_unusual_headers_of_the_body_are_kept_and_no_others(path):
    usual = (("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", "c"), ("Authorization", "a"))
    unusual = (*usual[1:], ("content-type", "text/plain"), ("Transfer-Encoding", "chunked"))
    first, second = written(path, exchange(1, headers=usual), exchange(2, headers=unusual))
    assert "headers" not in first["request"]
    assert second["request"]["headers"] == [["content-type", "text/plain"], ["Transfer-Encoding", "chunked"]]


def test_lone_surrogates_in_fields(path):
    (line,) = written(path, exchange(fields=[("\udcff", "\ud800 \udc80")]))
    assert line["request"]["fields"][3] == ["\udcff", "\ud800 \udc80"]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec=None)), inner, max_size=3),
    max_leaves=8,
)
ANY_TEXT = st.text(st.characters(codec=None), max_size=10)


@given(ANY_JSON.map(json.dumps) | ANY_TEXT, st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=4))
def test_any_exchange_is_one_line_of_json(answer, fields):
    answered = exchange(fields=fields, body=answer.encode("utf-8", "surrogatepass"))
    text = REDACTOR.exchange_text(answered)
    assert text.isascii()
    assert "\n" not in text
    parsed = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert parsed == json.loads(dumps(REDACTOR.exchange_line(answered)))
    assert SIGN not in text


@given(st.dictionaries(ANY_TEXT, ANY_TEXT | st.just('","hash":"'), min_size=1, max_size=3))
def test_a_line_can_be_taken_apart_from_its_hash(line):
    text = dumps(line)
    digest = link("0" * 64, text)
    assert without_hash(with_hash(text, digest)) == (text, digest)
    assert json.loads(with_hash(text, digest)) == {**line, "hash": digest}


@pytest.mark.parametrize("text", ["{}", '{"hash":"x"}', '{"a":1,"hash":"x"', ""])
def test_a_line_without_a_hash_is_a_value_error(text):
    with pytest.raises(ValueError, match="no hash"):
        without_hash(text)


# ----------------------------------------------------------------- reading back


def test_exchanges_are_read_back_by_their_numbers(path):
    written(path, *(exchange(number) for number in range(1, 6)))
    assert {number: line["n"] for number, line in read_exchanges(path, [2, 5, 9]).items()} == {2: 2, 5: 5}


@pytest.mark.parametrize("torn", [b'{"kind":"exchange","n":2', b'{"kind":"exchange","n":2,"x":"\xc3', b"\x00" * 50])
def test_a_torn_last_line_is_passed_over(path, writer, torn):
    writer(exchange(1))
    with path.open("ab") as file:
        file.write(torn)
    assert list(read_exchanges(path, [1, 2])) == [1]


# ----------------------------------------------------------------- the disk

FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from recording import CREDENTIALS, HEADER, PICTURE, exchange
from conformance.cassette import CassetteError, Redactor, Writer
path, limit, files = Path(sys.argv[1]), int(sys.argv[2]), (PICTURE,) * int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    writer = Writer(path, HEADER, Redactor(CREDENTIALS))
except CassetteError as error:
    print(error)
    sys.exit()
for number in range(1, 51):
    writer(exchange(number, files=files if number > 5 else ()))
    if writer.failed:
        print(number)
        break
for number in range(51, 60):
    writer(exchange(number))
print(writer.failed)
writer.close()
"""


def on_a_full_disk(path, limit, pictures=0):
    """What a process prints that may write files of so many bytes."""
    command = [
        sys.executable,
        "-c",
        FULL.format(tests=str(Path(__file__).parent)),
        str(path),
        str(limit),
        str(pictures),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout.splitlines()


@pytest.mark.parametrize("limit", [5000, 5333, 7777])
def test_a_full_disk_is_a_sentence_and_what_was_written_is_good(path, limit):
    number, failed = on_a_full_disk(path, limit)
    assert failed == f"{path} can't be written after {int(number) - 1} exchanges: File too large"
    lines = checked(path, closed=False)
    assert [line["n"] for line in lines[1:]] == list(range(1, int(number)))
    assert path.read_bytes().endswith(b"\n"), "no half line is left"


def test_a_disk_that_is_full_from_the_start(path):
    (sentence,) = on_a_full_disk(path, 10)
    assert sentence == f"{path} can't be written: File too large"
    assert not path.exists()


def test_a_picture_that_can_not_be_stored(path):
    (path.parent / "pictures").write_text("in the way")
    number, failed = on_a_full_disk(path, 1_000_000, pictures=1)
    assert number == "6"
    assert failed == f"{path} can't be written after 5 exchanges: File exists"
    assert len(checked(path, closed=False)) == 6
