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
Of a foreign client: `operation` is empty where the request is none of the API's; `query` are the fields in the target
where the body has fields too; with the encoding `other`, `body` is the whole of it as `json`, `text` or `base64`. A
body that is not kept, because it is large or may be a picture, stands as its length and digest, `bytes`, `sha256`.
`masked`, before `hash`, counts the secrets that were replaced by asterisks in what people and devices wrote; the
line's own names and numbers are never masked.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from math import modf
from typing import Any

from conformance.spec import load_spec
from conformance.wire import Exchange, FilePart, NotJson, Request, Response
from conformance.wire.bodies import FORM, MULTIPART
from conformance.wire.digest import Digest
from conformance.wire.heads import Pairs, head_of

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
        "at": _instant(exchange.at),
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


def _instant(at: float) -> str:
    """A time in Unix seconds as ISO 8601 in UTC, to the microsecond."""
    fraction, whole = modf(at)
    microseconds = round(fraction * 1e6)
    if 0 <= microseconds < 10**6:
        return f"{_second(int(whole))}.{microseconds:06}+00:00"
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


@lru_cache(maxsize=4)
def _second(whole: int) -> str:
    return datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def answer_of(line: Line) -> Mapping[str, Any]:
    """The recorded answer as the API's object, with its code and data; empty where there is none."""
    answer = (line.get("response") or {}).get("json")
    return answer if isinstance(answer, dict) else {}


def data_of(line: Line) -> Mapping[str, Any]:
    """The data of the recorded answer; empty where there are none."""
    data = answer_of(line).get("data")
    return data if isinstance(data, dict) else {}


def end_line(count: int, head: str) -> Line:
    """The closing line: how many exchanges there are, and the hash of the last line before it."""
    return {"kind": "end", "count": count, "head": head}


def request_line(request: Request, value: Value) -> Line:
    """A request as it stands in the line of its exchange."""
    line: Line = {
        "method": request.method,
        "path": request.path,
        "operation": request.operation,
        "encoding": request.encoding,
        "auth": request.auth.as_json(),
        "fields": [[name, kept] for name, text in request.fields if (kept := value(name, text)) is not None],
    }
    if request.query:
        line["query"] = [[name, kept] for name, text in request.query if (kept := value(name, text)) is not None]
    if request.encoding == "other":
        line["body"] = _digest(request.omitted) if request.omitted else _json_or_text(request.body)
    if request.files:
        line["files"] = [_file(part) for part in request.files]
    if headers := _telling(request.headers, request.encoding):
        line["headers"] = [list(header) for header in headers]
    if request.raw:
        line["raw"] = True
    if request.is_hostile:
        line["hostile"] = True
    return line


@lru_cache(maxsize=256)
def _telling(headers: Pairs, encoding: str) -> Pairs:
    """What says of the body what its encoding does not; others, such as cookies, are nobody's business."""
    return tuple([header for header in headers if _tells(header, encoding)])


def _tells(header: tuple[str, str], encoding: str) -> bool:
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
    head = head_of(response.headers)
    line: Line = {"status": response.status, "type": head.content_type}
    if head.coding:
        line["coding"] = head.coding
    if response.omitted is not None:
        return line | _digest(response.omitted)
    if not isinstance(response.parsed, NotJson):
        return line | {"json": response.parsed}
    return line | _text(response.body)


def with_text(line: Line, exchange: Exchange) -> Line:
    """The line with both bodies as text instead of JSON."""
    line = dict(line)
    if "json" in line["request"].get("body", ()):
        line["request"] = line["request"] | {"body": _text(exchange.request.body)}
    if exchange.response is not None and "json" in line["response"]:
        kept = {name: value for name, value in line["response"].items() if name != "json"}
        line["response"] = kept | _text(exchange.response.body)
    return line


def _digest(omitted: Digest) -> Line:
    return {"bytes": omitted.size, "sha256": omitted.sha256}


def _json_or_text(body: bytes) -> Line:
    """JSON where nothing of the body is lost by it."""
    try:
        return {"json": json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refused)}
    except (ValueError, RecursionError):
        return _text(body)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _text(body: bytes) -> Line:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}
