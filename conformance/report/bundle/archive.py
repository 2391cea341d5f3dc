"""A zip archive that is the same, byte for byte, whenever it is made of the same members in the same order.

No time, no owner, no comment: nothing but names and contents. Members are deflated where that makes them smaller. A
compressed form depends on the version of zlib, therefore an archive can also be made of forms that are there already.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.report.bundle.errors import BundleError
from conformance.report.bundle.members import SEALS

STORED, DEFLATED = 0, 8
LARGEST = 2**31 - 1
"""Bytes of an archive and of all that is in it; far below where zip needs its 64 bit form."""
MOST = 65_000
"""Members of an archive, for the same reason."""

Bytes = bytes | memoryview

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20
_UNIX = 3 << 8
_EPOCH = (0, 0x21)
"""Time and date: 1 January 1980, the first day that a zip archive knows."""
_MODE = 0o100644 << 16


@dataclass(frozen=True)
class Packed:
    """A member as it lies in the archive. `size` and `crc` are those of its content."""

    name: str
    method: int
    stream: Bytes
    size: int
    crc: int


def packed(name: str, content: bytes) -> Packed:
    """A member deflated, or stored where that is smaller; the seals are stored, because nothing lists their form."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = compressor.compress(content) + compressor.flush()
    stored = name in SEALS or len(deflated) >= len(content)
    form: tuple[int, bytes] = (STORED, content) if stored else (DEFLATED, deflated)
    return Packed(name, *form, len(content), zlib.crc32(content))


def pieces(members: Sequence[Packed]) -> Iterator[tuple[str, Bytes]]:
    """The archive in pieces, each with what it is in words. Raises BundleError where it would be too large."""
    if len(members) > MOST or sum(len(each.stream) for each in members) > LARGEST:
        raise BundleError(f"a bundle ends at {MOST:,} members and {LARGEST:,} bytes, and this run has more")
    offset, directory = 0, []
    for member in members:
        head = _LOCAL + struct.pack("<H", _VERSION) + _common(member) + member.name.encode("ascii")
        yield f"the header of {member.name}", head
        yield f"the packed form of {member.name}", member.stream
        directory.append((f"the entry of {member.name} in the archive's directory", _entry(member, offset)))
        offset += len(head) + len(member.stream)
    yield from directory
    size = sum(len(entry) for _, entry in directory)
    yield "the archive's end", _END + struct.pack("<4H2LH", 0, 0, len(members), len(members), size, offset, 0)


def _common(member: Packed) -> bytes:
    """What the header before a member and its entry in the directory have in common."""
    sizes = (member.crc, len(member.stream), member.size)
    return struct.pack("<4H3L2H", 0, member.method, *_EPOCH, *sizes, len(member.name), 0)


def _entry(member: Packed, offset: int) -> bytes:
    head = _CENTRAL + struct.pack("<2H", _UNIX | _VERSION, _VERSION) + _common(member)
    return head + struct.pack("<3H2L", 0, 0, 0, _MODE, offset) + member.name.encode("ascii")


def first_difference(members: Sequence[Packed], found: Bytes) -> str:
    """Where the archive of these members is not `found`, in words; empty where they are the same."""
    at = 0
    for what, piece in pieces(members):
        if found[at : at + len(piece)] != piece:
            return what
        at += len(piece)
    return "what follows its end" if at != len(found) else ""
