"""The archive of a bundle: the same bytes for the same members, and taken apart whatever is in it."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest

from conformance.report.bundle import archive
from conformance.report.bundle.archive import DEFLATED, STORED, first_difference, packed, pieces
from conformance.report.bundle.build import archived
from conformance.report.bundle.errors import BundleError, NoBundleError
from conformance.report.bundle.members import belongs, ordered
from conformance.report.bundle.opening import open_archive

PICTURE = f"pictures/{'ab' * 32}"
CONTENTS = {
    "run.jsonl": b'{"kind":"header"}\n' * 500,
    "results.json": b"{}\n",
    PICTURE: random.Random(0).randbytes(3000),
    "manifest.json": b"x" * 1000,
}


def joined(members):
    return b"".join(bytes(piece) for _, piece in pieces(members))


@pytest.fixture
def opened(tmp_path):
    def opened(data):
        (tmp_path / "file.zip").write_bytes(data)
        (tmp_path / "folder").mkdir()
        return open_archive(tmp_path / "file.zip", tmp_path / "folder")

    return opened


def test_any_tool_opens_it():
    data = joined([packed(name, content) for name, content in CONTENTS.items()])
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == CONTENTS
        assert {each.date_time for each in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.external_attr >> 16 for each in found.infolist()} == {0o100644}


def test_deflated_where_that_is_smaller():
    methods = {name: packed(name, content).method for name, content in CONTENTS.items()}
    assert methods == {"run.jsonl": DEFLATED, "results.json": STORED, PICTURE: STORED, "manifest.json": STORED}


def test_the_order_of_contents_does_not_count():
    contents = {name: content for name, content in CONTENTS.items() if name != "manifest.json"}
    assert archived(contents) == archived(dict(reversed(contents.items())))


def test_order_of_members():
    names = ["signature.json", "run.jsonl", "manifest.json", PICTURE, "results.json", "declaration.html"]
    assert list(ordered(names)) == [
        "declaration.html", "results.json", "run.jsonl", PICTURE, "manifest.json", "signature.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["", "x", "RUN.JSONL", "run.jsonl/", "./run.jsonl", f"{PICTURE}0", f"{PICTURE}\n", "pictures/"]
)
def test_what_does_not_belong(name):
    assert not belongs(name)


def test_where_it_differs():
    members = [packed(name, content) for name, content in CONTENTS.items()]
    data = joined(members)
    assert first_difference(members, memoryview(data)) == ""
    assert first_difference(members, memoryview(data + b"x")) == "what follows its end"
    for offset, where in ((3, "the header of run.jsonl"), (-1, "the archive's end")):
        changed = bytearray(data)
        changed[offset] ^= 1
        assert first_difference(members, memoryview(changed)) == where


def test_too_much_for_an_archive(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 100)
    with pytest.raises(BundleError, match="this run has more"):
        joined([packed("run.jsonl", random.Random(0).randbytes(200))])


def test_taken_apart(opened):
    found = opened(joined([packed(name, content) for name, content in CONTENTS.items()]))
    assert found.problems == []
    assert {name: found.content(name) for name in found.members} == CONTENTS
    assert not any(member.damage for member in found.members.values())


def test_no_more_is_unpacked_than_the_archive_says(opened):
    """A small stream that unpacks to a hundred megabytes."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(100)) + compressor.flush()
    bomb = archive.Packed("run.jsonl", DEFLATED, stream, 10, zlib.crc32(bytes(10)))
    found = opened(joined([bomb]))
    assert found.content("run.jsonl") == bytes(10)
    assert found.members["run.jsonl"].damage == "it is longer than the archive says: it was changed"


def test_an_archive_that_promises_too_much(opened):
    with pytest.raises(BundleError, match="those of no bundle have"):
        opened(joined([archive.Packed("run.jsonl", STORED, b"x", 2**32 - 1, 0)]))


def test_without_its_directory(opened):
    """What is left of a file that was cut off is still told apart."""
    data = joined([packed(name, content) for name, content in CONTENTS.items()])
    found = opened(data[: data.index(b"PK\x01\x02")])
    assert set(found.members) == set(CONTENTS)
    assert [each.member for each in found.problems] == [""]
    assert "was changed or cut off" in found.problems[0].what


@pytest.mark.parametrize("data", [b"", b"hello", b"PK", struct.pack("<4s18x", b"PK\x05\x06")])
def test_no_archive_of_ours(data, opened):
    with pytest.raises((NoBundleError, BundleError)):
        opened(data)
