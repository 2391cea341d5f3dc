"""Takes an archive apart, also one that was damaged or made by somebody who means no good."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from conformance.report.bundle.archive import DEFLATED, LARGEST, STORED, Packed
from conformance.report.bundle.errors import BundleError, NoBundleError
from conformance.report.bundle.members import belongs

_LOCAL, _END = b"PK\x03\x04", b"PK\x05\x06"
_HEADER = 30
_STEP = 4096


@dataclass(frozen=True)
class Problem:
    """What is wrong with a member (empty: the archive's own structure), and on which line from 1, where it is known."""

    member: str
    what: str
    line: int | None = None

    @property
    def text(self) -> str:
        """The finding as a sentence."""
        line = f", line {self.line}" if self.line else ""
        return f"{self.member or 'the archive'}{line}: {self.what}"


@dataclass(frozen=True)
class Member:
    """A member that was found. Its content lies in the folder under its name; `damage` says why it is not whole."""

    packed: Packed
    sha256: str
    damage: str = ""


@dataclass
class Opened:
    """An archive that was taken apart into a folder. Members that don't belong in a bundle are named and left out."""

    data: memoryview
    folder: Path
    members: dict[str, Member] = field(default_factory=dict)
    strange: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def content(self, name: str) -> bytes:
        """The content of a member, as far as it can be read."""
        return (self.folder / name).read_bytes()

    def packed_digest(self, name: str) -> str:
        """The SHA-256 of a member's packed form."""
        return sha256(self.members[name].packed.stream).hexdigest()


@dataclass(frozen=True)
class _Place:
    """Where the archive says that a member lies."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int


def open_archive(path: Path, folder: Path) -> Opened:
    """Takes the archive apart into an empty folder. Raises NoBundleError where it is none, BundleError, and OSError."""
    if path.stat().st_size > LARGEST:
        raise BundleError(f"it has more than {LARGEST:,} bytes, and no bundle has")
    data = path.read_bytes()
    opened = Opened(memoryview(data), folder)
    places = list(_places(data, opened))
    if not any(belongs(place.name) for place in places):
        if places or not _is_archive(data):
            raise NoBundleError("it is no acceptance bundle; `ipc-conformance report RUN --bundle FILE` makes one")
        raise BundleError("it is an archive in which no member can be found: most of it is missing")
    left = LARGEST
    for place in places:
        left -= max(0, place.size)
        if left < 0:
            raise BundleError(f"its members have more than {LARGEST:,} bytes, and those of no bundle have")
        _take(opened, place)
    return opened


def _is_archive(data: bytes) -> bool:
    return data.startswith(_LOCAL) or _END in data[-66_000:]


def _places(data: bytes, opened: Opened) -> Iterator[_Place]:
    """The members by the archive's directory or, where that can't be read, by the headers before them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error) as error:
        if _is_archive(data):
            what = f"its directory can't be read ({str(error) or type(error).__name__}): it was changed or cut off"
            opened.problems.append(Problem("", what))
        yield from _walked(data)
        return
    for each in found:
        name = each.orig_filename
        yield _Place(name, each.header_offset, each.compress_size, each.file_size, each.CRC, each.compress_type)


def _walked(data: bytes) -> Iterator[_Place]:
    at = 0
    while data[at : at + 4] == _LOCAL and at + _HEADER <= len(data):
        method, crc, packed, size, name, extra = struct.unpack_from("<8xH4x3L2H", data, at)
        text = data[at + _HEADER : at + _HEADER + name].decode("cp437")
        yield _Place(text, at, packed, size, crc, method)
        at += _HEADER + name + extra + packed


def _take(opened: Opened, place: _Place) -> None:
    """Unpacks one member into the folder."""
    name = place.name
    if name in opened.members or name in opened.strange:
        opened.problems.append(Problem(name, "it stands there twice"))
        return
    stream = _stream(opened.data, place)
    content = _Content(stream if stream is not None else opened.data[:0], place)
    file = opened.folder / name
    if not belongs(name):
        file = Path(os.devnull)
    file.parent.mkdir(exist_ok=True)
    digest, crc, size = sha256(), 0, 0
    with file.open("wb") as kept:
        for chunk in content:
            digest.update(chunk)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            kept.write(chunk)
    if not belongs(name):
        opened.strange[name] = digest.hexdigest()
        return
    damage = content.damage if stream is not None else "the archive does not lead to it: its header was changed"
    if not damage and (crc, size) != (place.crc, place.size):
        damage = "its content does not have its checksum: it was changed"
    form = Packed(name, place.method, content.stream, size, crc)
    opened.members[name] = Member(form, digest.hexdigest(), damage)


def _stream(data: memoryview, place: _Place) -> memoryview | None:
    """The packed form of a member; None where the archive does not lead to one."""
    if place.offset < 0 or bytes(data[place.offset : place.offset + 4]) != _LOCAL:
        return None
    if place.offset + _HEADER > len(data):
        return None
    start = place.offset + _HEADER + sum(struct.unpack_from("<2H", data, place.offset + 26))
    return data[start : start + place.packed]


class _Content:
    """The content of a member, as far as it can be unpacked; `damage` says what is wrong once it was gone through."""

    def __init__(self, stream: memoryview, place: _Place) -> None:
        self.stream = stream
        self._place = place
        self.damage = ""

    def __iter__(self) -> Iterator[bytes]:
        if self._place.method == STORED:
            yield bytes(self.stream)
        elif self._place.method == DEFLATED:
            yield from self._inflated()
        else:
            self.damage = "it is packed in a way in which no bundle is"

    def _inflated(self) -> Iterator[bytes]:
        """No more than the archive promises, whatever the stream holds."""
        left, unpacking = self._place.size, zlib.decompressobj(-15)
        for start in range(0, len(self.stream), _STEP):
            piece = self.stream[start : start + _STEP]
            before = unpacking.copy()
            try:
                chunk = unpacking.decompress(piece, left + 1)
            except zlib.error:
                chunk = b"".join(_until_error(before, piece))
                self.damage = "its packed form can't be unpacked to its end: it was changed"
            yield chunk[:left]
            left -= len(chunk)
            if left < 0:
                self.damage = "it is longer than the archive says: it was changed"
            if self.damage:
                return
        if not unpacking.eof or unpacking.unused_data or unpacking.unconsumed_tail:
            self.damage = "its packed form does not end where it should: it was changed"


def _until_error(unpacking: zlib._Decompress, piece: memoryview) -> Iterator[bytes]:
    """What can be had of a piece byte by byte, up to the first that can't be."""
    for at in range(len(piece)):
        try:
            yield unpacking.decompress(piece[at : at + 1])
        except zlib.error:
            return
