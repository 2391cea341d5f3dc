"""Cassette lines, format 1: a header, one exchange a line, a closing line (see README, "Cassettes").

    {"kind": "header", "format": 1, "tool", "spec", "device", "run", "volatile", "redacted", "hash"}
    {"kind": "exchange", "n", "at", "ms", "request": {...}, "response": {...} | "fault": {...}, "hash"}
    {"kind": "event", ..., "hash"}                  what a run knew beyond the exchanges
    {"kind": "end", "count", "head", "hash"}

Bodies are structured, so that a difference can be read: `fields` as pairs in their order, `files` by SHA-256 (the
pictures lie in pictures/ beside the cassette), answers as `json`. What has no such form stands as `text` or `base64`.
`request` has `headers` where they say something unusual of the body, `raw` where it was changed on purpose, and
`hostile` where HTTP itself has ways to turn it away. `response` has `coding` where there is a content encoding,
`fault` has `kept` where the connection had been used before.
`masked`, before `hash`, counts the secrets that were replaced by asterisks in what people and devices wrote; the
line's own names and numbers are never masked.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conformance.spec import load_spec
from conformance.wire import Exchange, FilePart, NotJson, Request, Response
from conformance.wire.bodies import FORM, MULTIPART

FORMAT = 1
KINDS = ("header", "exchange", "event", "end")
VOLATILE = ("random", "timestamp", "sign")
Line = dict[str, Any]
Value = Callable[[str, str], str | None]
"""Gives for a field's name and value what may stand on disk; None leaves the field out."""


@dataclass(frozen=True)
class Header:
    """What a cassette says of itself. `prefix` marks the objects that the run made, `seed` repeats it.

    `recipe` has what else decides which requests a run makes; other recordings have none.
    """

    tool: str
    device: Mapping[str, Any] = field(default_factory=dict)
    prefix: str = ""
    seed: str = ""
    redacted: Sequence[str] = ("sign", "app_id", "sn", "key", "secret_key")
    recipe: Mapping[str, Any] | None = None

    def line(self) -> Line:
        """The header as a line."""
        return {
            "kind": "header",
            "format": FORMAT,
            "tool": self.tool,
            "spec": load_spec().version,
            "device": dict(self.device),
            "run": {
                "prefix": self.prefix,
                "seed": self.seed,
                **({} if self.recipe is None else {"recipe": dict(self.recipe)}),
            },
            "volatile": list(VOLATILE),
            "redacted": list(self.redacted),
        }


def exchange_line(exchange: Exchange, value: Value) -> Line:
    """An exchange as a line; what `value` does not let through never reaches it."""
    line: Line = {
        "kind": "exchange",
        "n": exchange.number,
        "at": datetime.fromtimestamp(exchange.at, UTC).isoformat(timespec="microseconds"),
        "ms": round(exchange.elapsed * 1000, 3),
        "request": request_line(exchange.request, value),
    }
    if exchange.response is not None:
        line["response"] = _response(exchange.response)
    if exchange.fault is not None:
        line["fault"] = {"kind": exchange.fault.kind, "text": exchange.fault.text}
        if exchange.fault.on_kept_connection:
            line["fault"]["kept"] = True
    return line


def end_line(count: int, head: str) -> Line:
    """The closing line: how many exchanges there are, and the hash of the last line before it."""
    return {"kind": "end", "count": count, "head": head}


def request_line(request: Request, value: Value) -> Line:
    """A request as it stands in the line of its exchange."""
    kept = ((name, value(name, text)) for name, text in request.fields)
    line: Line = {
        "method": request.method,
        "path": request.path,
        "operation": request.operation,
        "encoding": request.encoding,
        "auth": request.auth.as_json(),
        "fields": [[name, text] for name, text in kept if text is not None],
    }
    if request.files:
        line["files"] = [_file(part) for part in request.files]
    if headers := [list(header) for header in request.headers if _tells(header, request.encoding)]:
        line["headers"] = headers
    if request.raw:
        line["raw"] = True
    if request.is_hostile:
        line["hostile"] = True
    return line


def _tells(header: tuple[str, str], encoding: str) -> bool:
    """Whether a header says of the body what its encoding does not; others, such as cookies, are nobody's business."""
    name, value = header[0].lower(), header[1]
    if name == "content-type":
        return value != FORM if encoding == "form" else not value.startswith(MULTIPART)
    return name in ("transfer-encoding", "content-encoding", "expect")


def _file(part: FilePart) -> Line:
    return {
        "name": part.name,
        "filename": part.filename,
        "type": part.content_type,
        "bytes": part.size,
        "sha256": part.sha256,
    }


def _response(response: Response) -> Line:
    line: Line = {"status": response.status, "type": response.header("Content-Type")}
    if coding := response.header("Content-Encoding"):
        line["coding"] = coding
    if not isinstance(response.parsed, NotJson):
        return line | {"json": response.parsed}
    return line | _text(response)


def with_text(line: Line, exchange: Exchange) -> Line:
    """The line with the answer's body as text instead of JSON."""
    assert exchange.response is not None
    kept = {name: value for name, value in line["response"].items() if name != "json"}
    return {**line, "response": kept | _text(exchange.response)}


def _text(response: Response) -> Line:
    try:
        return {"text": response.body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(response.body).decode("ascii")}
