"""Request bodies: urlencoded forms and multipart/form-data, written and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class FilePart:
    """A file in a multipart body."""

    name: str
    filename: str
    content_type: str
    data: bytes


def encode_form(fields: Iterable[tuple[str, str]]) -> bytes:
    """The fields in their order, in UTF-8; lone surrogates stand for bytes that are no UTF-8."""
    return urlencode(list(fields), encoding="utf-8", errors="surrogateescape").encode("ascii")


def decode_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of an urlencoded body, in their order, doubled and empty ones included."""
    text = body.decode("utf-8", "surrogateescape")
    return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")


def encode_multipart(fields: Iterable[tuple[str, str]], files: Iterable[FilePart], boundary: str) -> bytes:
    """The fields and then the files as multipart/form-data (RFC 7578). `boundary` must not occur in any of them."""
    chunks: list[bytes] = []
    for name, value in fields:
        disposition = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
        chunks += [_bytes(disposition), _bytes(value), b"\r\n"]
    for part in files:
        chunks.append(
            _bytes(
                f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(part.name)}"; '
                f'filename="{_quoted(part.filename)}"\r\nContent-Type: {part.content_type}\r\n\r\n'
            )
        )
        chunks += [part.data, b"\r\n"]
    chunks.append(_bytes(f"--{boundary}--\r\n"))
    return b"".join(chunks)


def decode_multipart(body: bytes, boundary: str) -> tuple[list[tuple[str, str]], list[FilePart]]:
    """Fields and files of a multipart body. Raises ValueError where it is not one."""
    sections = (b"\r\n" + body).split(b"\r\n--" + _bytes(boundary))
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        raise ValueError("the multipart body has no closing boundary")
    fields: list[tuple[str, str]] = []
    files: list[FilePart] = []
    for section in sections[1:-1]:
        headers, found, data = section.removeprefix(b"\r\n").partition(b"\r\n\r\n")
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
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "boundary":
            return value.strip('"')
    raise ValueError("the Content-Type names no boundary")


def _part(headers: bytes, data: bytes) -> tuple[str, str] | FilePart:
    lines = headers.decode("utf-8", "surrogateescape").split("\r\n")
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    disposition = _parameters(named.get("content-disposition", ""))
    if "name" not in disposition:
        raise ValueError("a part of the multipart body has no name")
    if "filename" not in disposition:
        return disposition["name"], data.decode("utf-8", "surrogateescape")
    content_type = named.get("content-type", "application/octet-stream")
    return FilePart(disposition["name"], disposition["filename"], content_type, data)


def _parameters(disposition: str) -> dict[str, str]:
    pieces = _split_quoted(disposition)
    pairs = (piece.strip().partition("=") for piece in pieces[1:])
    return {name.lower(): _unquoted(value) for name, _, value in pairs}


def _split_quoted(text: str) -> Sequence[str]:
    pieces, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == ";" and not quoted:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


# Names and file names are quoted as browsers do it (WHATWG form data): only these three are escaped.
_ESCAPES = (('"', "%22"), ("\r", "%0D"), ("\n", "%0A"))


def _quoted(text: str) -> str:
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return text


def _unquoted(text: str) -> str:
    text = text.removeprefix('"').removesuffix('"')
    for plain, escaped in _ESCAPES:
        text = text.replace(escaped, plain)
    return text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
