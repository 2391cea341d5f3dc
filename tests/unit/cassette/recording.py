"""Cassettes in a test's folder, and a checker of the chain that shares nothing with the package."""

from __future__ import annotations

import hashlib
import itertools
import json

from conformance.cassette import Header, Redactor, Writer
from conformance.wire import Client, Credentials, Target

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")
HEADER = Header("tests", {"url": "https://camera"}, "ipcc-1", "0")
_numbers = itertools.count()


def recorded(folder, url, call, credentials=CREDENTIALS):
    """The line of one exchange, written and read back."""
    path = folder / f"{next(_numbers)}.jsonl"
    redactor = Redactor(credentials)
    with Writer(path, HEADER, redactor) as writer, Client(Target(url), credentials, observers=(writer,)) as client:
        assert client.send(call).fault is None
    return checked(path)[1]


def checked(path, closed=True):
    """The lines of a cassette, each parsed, the chain followed. Written from the description of the format alone."""
    lines, head, exchanges = [], "0" * 64, 0
    for raw in path.read_bytes().split(b"\n")[:-1]:
        body, _, digest = raw.rpartition(b',"hash":"')
        line = json.loads(raw, parse_constant=lambda name: 1 / 0)
        assert line["hash"] == digest.removesuffix(b'"}').decode()
        assert line["hash"] == hashlib.sha256(head.encode() + body + b"}").hexdigest()
        if line["kind"] == "end":
            assert (line["count"], line["head"]) == (exchanges, head)
        head, exchanges = line["hash"], exchanges + (line["kind"] == "exchange")
        lines.append(line)
    assert lines[0]["kind"] == "header"
    assert [line["kind"] for line in lines[1:]] == ["exchange"] * exchanges + ["end"] * closed
    return lines
