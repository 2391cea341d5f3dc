"""The exchanges that a report shows: request, answer and command as text, packed so that the page stays small."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from conformance.cassette import Cassette, CassetteError
from conformance.cassette.shell import command_of
from conformance.cassette.show import asked, body_text, came, printable

LONGEST_BODY = 4_000
"""Characters of a body that are shown; the cassette has all of it."""
LONGEST_VALUE = 500
LONGEST_COMMAND = 6_000
"""Characters; a longer command is of no use to a person, and `cassette curl` prints it."""
MOST_BYTES = 1_900_000
"""Bytes of compressed evidence in one page, a third more when they are written as text."""
_BLOCK = 128

Packed = dict[str, Any]


def pack(file: Path, url: str, wanted: Iterable[int]) -> Packed:
    """The exchanges as gzip of a JSON line each, in base64; those wanted first are kept where not all have room.

    `left_out` is how many had no room or are missing, `problem` a sentence where the cassette can't be read or was
    changed: nothing is shown of it then, because it proves nothing.
    """
    numbers = list(dict.fromkeys(wanted))
    try:
        with Cassette.open(file) as cassette:
            problem = f"its cassette is not as it was recorded: {cassette.problems[0]}" if cassette.problems else ""
            return _nothing(numbers, problem) if problem else _packed(cassette, url, numbers)
    except CassetteError as error:
        return _nothing(numbers, str(error))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # A line whose hash is right and whose form is not: nobody's recorder wrote it.
        return _nothing(numbers, f"a line of its cassette is not of the format ({error!r})")


def _nothing(numbers: list[int], problem: str) -> Packed:
    return {"data": "", "left_out": len(numbers), "problem": problem}


def _packed(cassette: Cassette, url: str, numbers: list[int]) -> Packed:
    compressor = zlib.compressobj(6, wbits=31)
    data, kept = bytearray(), 0
    for start in range(0, len(numbers), _BLOCK):
        there = (each for each in numbers[start : start + _BLOCK] if each in cassette)
        block = [exchange_text(cassette.exchange(each), url) for each in there]
        data += compressor.compress("".join(json.dumps(each) + "\n" for each in block).encode())
        kept += len(block)
        if len(data) > MOST_BYTES:
            break
    data += compressor.flush()
    text = Markup(b64encode(data).decode())  # noqa: S704 - there is no markup in base64
    return {"data": text, "left_out": len(numbers) - kept, "problem": ""}


def exchange_text(line: Mapping[str, Any], url: str) -> dict[str, Any]:
    """One exchange for people: n, what was asked and came in a line, request, answer, command (empty: too long)."""
    request = line["request"]
    return {
        "n": line["n"],
        "title": f"{_cut(asked(request), 300)}: {came(dict(line))}",
        "when": f"{line['at']}, {line['ms']} ms",
        "request": "\n".join(_request(request)),
        "answer": _answer(line),
        "command": _command(line, url),
    }


def _request(request: Mapping[str, Any]) -> Iterable[str]:
    yield f"{request['method']} {printable(request['path'])}"
    # Made afresh for each request, they tell nothing and are half of the page.
    usual = {name for name in ("random", "timestamp") if request["auth"][name] == "well-formed"}
    yield "signature: " + ", ".join(f"{name} {value}" for name, value in request["auth"].items())
    for name, value in (*request.get("headers", ()), *request.get("query", ())):
        yield f"{printable(name)}: {_cut(printable(value), LONGEST_VALUE)}"
    for name, value in request["fields"]:
        if name not in usual:
            yield f"{printable(name)} = {_cut(printable(value), LONGEST_VALUE)}"
    for file in request.get("files", ()):
        about = f"{printable(file['filename'])}, {file['bytes']} bytes, pictures/{file['sha256']}"
        yield f"{printable(file['name'])}: {about}"
    if "body" in request:
        yield _content(request["body"])
    if request.get("raw"):
        yield "(the body was changed on purpose after it was signed)"


def _answer(line: Mapping[str, Any]) -> str:
    if "fault" in line:
        return f"{line['fault']['kind']}: {printable(line['fault']['text'])}"
    response = line["response"]
    return f"HTTP {response['status']}, {printable(str(response.get('type')))}\n{_content(response)}"


def _content(body: Mapping[str, Any]) -> str:
    return "\n".join(printable(each) for each in _cut(body_text(body), LONGEST_BODY).splitlines())


def _command(line: Mapping[str, Any], url: str) -> str:
    request = line["request"]
    if sum(len(value) for _, value in request["fields"]) > LONGEST_COMMAND:
        return ""
    command = command_of(line, url)
    return command if len(command) <= LONGEST_COMMAND else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"
