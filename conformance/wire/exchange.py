"""One exchange with a device: what was sent, what came back, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from conformance.wire.authstate import AuthState
from conformance.wire.bodies import FilePart
from conformance.wire.call import Call
from conformance.wire.digest import Digest
from conformance.wire.heads import head_of
from conformance.wire.hostile import is_hostile

FaultKind = Literal["timeout", "unreachable", "tls", "closed", "protocol", "too-large", "aborted"]
"""`aborted`: the client itself did not wait for the answer, which says nothing of the device."""


@dataclass(frozen=True)
class Fault:
    """Why no complete answer came. `text` is a sentence for people.

    `on_kept_connection`: the request went over a connection that had been used before, which a server may close.
    """

    kind: FaultKind
    text: str
    on_kept_connection: bool = False


@dataclass(frozen=True)
class Request:
    """A request as sent, taken apart: all fields in their order, the public ones included.

    `query` are the fields in the target where the body has fields too. `omitted` stands for a body that is not kept.
    """

    method: str
    path: str
    operation: str
    encoding: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[FilePart, ...]
    auth: AuthState
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    raw: bool = False
    query: tuple[tuple[str, str], ...] = ()
    omitted: Digest | None = None

    def values(self, name: str) -> list[str]:
        """All values of the fields of that name, in their order."""
        return [value for key, value in self.fields if key == name]

    @cached_property
    def has_two_orders(self) -> bool:
        """Whether ASCII order, by which it is signed, and alphabetic order of its names differ (facts 2.2)."""
        names = [name for name, value in self.fields if value and name != "sign"]
        return sorted(names) != sorted(names, key=str.lower)

    @cached_property
    def is_hostile(self) -> bool:
        """Whether a server may turn it away by HTTP's own means, judged by all of its headers and its body."""
        return is_hostile(self)


@dataclass(frozen=True)
class Response:
    """An HTTP answer, whole. `omitted` stands for a body that is not kept; `body` is empty then."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    omitted: Digest | None = None

    def header(self, name: str) -> str:
        """The first header of that name, whatever its case; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @cached_property
    def parsed(self) -> Any:
        """The body as JSON (RFC 8259, UTF-8); a `NotJson` where it is none, or compressed: nobody asked for that."""
        if self.omitted is not None:
            return NotJson(f"a body of {self.omitted.size} bytes, which was not kept")
        head = head_of(self.headers)
        if head.is_coded:
            return NotJson(f"a body in the content encoding {head.coding.lower()}, although identity was asked for")
        try:
            return _parse(self.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            return NotJson(_why(self.body, error))

    @cached_property
    def answer(self) -> Mapping[str, Any] | None:
        """The JSON object that every answer is to be; None where it is not."""
        return self.parsed if isinstance(self.parsed, dict) else None


@dataclass(frozen=True)
class NotJson:
    """Stands for a body that is no JSON, and says why."""

    why: str


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, or the fault that came instead. `at` is Unix seconds, `elapsed` seconds."""

    number: int
    request: Request
    response: Response | None
    fault: Fault | None
    at: float
    elapsed: float
    call: Call | None = field(default=None, repr=False)

    @property
    def operation(self) -> str:
        """The name of the operation, empty for a path that is none's."""
        return self.request.operation

    @cached_property
    def code(self) -> int | None:
        """The return code; None where there is none that is an integer."""
        code = self.answer.get("code")
        return code if isinstance(code, int) and not isinstance(code, bool) else None

    @cached_property
    def answer(self) -> Mapping[str, Any]:
        """The answer's JSON object; empty where there is none."""
        return (self.response.answer if self.response else None) or {}

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """What stands under `data`; empty where there is nothing."""
        data = self.answer.get("data")
        return data if isinstance(data, dict) else {}

    @property
    def succeeded(self) -> bool:
        """Whether the device says that it carried the operation out."""
        return self.code == 0

    def describe(self) -> str:
        """What came back, in a few words."""
        if self.fault:
            return self.fault.text
        assert self.response is not None
        if isinstance(self.response.parsed, NotJson):
            return f"HTTP {self.response.status} with {self.response.parsed.why}"
        if self.code is None:
            return f"HTTP {self.response.status} without an integer code"
        http = "" if self.response.status == 200 else f" (HTTP {self.response.status})"
        return f"code {self.code}{http}"


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


# Kept, because json.loads makes a new decoder each time that it is told what constants mean.
_decode = json.JSONDecoder(parse_constant=_no_constant).decode


def _parse(text: str) -> Any:
    return json.loads(text) if text.startswith("\ufeff") else _decode(text)


def _why(body: bytes, error: Exception) -> str:
    if not body.strip():
        return "an empty body"
    if body.lstrip()[:1] == b"<":
        return "a page of HTML or XML instead of JSON"
    if isinstance(error, UnicodeDecodeError):
        return "a body that is not UTF-8"
    return f"a body that is not JSON ({error})"
