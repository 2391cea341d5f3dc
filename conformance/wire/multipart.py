"""multipart/form-data (RFC 7578), written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from conformance.wire.text import to_bytes, to_text

MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class FilePart:
    """A file in a multipart body."""

    name: str
    filename: str
    content_type: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of its content, in hex."""
        return sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        """The length of its content in bytes."""
        return len(self.data)

    @property
    def is_there(self) -> bool:
        """Whether its content is at hand; of a recorded file there may be no more than its digest and size."""
        return True


def encode_multipart(
    fields: Iterable[tuple[str, str]], files: Iterable[FilePart], boundary: str, *, files_first: bool = False
) -> bytes:
    """The fields and then the files, or `files_first`, as multipart/form-data. `boundary` must not occur in any."""
    if files_first:
        parts = encode_parts((), files, boundary) + encode_parts(fields, (), boundary)
        return parts + to_bytes(f"--{boundary}--\r\n")
    return encode_parts(fields, files, boundary) + to_bytes(f"--{boundary}--\r\n")


def encode_parts(fields: Iterable[tuple[str, str]], files: Iterable[FilePart], boundary: str) -> bytes:
    """The same without the closing boundary, so that further parts can follow."""
    chunks: list[bytes] = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
        chunks += [to_bytes(head), to_bytes(value), b"\r\n"]
    for part in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(part.name)}"; '
            f'filename="{_quoted(part.filename)}"\r\nContent-Type: {part.content_type}\r\n\r\n'
        )
        chunks += [to_bytes(head), part.data, b"\r\n"]
    return b"".join(chunks)


def decode_multipart(body: bytes, boundary: str) -> tuple[list[tuple[str, str]], list[FilePart]]:
    """Fields and files of a multipart body. Raises ValueError where it is not one."""
    fields: list[tuple[str, str]] = []
    files: list[FilePart] = []
    for section in _sections(body, boundary):
        headers, found, data = section.partition(b"\r\n\r\n")
        if not found:
            raise ValueError("a part of the multipart body has no end of headers")
        part = _part(headers, data)
        if isinstance(part, FilePart):
            files.append(part)
        else:
            fields.append(part)
    return fields, files


def boundary_of(content_type: str) -> str:
    """The boundary parameter of a Content-Type header. Raises ValueError if there is none."""
    boundary = _parameters(content_type).get("boundary")
    if not boundary:
        raise ValueError("the Content-Type names no boundary")
    return boundary


def _sections(body: bytes, boundary: str) -> Iterator[bytes]:
    """What stands between the delimiters, each a CRLF, `--`, the boundary, and blanks (RFC 2046 5.1.1)."""
    delimiter = re.compile(rb"\r\n--" + re.escape(to_bytes(boundary)) + rb"(--|[ \t]*\r\n)")
    text, begins = b"\r\n" + body, -1
    for found in delimiter.finditer(text):
        if begins >= 0:
            yield text[begins : found.start()]
        begins = found.end()
        if found[1] == b"--":
            return
    raise ValueError("the multipart body has no closing boundary")


def _part(headers: bytes, data: bytes) -> tuple[str, str] | FilePart:
    lines = to_text(headers).split("\r\n")
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    disposition = _parameters(named.get("content-disposition", ""))
    if "name" not in disposition:
        raise ValueError("a part of the multipart body has no name")
    if "filename" not in disposition:
        return disposition["name"], to_text(data)
    content_type = named.get("content-type", "application/octet-stream")
    return FilePart(disposition["name"], disposition["filename"], content_type, data)


# A parameter of a header: `; name=token` or `; name="quoted"`, where a backslash takes the next character with it.
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))', re.DOTALL)


def _parameters(header: str) -> dict[str, str]:
    parameters = {}
    for name, quoted, token in _PARAMETER.findall(header):
        parameters[name.lower()] = token.strip() or _unquoted(quoted)
    return parameters


# Names and file names are quoted as browsers, curl and httpx do it (WHATWG form data); the backslash as httpx and
# urllib3 do it, since most parsers take it for an escape. A literal %22 can't be told from a quote: nobody escapes it.
_ESCAPES = {'"': "%22", "\r": "%0D", "\n": "%0A", "\\": "\\\\"}
_PLAIN = {escaped: plain for plain, escaped in _ESCAPES.items()} | {'\\"': '"'}
_ESCAPED = re.compile(r'\\[\\"]|%22|%0D|%0A')


def _quoted(text: str) -> str:
    return text.translate(_TABLE)


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: _PLAIN[found.group()], text)


_TABLE = str.maketrans(_ESCAPES)
