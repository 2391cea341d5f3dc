"""Cassettes in a test's folder, and a checker of the chain that shares nothing with the package."""

from __future__ import annotations

import hashlib
import itertools
import json

from conformance.cassette import Header, Redactor, Writer
from conformance.wire import Client, Credentials, Exchange, Fault, FilePart, Request, Response, Target, auth_state

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


def exchange(number=1, fields=(), body=b'{"code":0}', content_type="application/json", **more):
    """An exchange as it comes from a client; `more` replaces parts of its request."""
    public = (("app_id", CREDENTIALS.app_id), ("random", "123456"), ("timestamp", "1593029283"))
    all_fields = (*public, *fields, ("sign", SIGN))
    request = {
        "method": "POST",
        "path": "/openapi/face/createGroup",
        "operation": "createGroup",
        "encoding": "form",
        "fields": all_fields,
        "files": (),
        "auth": auth_state(all_fields, CREDENTIALS, 1593029283),
    }
    fault = more.pop("fault", None)
    answer = None if fault else Response(200, (("Content-Type", content_type),), body)
    return Exchange(number, Request(**request | more), answer, fault, 1593029283.5, 0.0123)


SIGN = "72CB1C1031D3BA103D2FA1A57E171C2D"
PICTURE = FilePart("pic", "face.jpg", "image/jpeg", b"\xff\xd8 a picture \xff\xd9")
FAULT = Fault("timeout", "no answer within 10 s")
