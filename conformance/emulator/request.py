"""A request as the operations see it: which operation, its parameters (text) and its files (bytes)."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.multipart import parse_options_header

from conformance.emulator import form, multipart
from conformance.emulator.readings import Readings
from conformance.emulator.refusal import bad_parameter
from conformance.spec import Operation

FORM = form.MEDIA_TYPE.encode()


@dataclass(slots=True)
class Request:
    """One request. `values` holds one value a name, `pairs` all of them in the order sent (for the signature)."""

    operation: Operation
    values: dict[str, str]
    pairs: form.Pairs
    files: dict[str, bytes] = field(default_factory=dict)
    urlencoded: bool = False


def parse(operation: Operation, content_type: bytes, body: bytes, readings: Readings) -> Request:
    """The request in a body of that content type. Raises Refused (bad-parameter) if it can't be read."""
    # The common case goes without the cost of parsing the header's options.
    media, options = (FORM, {}) if content_type == FORM else parse_options_header(content_type)
    if not accepts(operation, media.decode("latin-1"), readings):
        raise bad_parameter(f"{operation.name} takes no {media!r}")
    files: dict[str, bytes] = {}
    if media == FORM:
        pairs = form.parse(body, readings)
    else:
        pairs, files = multipart.parse(body, options.get(b"boundary", b""))
    return Request(operation, one_each(pairs, readings["parameter.doubled"]), pairs, files, media == FORM)


def accepts(operation: Operation, media: str, readings: Readings) -> bool:
    """Whether the operation takes a body of that media type (s:409, s:587, s:924; facts 2.1)."""
    if operation.encoding == "form":
        return media == form.MEDIA_TYPE
    lenient = operation.name == "updateFace" and readings["updateFace.urlencoded"] == "accepted"
    return media == multipart.MEDIA_TYPE or (lenient and media == form.MEDIA_TYPE)


def one_each(pairs: form.Pairs, doubled: str) -> dict[str, str]:
    """One value for each name; `doubled` is the reading of that name. Raises Refused (bad-parameter)."""
    values = dict(pairs)
    if len(values) == len(pairs) or doubled == "last":
        return values
    if doubled == "refused":
        raise bad_parameter("a parameter is sent twice")
    return dict(reversed(pairs))
