"""Makes a file longer without touching its pixels: every exact size in bytes, and the file stays valid."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from conformance.run.pictures.picture import Format

_COMMENT = b"\xff\xfe"  # JPEG marker COM (ITU-T T.81, B.2.4.5)
_COMMENT_HEAD = 4  # bytes: the marker and the length field
_COMMENT_MOST = 2 + 0xFFFF  # bytes: the marker, and what its 16-bit length field can count
_CHUNK_HEAD = 12  # bytes: length, type and CRC of a PNG chunk
_CHUNK_TYPE = b"paDd"  # ancillary, private, safe to copy (PNG specification, 5.4): a decoder skips it
_CHUNK_PLACE = 33  # bytes: signature and IHDR, which must stay first

_LEAST: Mapping[str, int] = {"jpg": _COMMENT_HEAD, "png": _CHUNK_HEAD}
PADDABLE = frozenset(_LEAST)
"""The formats that can be given an exact size."""


def padded(data: bytes, format: Format, size: int | None = None) -> bytes:  # noqa: A002 - the field's own word
    """The file with padding that makes it `size` bytes; by default the least padding there is.

    The least padding has a few bytes, so a file that already has it could be made of any larger size.
    ValueError if `size` is too small, or the format isn't one that can be padded.
    """
    if format not in _LEAST:
        raise ValueError(f"A {format} file can't be given an exact size, only {' and '.join(_LEAST)} can.")
    least = len(data) + _LEAST[format]
    size = least if size is None else size
    if size < least:
        raise ValueError(f"This picture can't be a {format} file of {size} bytes: it needs {least} bytes or more.")
    pad = _comments(size - len(data)) if format == "jpg" else _chunk(size - len(data))
    place = _after_application_data(data) if format == "jpg" else _CHUNK_PLACE
    return data[:place] + pad + data[place:]


def _comments(size: int) -> bytes:
    """Comment segments that together have `size` bytes, as equal in length as can be."""
    count = -(-size // _COMMENT_MOST)
    return b"".join(_comment((size + number) // count) for number in range(count))


def _comment(size: int) -> bytes:
    length = size - len(_COMMENT)
    return _COMMENT + length.to_bytes(2, "big") + bytes(size - _COMMENT_HEAD)


def _chunk(size: int) -> bytes:
    body = _CHUNK_TYPE + bytes(size - _CHUNK_HEAD)
    return (size - _CHUNK_HEAD).to_bytes(4, "big") + body + crc32(body).to_bytes(4, "big")


def _after_application_data(data: bytes) -> int:
    """Where the first segment begins that isn't APP0 to APP15: JFIF and Exif want theirs to be first."""
    place = 2
    while data[place] == 0xFF and 0xE0 <= data[place + 1] <= 0xEF:
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return place
