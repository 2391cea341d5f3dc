"""Lines of a cassette for people to read: one exchange in a line, or all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.cassette.format import Line
from conformance.spec import load_spec

LONGEST = 40
"""Characters of a value in a line; `details` shows all of it."""


def heading(header: Line) -> str:
    """What the cassette says of itself."""
    device = header.get("device", {})
    about = ", ".join(f"{printable(str(name))} {printable(str(value))}" for name, value in device.items() if value)
    prefix = header.get("run", {}).get("prefix")
    parts = [f"recorded by {printable(str(header.get('tool', '')))}", about, f"prefix {prefix}" if prefix else ""]
    return "; ".join(filter(None, parts))


def summary(line: Line) -> str:
    """An exchange in one line: number, time of day, duration, what was asked, what came."""
    request = line["request"]
    return f"{line['n']:>6}  {line['at'][11:23]}  {line['ms']:>8.1f} ms  {asked(request)}: {came(line)}"


def asked(request: Mapping[str, Any]) -> str:
    """The operation with its own values, and what is unusual about the request."""
    public = {parameter.name for parameter in load_spec().public}
    values = [f"{printable(name)}={_short(value)}" for name, value in request["fields"] if name not in public]
    values += [f"{printable(file['name'])}=<{file['bytes']} bytes>" for file in request.get("files", ())]
    what = request["operation"] or f"{request['method']} {printable(request['path'])}"
    return f"{what}({', '.join(values)}){''.join(f' [{each}]' for each in _unusual(request))}"


def came(line: Line) -> str:
    """What came back, in a few words."""
    if "fault" in line:
        return f"{line['fault']['kind']}: {printable(line['fault']['text'])}"
    response = line["response"]
    http = "" if response["status"] == 200 else f", HTTP {response['status']}"
    answer = response.get("json")
    if isinstance(answer, dict) and "code" in answer:
        return f"code {printable(str(answer['code']))}{http}"
    kind = next((name for name in ("json", "text", "base64") if name in response), "digest")
    return f"HTTP {response['status']}, {kind} without a code"


def details(line: Line) -> Iterator[str]:
    """All of an exchange, a line each."""
    request = line["request"]
    yield f"exchange {line['n']} at {line['at']}, {line['ms']} ms"
    yield f"  {request['method']} {printable(request['path'])}  {request['operation'] or 'none of the operations'}"
    yield "  auth: " + ", ".join(f"{name} {value}" for name, value in request["auth"].items())
    for name, value in request.get("headers", ()):
        yield f"  {printable(name)}: {printable(value)}"
    for name, value in request.get("query", ()):
        yield f"  ?{printable(name)} = {printable(value)}"
    for name, value in request["fields"]:
        yield f"  {printable(name)} = {printable(value)}"
    for file in request.get("files", ()):
        about = f"{printable(file['filename'])}, {printable(file['type'])}, {file['bytes']} bytes"
        yield f"  {printable(file['name'])}: {about}, pictures/{file['sha256']}"
    if "body" in request:
        yield from _content(request["body"])
    yield f"  -> {came(line)}"
    if "response" in line:
        yield from _content(line["response"])


def event_summary(event: Line) -> str:
    """An event in one line."""
    told = {name: value for name, value in event.items() if name not in ("kind", "event", "hash", "digests")}
    text = ", ".join(
        f"{name} {_short(value if isinstance(value, str) else json.dumps(value))}" for name, value in told.items()
    )
    return f"        {event.get('event')}: {text}"


def printable(text: str) -> str:
    """The text with what could move a terminal's cursor written as escapes."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def _unusual(request: Mapping[str, Any]) -> Iterator[str]:
    auth = request["auth"]
    usual = "GET" if request["encoding"] == "query" else "POST"
    if request["method"] != usual and request["operation"]:
        yield str(request["method"])
    if auth["sign"] not in ("correct", "unknown"):
        yield f"sign {auth['sign']}"
    yield from (f"{name} {auth[name]}" for name in ("random", "timestamp") if auth[name] != "well-formed")
    if auth["app_id"] != "own":
        yield f"app_id {auth['app_id']}"
    if request.get("raw"):
        yield "body changed"


def body_text(body: Mapping[str, Any]) -> str:
    """What people read of a recorded body: JSON laid out, text as it is, or which bytes were not kept."""
    if "json" in body:
        return json.dumps(body["json"], indent=2, ensure_ascii=False)
    if "sha256" in body:
        return f"{body['bytes']} bytes that were not kept, SHA-256 {body['sha256']}"
    return str(body.get("text", body.get("base64", "")))


def _content(body: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"  {printable(each)}" for each in body_text(body).splitlines())


def _short(value: str) -> str:
    text = printable(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(value)} characters)"
