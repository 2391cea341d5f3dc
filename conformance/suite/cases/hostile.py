"""Requests that are well-formed HTTP and meant ill: a device refuses them, in whatever way, and goes on."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from conformance.spec import Operation
from conformance.suite.cases.case import Case, Change
from conformance.wire import Call, FilePart

MEGABYTE = 2**20
BOMB_SIDE = 20000  # pixels: 50 megabytes once it is decoded, one bit a pixel
Spoil = Callable[[bytes], bytes]


def hostile_cases(operation: Operation) -> list[Case]:
    """The cases that fit the operation's encoding and parameters."""
    cases = [*_heads(), *_fields(operation)]
    cases += _multipart() if operation.encoding == "multipart" else _form()
    if any(parameter.kind.type == "string-array" for parameter in operation.parameters):
        cases += _lists()
    return [Case("hostile", name, "transport.answers", change) for name, change in cases]


def _plain(change: Callable[[Call], Call]) -> Change:
    return lambda call, _: change(call)


def _header(**headers: str | None) -> Change:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _plain(lambda call: call.with_headers(named))


def _broken(spoil: Spoil) -> Change:
    return _plain(lambda call: call.broken(spoil))


def _heads() -> Iterator[tuple[str, Change]]:
    yield "text-plain", _header(Content_Type="text/plain")
    yield "no-content-type", _header(Content_Type=None)
    yield (
        "json-body",
        _plain(lambda call: call.with_headers({"Content-Type": "application/json"}).broken(lambda _: _as_json(call))),
    )
    yield "chunked", _header(Transfer_Encoding="chunked")
    yield "expect", _header(Expect="100-continue")
    yield "connection-close", _header(Connection="close")
    yield "long-header", _header(X_Long="x" * 6000)
    yield "many-headers", _plain(lambda call: call.with_headers({f"X-Header-{n}": "x" for n in range(90)}))


def _as_json(call: Call) -> bytes:
    return json.dumps(dict(call.fields)).encode()


def _fields(operation: Operation) -> Iterator[tuple[str, Change]]:
    yield "1000-fields", _plain(lambda call: replace(call, fields=(*call.fields, *_thousand())))
    name = next((each.name for each in operation.parameters if each.kind.type != "file"), "")
    if name:
        yield "huge-value", _plain(lambda call: call.but(**{name: "x" * MEGABYTE}))
        yield "nul", _plain(lambda call: call.but(**{name: f"a\0{call.value_of(name)}"}))
        yield "not-utf8", _plain(lambda call: call.but(**{name: "\udcff\udcfe"}))


def _thousand() -> Iterator[tuple[str, str]]:
    return ((f"field{number}", str(number)) for number in range(1000))


def _form() -> Iterator[tuple[str, Change]]:
    yield "percent-garbage", _broken(lambda body: body + b"&%zz=%&%u1234=%%%")
    yield "only-separators", _broken(lambda _: b"&=&" * 5000)
    yield "invalid-utf8", _broken(lambda body: body + b"&x=%ff%fe\xff")


def _multipart() -> Iterator[tuple[str, Change]]:
    yield "no-closing-boundary", _broken(lambda body: body[: body.rindex(b"--", 0, len(body) - 4)])
    yield "no-name", _broken(lambda body: body.replace(b'name="pic"; ', b""))
    yield "no-boundary", _header(Content_Type="multipart/form-data")
    yield "long-boundary", _header(Content_Type="multipart/form-data; boundary=" + "b" * 900)
    yield "three-pictures", _plain(lambda call: replace(call, files=call.files * 3))
    yield "bare-line-feeds", _broken(lambda body: body.replace(b"\r\n", b"\n"))
    yield "endless-part-header", _broken(lambda body: body.replace(b"Content-Disposition", b"X" * 20000, 1))
    yield "bomb", _picture(lambda _: bomb())
    yield "declared-huge", _picture(lambda part: replace(part, data=declared_huge(part.data)))


def _picture(change: Callable[[FilePart], FilePart]) -> Change:
    """Another picture; a call that had none gets it too."""

    def changed(call: Call, world: object) -> Call:
        part = call.files[0] if call.files else world.part(0)  # type: ignore[attr-defined]
        return call.with_file("pic", change(part))

    return changed


def _lists() -> Iterator[tuple[str, Change]]:
    for name in ("name_list", "faceid_list"):
        yield f"deep-{name}", _deep(name)


def _deep(name: str) -> Change:
    depth = 20000
    return _plain(lambda call: call.but(**{name: "[" * depth + "]" * depth}))


@cache
def bomb() -> FilePart:
    """A png of some kilobytes that is enormous once it is decoded."""
    rows = zlib.compress(bytes(BOMB_SIDE * (1 + BOMB_SIDE // 8)), 9)
    head = struct.pack(">IIBBBBB", BOMB_SIDE, BOMB_SIDE, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)
    return FilePart("pic", "bomb.png", "image/png", data)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def declared_huge(jpeg: bytes) -> bytes:
    """The jpg with 65535x65535 pixels in its frame header; its data are those of the small one."""
    place = jpeg.find(b"\xff\xc0")
    return jpeg[: place + 5] + b"\xff\xff\xff\xff" + jpeg[place + 9 :] if place >= 0 else jpeg
