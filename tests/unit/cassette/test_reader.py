"""What is read of a cassette, and that whatever was done to one is found."""

import json

import pytest
from recording import CREDENTIALS, HEADER, PICTURE, exchange

from conformance.cassette import Cassette, CassetteError, Redactor, Writer
from conformance.cassette.chain import GENESIS, dumps, link, with_hash

REDACTOR = Redactor(CREDENTIALS)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "run.jsonl"
    with Writer(path, HEADER, REDACTOR) as writer:
        for number in range(1, 6):
            writer(exchange(number, [("name", f"group {number}")]))
    return path


def chained(*lines):
    text, before = "", GENESIS
    for line in lines:
        before = link(before, dumps(line))
        text += with_hash(dumps(line), before) + "\n"
    return text


def put_back(path, lines):
    path.write_bytes(b"".join(lines))
    return Cassette.open(path)


def test_everything_is_read(path):
    with Cassette.open(path) as cassette:
        assert cassette.header["device"] == {"url": "https://camera"}
        assert len(cassette) == 5
        assert [line["kind"] for line in cassette] == ["header", *["exchange"] * 5, "end"]
        assert [line["n"] for line in cassette.exchanges()] == [1, 2, 3, 4, 5]
        assert cassette.exchange(3)["request"]["fields"][-1] == ["name", "group 3"]
        assert cassette.complete
        assert (cassette.problems, cassette.remarks) == ([], [])


def test_a_number_that_is_not_there(path):
    cassette = Cassette.open(path)
    assert (5 in cassette, 6 in cassette, 0 in cassette, "x" in cassette) == (True, False, False, False)
    with pytest.raises(KeyError):
        cassette.exchange(6)


@pytest.mark.parametrize("order", [(2, 1, 3), (7, 8, 12), (30, 9, 4)])
def test_numbers_need_not_count_the_lines(tmp_path, order):
    path = tmp_path / "run.jsonl"
    with Writer(path, HEADER, REDACTOR) as writer:
        for number in order:
            writer(exchange(number, [("name", f"group {number}")]))
    cassette = Cassette.open(path)
    assert cassette.problems == []
    for number in order:
        assert cassette.exchange(number)["request"]["fields"][-1] == ["name", f"group {number}"]
    with pytest.raises(KeyError):
        cassette.exchange(5)


def test_an_interrupted_cassette_is_good(path):
    cassette = put_back(path, path.read_bytes().splitlines(keepends=True)[:-1])
    assert (len(cassette), cassette.complete, cassette.problems) == (5, False, [])
    assert cassette.remarks == ["there is no closing line: the recording was interrupted, and what there is counts"]


def test_a_torn_line_is_reported_and_left_out(path):
    lines = path.read_bytes().splitlines(keepends=True)
    cassette = put_back(path, [*lines[:5], lines[5][:-30]])
    assert (len(cassette), cassette.complete, cassette.problems) == (4, False, [])
    assert cassette.remarks[0].startswith("line 6, the last one, is torn")
    assert [line.get("n") for line in cassette] == [None, 1, 2, 3, 4]
    assert cassette.size == sum(map(len, lines[:5]))
    assert cassette.head == json.loads(lines[4])["hash"]


def test_a_changed_line_is_found(path):
    cassette = put_back(path, [path.read_bytes().replace(b"group 3", b"group X")])
    assert len(cassette) == 5
    assert [problem.split(":")[0] for problem in cassette.problems] == ["line 4 does not follow from line 3"]


def test_a_changed_header_is_found(path):
    cassette = put_back(path, [path.read_bytes().replace(b"https://camera", b"https://others")])
    assert cassette.problems == ["line 1 was changed: its hash is not that of its text"]


@pytest.mark.parametrize("taken", [1, 3, 5])
def test_a_missing_line_is_found(path, taken):
    lines = path.read_bytes().splitlines(keepends=True)
    cassette = put_back(path, [*lines[:taken], *lines[taken + 1 :]])
    assert cassette.problems[0].startswith(f"line {taken + 1} does not follow from line {taken}")
    assert cassette.problems[-1] == "line 6 counts 5 exchanges, and there are 4 before it: lines are missing"


def test_a_line_put_in_or_moved_is_found(path):
    lines = path.read_bytes().splitlines(keepends=True)
    assert put_back(path, [*lines[:3], lines[2], *lines[3:]]).problems
    assert put_back(path, [*lines[:2], lines[3], lines[2], *lines[4:]]).problems


def test_a_line_cut_in_the_middle_is_found(path):
    lines = path.read_bytes().splitlines(keepends=True)
    cassette = put_back(path, [*lines[:2], lines[2][:-80] + b"\n", *lines[3:]])
    assert "line 3 carries no hash: it was cut or changed" in cassette.problems
    assert "line 3 is no JSON object, and is left out" in cassette.problems
    assert [line["n"] for line in cassette.exchanges()] == [1, 3, 4, 5]
    assert [line.get("n") for line in cassette] == [None, 1, 3, 4, 5, None]


@pytest.mark.parametrize("place", range(0, 3000, 97))
def test_no_changed_byte_goes_unnoticed(path, place):
    data = bytearray(path.read_bytes())
    place %= len(data)
    data[place] ^= 1
    path.write_bytes(data)
    try:
        cassette = Cassette.open(path)
    except CassetteError:
        return
    assert cassette.problems or cassette.remarks


def test_events_and_a_second_closing_line_pass(tmp_path):
    header = {"kind": "header", "format": 1}
    path = tmp_path / "run.jsonl"
    end = {"kind": "end", "count": 1, "head": ""}
    path.write_text(chained(header, {"kind": "exchange", "n": 1}, {"kind": "event", "what": "arrive"}, end))
    cassette = Cassette.open(path)
    assert [line["kind"] for line in cassette] == ["header", "exchange", "event", "end"]
    assert cassette.problems == []


def test_lines_of_unknown_kinds_are_found(tmp_path):
    path = tmp_path / "run.jsonl"
    path.write_text(chained({"kind": "header", "format": 1}, {"kind": "gossip"}, {"kind": "exchange"}))
    assert Cassette.open(path).problems == [
        "line 2 is of the kind 'gossip', which does not belong there",
        "line 3 is an exchange without a number, and is left out",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "is not a cassette: its first line is no JSON"),
        (b'{"log": {}}\n', "is not a cassette: its first line is no header"),
        (b"[1]\n", "is not a cassette"),
        (b'{"kind":"header","format":2}\n', "has format 2, and this version reads up to 1"),
        (b'{"kind":"header","for', "ends within its first line"),
        (b'{"kind":"header","format":1}', "ends within its first line"),
        (b"[" * 100_000, "is not a cassette"),
    ],
)
def test_what_is_no_cassette_is_said_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(CassetteError, match="other") as raised:
        Cassette.open(path)
    assert words in str(raised.value)


def test_a_file_that_cant_be_read(tmp_path):
    with pytest.raises(CassetteError, match="No such file"):
        Cassette.open(tmp_path / "none")
    with pytest.raises(CassetteError, match="directory"):
        Cassette.open(tmp_path)


def test_a_file_that_is_cut_while_it_is_read(path):
    cassette = Cassette.open(path)
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(CassetteError, match="was cut while it was read"):
        cassette.exchange(5)


def test_pictures(tmp_path):
    path = tmp_path / "run.jsonl"
    with Writer(path, HEADER, REDACTOR) as writer:
        writer(exchange(1, files=[PICTURE]))
    cassette = Cassette.open(path)
    digest = cassette.exchange(1)["request"]["files"][0]["sha256"]
    assert cassette.picture(digest) == PICTURE.data
    (tmp_path / "pictures" / digest).write_bytes(b"other")
    with pytest.raises(CassetteError, match="not the one that was recorded"):
        cassette.picture(digest)
    (tmp_path / "pictures" / digest).unlink()
    with pytest.raises(CassetteError, match="copy the folder along"):
        cassette.picture(digest)
