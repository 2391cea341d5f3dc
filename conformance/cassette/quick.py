"""What a replay needs of an exchange, taken from its line as our writer writes it, without parsing the answer.

A line that is written in another way, or says anything unusual, is None here and is read by its JSON.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from conformance.cassette.chain import GENESIS

_decode = json.JSONDecoder().raw_decode
_HEAD = re.compile(r'\{"kind":"exchange","n":(\d+),"at":"[^"\\]*","ms":([\d.]+),"request":')
_ANSWER = re.compile(r',"response":\{"status":(\d+),"type":"([^"\\]*)","json":')
# `,"hash":"`, the hash, `"}`, a line break; before it the answer's own brace.
_TAIL = len(',"hash":"') + len(GENESIS) + len('"}\n') + 1


class Quick(NamedTuple):
    """A line whose request was parsed. `end` is where that ended in the text."""

    text: str
    number: int
    ms: float
    request: dict[str, Any]
    end: int


class Answer(NamedTuple):
    """An answer in JSON: status, content type, body."""

    status: int
    content_type: str
    body: bytes


def quick_line(text: str) -> Quick | None:
    """The line, its request parsed. Raises ValueError where that is no JSON."""
    head = _HEAD.match(text)
    if head is None:
        return None
    request, end = _decode(text, head.end())
    return Quick(text, int(head[1]), float(head[2]), request, end)


def quick_answer(line: Quick) -> Answer | None:
    """The answer of the line, if it is plain JSON in which no character is escaped and nothing was masked."""
    found = _ANSWER.match(line.text, line.end)
    if found is None or not line.text.startswith('},"hash":"', -_TAIL):
        return None
    body = line.text[found.end() : -_TAIL]
    if "\\" in body:
        return None
    return Answer(int(found[1]), found[2], body.encode("ascii"))
