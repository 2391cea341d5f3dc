"""Recorded lines as exchanges again, for whoever judges or compares them. Needs no secret.

What was kept back shows as the line has it: keyed digests for redacted values, no sign, a file's digest and size. The
state of the sign, and whether HTTP itself may turn the request away, were judged when it was recorded.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from conformance.cassette.errors import CassetteError
from conformance.wire import AuthState, Exchange, Fault, FilePart, Request, Response
from conformance.wire.digest import Digest
from conformance.wire.text import to_bytes


class Pictures:
    """The pictures beside a cassette; `read` gives one by its SHA-256 or raises CassetteError (`Cassette.picture`).

    `missing` are those that were asked for and are not there: sentences by SHA-256.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self.read = read
        self._there: dict[str, bool] = {}
        self._parts: dict[tuple[object, ...], RecordedPart] = {}
        self.missing: dict[str, str] = {}

    def part(self, line: Mapping[str, Any]) -> RecordedPart:
        """A file of a request. The same ones come again and again, and are the same object then."""
        key = (line["sha256"], line["name"], line["filename"], line["type"], line["bytes"])
        part = self._parts.get(key)
        if part is None:
            if len(self._parts) >= MOST_PARTS:
                self._parts.clear()
            part = self._parts[key] = RecordedPart(line, self)
        return part

    def has(self, digest: str) -> bool:
        """Whether a picture is there and is what its name says."""
        if digest not in self._there:
            try:
                self.read(digest)
            except CassetteError as error:
                self.missing[digest] = str(error)
            self._there[digest] = digest not in self.missing
        return self._there[digest]


MOST_PARTS = 4096


class RecordedPart(FilePart):
    """A file of a recorded request. Its content is read when it is asked for, if it was kept at all."""

    def __init__(self, line: Mapping[str, Any], pictures: Pictures) -> None:
        self.__dict__.update(
            name=str(line["name"]),
            filename=str(line["filename"]),
            content_type=str(line["type"]),
            sha256=str(line["sha256"]),
            _size=int(line["bytes"]),
            _pictures=pictures,
        )

    @cached_property
    def data(self) -> bytes:
        """Its content. Raises CassetteError where it is not at hand."""
        return bytes(self.__dict__["_pictures"].read(self.sha256))

    @property
    def size(self) -> int:
        """Its length in bytes, as recorded."""
        return int(self.__dict__["_size"])

    @cached_property
    def is_there(self) -> bool:
        """Whether the picture lies beside the cassette."""
        return bool(self.__dict__["_pictures"].has(self.sha256))


class RecordedResponse(Response):
    """An answer whose JSON is known; its body is written again when it is asked for."""

    def __init__(self, status: int, headers: tuple[tuple[str, str], ...], parsed: Any) -> None:
        self.__dict__.update(status=status, headers=headers, parsed=parsed)

    @cached_property
    def body(self) -> bytes:
        """The JSON, as good as it came but for blanks and the order of doubled names."""
        return json.dumps(self.parsed, ensure_ascii=False).encode("utf-8", "surrogatepass")


def exchange_of(line: Mapping[str, Any], pictures: Pictures) -> Exchange:
    """The exchange of a line. Raises CassetteError for a line that holds none."""
    try:
        request, response, fault = line["request"], line.get("response"), line.get("fault")
        return Exchange(
            number=int(line["n"]),
            request=_request(request, pictures),
            response=None if response is None else _response(response),
            fault=None if fault is None else Fault(fault["kind"], str(fault["text"]), fault.get("kept") is True),
            at=datetime.fromisoformat(line["at"]).timestamp(),
            elapsed=line["ms"] / 1000,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CassetteError(f"exchange {line.get('n')} is not of this format: {_what(error)}") from error


def _what(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _request(line: Mapping[str, Any], pictures: Pictures) -> Request:
    request = Request(
        method=line["method"],
        path=line["path"],
        operation=line["operation"],
        encoding=line["encoding"],
        fields=tuple([(name, value) for name, value in line["fields"]]),
        files=tuple([pictures.part(file) for file in line.get("files", ())]),
        auth=_auth(**line["auth"]),
        headers=tuple([(name, value) for name, value in line.get("headers", ())]),
        raw=line.get("raw") is True,
        body=b"" if "body" not in line or "sha256" in line["body"] else _body(line["body"]),
        query=tuple([(name, value) for name, value in line.get("query", ())]),
        omitted=_omitted(line.get("body", {})),
    )
    request.__dict__["is_hostile"] = line.get("hostile") is True
    return request


@lru_cache(maxsize=256)
def _auth(**state: Any) -> AuthState:
    return AuthState(**state)


def _response(line: Mapping[str, Any]) -> Response:
    headers: tuple[tuple[str, str], ...] = (("Content-Type", line.get("type", "")),)
    if "coding" in line:
        headers += (("Content-Encoding", line["coding"]),)
    if "json" in line:
        return RecordedResponse(line["status"], headers, line["json"])
    if "sha256" in line:
        return Response(line["status"], headers, b"", _omitted(line))
    return Response(line["status"], headers, _body(line))


def _omitted(line: Mapping[str, Any]) -> Digest | None:
    """A body that was not kept."""
    return Digest(int(line["bytes"]), str(line["sha256"])) if "sha256" in line else None


def _body(line: Mapping[str, Any]) -> bytes:
    """A body that stands as JSON, as text or in base64."""
    if "json" in line:
        return json.dumps(line["json"], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return to_bytes(line["text"]) if "text" in line else base64.b64decode(line["base64"])
