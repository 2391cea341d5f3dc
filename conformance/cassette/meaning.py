"""What a request means: what it asks for, and how well it is signed. Two that mean the same are answered the same.

Neither the values of random, timestamp and sign count, nor boundaries, the order of parts and fields, names of files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from conformance.cassette.format import Line
from conformance.spec import load_spec
from conformance.wire import Request
from conformance.wire.bodies import FORM, MULTIPART
from conformance.wire.text import to_bytes

NEAR = 300
"""Seconds. A clock that is off by less is nobody's reason to refuse: the document names no tolerance (facts 2.2)."""

TELLING = frozenset({b"content-type", b"content-encoding"})
"""The headers that decide what a body means; all others are not looked at."""

Pairs = tuple[tuple[str, str], ...]
Auth = tuple[str, ...]


class What(NamedTuple):
    """What a request asks for. `fields` and `files` are sorted by name; a file is its SHA-256."""

    asked: str
    encoding: str
    fields: Pairs
    files: Pairs
    body: tuple[str, ...] = ()


class Meaning(NamedTuple):
    """What a request asks for, and the state of sign, app_id, random, timestamp and clock."""

    what: What
    auth: Auth


class Lens:
    """Sees what counts in the request of a line.

    `hidden` names fields whose values can't be compared, because whoever compares has not the key of their digests:
    only that they are there counts. `verified`: the secret is known and signs were checked; or else of a sign and an
    app_id only that they are there counts.
    """

    def __init__(self, hidden: Iterable[str] = (), *, verified: bool = True) -> None:
        self.verified = verified
        self._hidden = frozenset(name.lower() for name in hidden)

    def plain_meaning(self, request: Request, fields: list[tuple[str, str]]) -> Meaning:
        """What a request means that has fields and files and says nothing unusual beside them.

        `fields` are its private ones, redacted. The same as `meaning` of its line, for a third of the cost.
        """
        hidden = self._hidden
        if hidden:
            fields = [(name, HIDDEN if name.lower() in hidden else value) for name, value in fields]
        fields.sort(key=_name)
        files = tuple(sorted((part.name, part.sha256) for part in request.files)) if request.files else ()
        auth = request.auth
        state = self._state(auth.sign, auth.app_id, auth.random, auth.timestamp, auth.offset)
        return Meaning(What(request.operation, request.encoding, tuple(fields), files), state)

    def meaning(self, request: Mapping[str, Any]) -> Meaning:
        """What the request means."""
        return Meaning(self._what(request), self._auth(request["auth"]))

    def _what(self, request: Mapping[str, Any]) -> What:
        public, hidden = _public_names(), self._hidden
        fields = [(name, value) for name, value in request["fields"] if name not in public]
        if hidden:
            fields = [(name, HIDDEN if name.lower() in hidden else value) for name, value in fields]
        fields.sort(key=_name)
        files = request.get("files")
        return What(
            request["operation"] if request["method"] == "POST" and request["operation"] else _asked(request),
            request["encoding"],
            tuple(fields),
            tuple(sorted((file["name"], file["sha256"]) for file in files)) if files else (),
            tuple(_of_body(request)) if len(request) > _PLAIN_MEMBERS else (),
        )

    def _auth(self, auth: Mapping[str, Any]) -> Auth:
        return self._state(auth["sign"], auth["app_id"], auth["random"], auth["timestamp"], auth.get("offset", 0))

    def _state(self, sign: str, app_id: str, random: str, timestamp: str, offset: int) -> Auth:
        clock = "near" if -NEAR <= offset <= NEAR else "behind" if offset < 0 else "ahead"
        if not self.verified:
            sign, app_id = ("absent" if state == "absent" else "given" for state in (sign, app_id))
        elif sign == "unknown":
            sign = "correct"  # recorded by somebody without the secret; a client that is used has the right one
        return sign, app_id, random, timestamp, clock


def private_fields(request: Request) -> list[tuple[str, str]] | None:
    """The fields that are not public; None where more than these and the files has to be looked at."""
    plain = request.method == "POST" and request.operation and request.encoding in _MEDIA
    if not plain or request.raw or request.query or not all(map(_is_usual, request.headers)):
        return None
    public = _public_names()
    return [pair for pair in request.fields if pair[0] not in public]


def _is_usual(header: tuple[str, str]) -> bool:
    """Whether a header tells nothing of the body that its encoding does not."""
    if header[0].lower() != "content-type":
        return True
    return header[1] == FORM or header[1].startswith(MULTIPART)


HIDDEN = "(redacted)"
GOOD = ("correct", "own", "well-formed", "well-formed", "near")
GIVEN = ("given", "given", "well-formed", "well-formed", "near")
# method, path, operation, encoding, auth, fields
_PLAIN_MEMBERS = 6


def is_good(auth: Auth) -> bool:
    """Whether the authentication gives no reason to refuse."""
    return auth in (GOOD, GIVEN)


@cache
def _public_names() -> frozenset[str]:
    return frozenset(parameter.name for parameter in load_spec().public)


def _name(pair: tuple[str, str]) -> str:
    return pair[0]


def _asked(request: Mapping[str, Any]) -> str:
    """A request that is none of the API's is known by method and path, as they stand on the wire."""
    return f"{request['method']} {quote(to_bytes(request['path']), safe='/?=&%+')}"


def _of_body(request: Mapping[str, Any]) -> Iterator[str]:
    """What else tells bodies apart: what has no fields, changes on purpose, a type that is not that of the encoding."""
    if "query" in request:
        yield f"query={sorted(pair for pair in request['query'] if pair[0] not in _public_names())!r}"
    if "body" in request:
        yield f"body={json.dumps(_lasting(request['body']), sort_keys=True)}"
    if request.get("raw"):
        yield "raw"
    for name, value in request.get("headers", ()):
        media = value.partition(";")[0].strip().lower()
        if name.lower() == "content-type" and media != _MEDIA.get(request["encoding"], media):
            yield f"type={media}"


def _lasting(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A body without fields; one in JSON without the public parameters."""
    if isinstance(body.get("json"), dict):
        return {name: value for name, value in body["json"].items() if name not in _public_names()}
    return body


_MEDIA = {"form": FORM, "multipart": MULTIPART}


def differences(recorded: Meaning, sent: Meaning) -> list[Line]:
    """In what two requests differ: {"field", "recorded", "sent"}; None stands for what is not there."""
    found = [
        _difference("operation", recorded.what.asked, sent.what.asked),
        _difference("encoding", recorded.what.encoding, sent.what.encoding),
        *_of_pairs(recorded.what.fields, sent.what.fields, ""),
        *_of_pairs(recorded.what.files, sent.what.files, " (file)"),
        _difference("body", " ".join(recorded.what.body) or None, " ".join(sent.what.body) or None),
        *(_difference(name, *states) for name, *states in zip(_STATES, recorded.auth, sent.auth, strict=True)),
    ]
    return [each for each in found if each["recorded"] != each["sent"]]


_STATES = ("auth.sign", "auth.app_id", "auth.random", "auth.timestamp", "auth.clock")


def _of_pairs(recorded: Pairs, sent: Pairs, mark: str) -> Iterator[Line]:
    names = dict.fromkeys(name for name, _ in (*recorded, *sent))
    for name in names:
        here, there = ([value for key, value in pairs if key == name] for pairs in (recorded, sent))
        for at in range(max(len(here), len(there))):
            yield _difference(name + mark, _at(here, at), _at(there, at))


def _at(values: list[str], place: int) -> str | None:
    return values[place] if place < len(values) else None


def _difference(field: str, recorded: str | None, sent: str | None) -> Line:
    return {"field": field, "recorded": recorded, "sent": sent}


def distance(recorded: Meaning, sent: Meaning) -> int:
    """How far apart two requests are: another operation is further than any number of other values."""
    return sum(100 if each["field"] == "operation" else 1 for each in differences(recorded, sent))
