"""Is a cassette what was recorded, well-formed, whole, and without secrets?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import fastjsonschema

from conformance.cassette.errors import CassetteError
from conformance.cassette.format import KINDS, Line
from conformance.cassette.reader import Cassette
from conformance.cassette.recall import Pictures, exchange_of
from conformance.cassette.redact import Redactor
from conformance.spec.schemas import read_schema

SCHEMA = "cassette.json"
MOST = 100
"""Findings in lines that are listed."""


@dataclass
class Verified:
    """What was found: `problems` are findings, `remarks` are not."""

    exchanges: int = 0
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify(cassette: Cassette, redactor: Redactor | None = None) -> Verified:
    """Looks at the chain, each line's form, its pictures and, with a redactor that knows them, for secrets."""
    found = Verified(len(cassette), list(cassette.problems), list(cassette.remarks))
    pictures: dict[str, int] = {}
    most = MOST + len(found.problems)
    for line in cassette:
        found.problems += [f"{_named(line)} {sentence}" for sentence in _of_line(line, redactor)]
        if len(found.problems) >= most:
            found.problems[most:] = ["there may be more; only so many are listed"]
            break
        for file in _files(line):
            pictures.setdefault(str(file.get("sha256")), line.get("n", 0))
    found.problems += _pictures(cassette, pictures, found)
    return found


def _of_line(line: Line, redactor: Redactor | None) -> Iterator[str]:
    if why := _malformed(line):
        yield f"is not of this format: {why}"
    if redactor is not None and redactor.holds_secret(line):
        yield "holds a known secret"


def _malformed(line: Line) -> str:
    try:
        if line.get("kind") not in KINDS:
            return f"its kind is {line.get('kind')!r}"
        _check(line["kind"])(line)
        if line["kind"] == "exchange":
            exchange_of(line, _NONE)
    except fastjsonschema.JsonSchemaValueException as error:
        return str(error.message)[:200]
    except CassetteError as error:
        return str(error)[:200]
    return ""


def _nowhere(digest: str) -> bytes:
    raise CassetteError(f"{digest} is not asked for here")


_NONE = Pictures(_nowhere)


def _pictures(cassette: Cassette, pictures: dict[str, int], found: Verified) -> Iterator[str]:
    """A picture that was not kept is no fault; one that is not what was recorded is."""
    absent = [digest for digest in pictures if not (cassette.picture_folder / digest).exists()]
    if absent:
        first = absent[0]
        found.remarks.append(
            f"{len(absent)} of {len(pictures)} pictures are not in {cassette.picture_folder}, the first of them "
            f"{first} of exchange {pictures[first]}: they were not kept, or not copied along"
        )
    for digest in sorted(pictures.keys() - set(absent)):
        try:
            cassette.picture(digest)
        except CassetteError as error:
            yield str(error)


def _files(line: Line) -> list[dict[str, Any]]:
    request = line.get("request")
    files = request.get("files", []) if isinstance(request, dict) else []
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _named(line: Line) -> str:
    if line.get("kind") == "exchange":
        return f"exchange {line.get('n')}"
    return f"an event ({line.get('event')})" if line.get("kind") == "event" else f"the {line.get('kind')} line"


@cache
def _check(kind: str) -> Callable[[Any], object]:
    """The committed schema of a kind of lines, compiled: a cassette has many lines."""
    schema = read_schema(SCHEMA)
    draft = "http://json-schema.org/draft-07/schema#"
    known = {"$schema": draft, "$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"}
    check: Callable[[Any], object] = fastjsonschema.compile(known, use_default=False)
    return check
