"""Reads multipart bodies of foreign clients, which are more various than the standard allows."""

from __future__ import annotations

import re
from urllib.parse import unquote

from conformance.wire.multipart import FilePart, decode_multipart
from conformance.wire.text import to_bytes

Parts = tuple[list[tuple[str, str]], list[FilePart]]

_FILENAME_STAR = re.compile(rb"""(?i)(;\s*)filename\*\s*=\s*"?(?:utf-8|iso-8859-1)'[^']*'([^\s;"]*)"?""")


def tolerant_multipart(body: bytes, boundary: str) -> Parts:
    """Fields and files of a multipart body. Raises ValueError where even a tolerant reader can't tell what they are.

    Beyond RFC 7578 it takes bare line feeds around the headers, a missing closing boundary, and file names as in
    RFC 5987 (`filename*=UTF-8''...`), which older HTTP libraries send for names that are not ASCII.
    """
    try:
        return decode_multipart(_plain_names(body), boundary)
    except ValueError:
        return decode_multipart(_plain_names(_repaired(body, boundary)), boundary)


def _plain_names(body: bytes) -> bytes:
    """The body with `filename*` as `filename`: a file is not to be taken for a field because of its name.

    Only within the headers of a part; elsewhere it is content, and stays.
    """
    if b"filename*" not in body.lower():
        return body
    return _HEADERS.sub(lambda head: _without_star(head.group()), body)


_HEADERS = re.compile(rb"(?i)\r\nContent-Disposition:[^\r\n]*")


def _without_star(head: bytes) -> bytes:
    if re.search(rb"(?i);\s*filename\s*=", head):
        return _FILENAME_STAR.sub(b"", head)
    return _FILENAME_STAR.sub(lambda found: found[1] + b'filename="' + _quoted(found[2]) + b'"', head)


def _quoted(encoded: bytes) -> bytes:
    plain = unquote(encoded.decode("ascii", "replace"))
    return to_bytes(plain.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A"))


def _repaired(body: bytes, boundary: str) -> bytes:
    """The body with what such clients leave out. Raises ValueError where the boundary does not occur."""
    mark = b"--" + to_bytes(boundary)
    pieces = re.split(rb"(?:\A|\r?\n)" + re.escape(mark) + rb"(?=--|[ \t]*\r?\n|\Z)[ \t]*", body)
    if len(pieces) < 2:
        raise ValueError("the boundary does not occur in the multipart body")
    parts = [_part(piece) for piece in pieces[1:] if piece.strip() not in (b"", b"--") and not piece.startswith(b"--")]
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def _part(piece: bytes) -> bytes:
    """One part, its headers in lines that end as they should."""
    piece = re.sub(rb"\A\r?\n", b"", piece)
    head, end, data = _split_head(piece)
    if not end:
        raise ValueError("a part of the multipart body has no end of headers")
    return b"\r\n".join(head.splitlines()) + b"\r\n\r\n" + data


def _split_head(piece: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"\r?\n\r?\n", piece)
    if found is None:
        return piece, b"", b""
    return piece[: found.start()], found.group(), piece[found.end() :]
