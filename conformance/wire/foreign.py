"""A request that any client sent, taken apart as far as it goes: nothing is refused, nothing is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from conformance.spec import load_spec
from conformance.wire.authstate import AuthState, auth_state
from conformance.wire.bodies import FORM, MULTIPART, FilePart, boundary_of, decode_form
from conformance.wire.digest import Digest
from conformance.wire.exchange import Request
from conformance.wire.heads import Head, Pairs, head_of
from conformance.wire.sign import Credentials
from conformance.wire.tolerant import tolerant_multipart

# Methods whose requests usually have no body: what they say stands in the query.
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})


@dataclass(frozen=True)
class Arrived:
    """A request as it came: `target` is the path with its query, `clock` the time in Unix seconds.

    `omitted` stands for a body that was too large to be kept; `body` is empty then.
    """

    method: str
    target: str
    headers: Pairs
    body: bytes = field(repr=False)
    clock: float
    omitted: Digest | None = None

    @property
    def head(self) -> Head:
        """What its headers say of its body."""
        return head_of(self.headers)


def foreign_request(arrived: Arrived, secret_key: str = "", app_id: str = "") -> Request:
    """The request as the wire knows it. Without a secret the state of its sign is `unknown`.

    A body that is none of the API's encodings, or not what its Content-Type says, stays whole: encoding `other`,
    and `raw` where the Content-Type says that it is one of them. A query beside a body is kept apart from it.
    """
    path, _, query_text = arrived.target.partition("?")
    query = tuple(decode_form(query_text.encode("utf-8", "surrogateescape"))) if query_text else ()
    encoding, fields, files, raw = _taken_apart(arrived)
    if encoding == "query":
        fields, query = query, ()
    known = _operations().get(path)
    return Request(
        method=arrived.method,
        path=path,
        operation=known or "",
        encoding=encoding,
        fields=fields,
        files=files,
        auth=_auth_of(fields, secret_key, app_id, arrived.clock),
        headers=arrived.headers,
        body=arrived.body,
        raw=raw,
        query=query,
        omitted=arrived.omitted,
    )


def _taken_apart(arrived: Arrived) -> tuple[str, Pairs, tuple[FilePart, ...], bool]:
    """Encoding, fields and files, and whether the body is not what its Content-Type says."""
    head = arrived.head
    content_type = head.content_type
    media = content_type.partition(";")[0].strip().lower()
    if arrived.omitted is not None or head.is_coded:
        return "other", (), (), media in (FORM, MULTIPART)
    if not arrived.body:
        return "query" if arrived.method.upper() in _WITHOUT_BODY or "?" in arrived.target else "form", (), (), False
    if media == FORM:
        return "form", tuple(decode_form(arrived.body)), (), False
    if media != MULTIPART:
        return "other", (), (), False
    try:
        fields, files = tolerant_multipart(arrived.body, boundary_of(content_type))
    except ValueError:
        return "other", (), (), True
    return "multipart", tuple(fields), tuple(files), False


def _auth_of(fields: Pairs, secret_key: str, app_id: str, clock: float) -> AuthState:
    """Whoever has not told the app_id takes the client's for its own."""
    if not secret_key:
        return auth_state(fields, None, clock)
    sent = next((value for name, value in fields if name == "app_id" and value), "")
    return auth_state(fields, Credentials(app_id or sent, secret_key), clock)


@cache
def _operations() -> dict[str, str]:
    return {path: operation.name for path, operation in load_spec().by_path.items()}


_TEXT_TYPE = re.compile(r"(?:text/|application/(?:[\w.+-]*\+)?(?:json|xml))", re.IGNORECASE)


def is_text(content_type: str, body: bytes) -> bool:
    """Whether people can read a body: it is UTF-8, or says that it is text. What is not, may be a face."""
    if _TEXT_TYPE.match(content_type):
        return True
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text
