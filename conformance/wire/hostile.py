"""Requests that a server may turn away by HTTP's own means: 411, 413, 415, 417, 431 (RFC 9110 15.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.wire.bodies import FORM, MULTIPART
from conformance.wire.heads import head_of

if TYPE_CHECKING:
    from conformance.wire.exchange import Request

# Far beyond what any request of the document needs. Bytes, but for the number of fields.
LONG_HEADER, MANY_FIELDS, LARGE_FIELDS, LARGE_FILES = 1000, 100, 65536, 1_200_000


def is_hostile(request: Request) -> bool:
    """Whether HTTP itself has ways to turn this request away."""
    head = head_of(request.headers)
    return (
        not _fits(request, head.types)
        or bool(request.query)
        or not _FRAMING.isdisjoint(head.names)
        or head.longest > LONG_HEADER
        or len(request.fields) > MANY_FIELDS
        or sum([len(value) for _, value in request.fields]) > LARGE_FIELDS
        or sum([part.size for part in request.files]) > LARGE_FILES
    )


_FRAMING = frozenset({"expect", "transfer-encoding"})


def _fits(request: Request, types: tuple[str, ...]) -> bool:
    """Whether the content type is that of the body. A body that is not at hand is taken for good."""
    if not request.body or request.encoding not in ("form", "multipart"):
        return True
    media, _, boundary = types[0].partition("; boundary=") if len(types) == 1 else ("", "", "")
    if request.encoding == "form":
        return media == FORM
    boundary = boundary.strip('"')  # RFC 2046 5.1.1 lets a client quote it
    return media == MULTIPART and bool(boundary) and f"--{boundary}".encode() in request.body
