"""A kind of value as a JSON Schema: as a device answers it, and as a client sends it in a form field."""

from __future__ import annotations

from conformance.spec.faceid import UNSIGNED_END
from conformance.spec.model import Field, Kind, Parameter, Spec
from conformance.spec.schemas.files import Schema

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
LONGEST_64_BIT = len(str(UNSIGNED_END - 1))
PATTERNS = {
    # [0-9], not \d, which means every script's digits in some dialects. Leading zeros are open (point 55).
    "positive-64-bit": f"^0*[1-9][0-9]{{0,{LONGEST_64_BIT - 1}}}$",
    "letters-or-digits": "^[0-9A-Za-z]*$",
    "upper-case-hex": "^[0-9A-F]*$",
}


def answered(kind: Kind, spec: Spec, parts: str = "") -> Schema:
    """The values of the kind in an answer; `parts` leads from the document to the shared parts.

    A text with a format need only not be empty: the document's own sample faceid, Vip11024 (s:462), is no number,
    and whether a device may take such a one is the judge's question, not the schema's.
    """
    if kind.type == "string-array":
        item = item_kind(kind)
        return {"type": "array", "items": {"$ref": f"{parts}{item}.json"} if item else {"type": "string"}}
    if kind.type == "int":
        return {"type": "integer"} | _range(kind, spec)
    return {"type": "string"} | ({"minLength": 1} if kind.format else {}) | _text(kind)


def sent(parameter: Parameter, spec: Spec) -> Schema:
    """The values of a request parameter. A list is sent as JSON text in one form field (facts 7 point 5)."""
    kind = parameter.kind
    if kind.type == "file":
        return {"type": "string", "format": "binary", "maxLength": kind.max_bytes} | _picture(kind)
    if kind.type == "string-array":
        return {"type": "string", "contentMediaType": "application/json", "contentSchema": _sent_list(kind, spec)}
    if kind.type == "int":
        return {"type": "integer"} | _range(kind, spec) | _digits(kind)
    lengths = {"minLength": kind.min_length} if kind.min_length else {}
    pattern = {"pattern": PATTERNS[kind.format]} if kind.format else {}
    return {"type": "string"} | lengths | _text(kind) | pattern


def media_types(kind: Kind) -> str:
    """The media types of a file part, as OpenAPI's encoding object lists them."""
    return ", ".join(MEDIA_TYPES[name] for name in kind.formats)


def item_kind(kind: Kind) -> str:
    """The kind of the items of an answered list; none for faceids: deleteFace repeats ill-formed ones as well."""
    return "" if kind.items == "faceid" else kind.items


def is_referred(field: Field) -> bool:
    """Whether the field's values are described by a shared part."""
    return bool(field.kind.name) and not field.unset


def _range(kind: Kind, spec: Spec) -> Schema:
    if kind.values:
        return {"enum": list(kind.values)}
    schema: Schema = {}
    lowest = _lowest(kind, spec)
    if lowest is not None:
        schema["minimum"] = lowest
    if kind.max is not None:
        schema["maximum"] = kind.max
    if kind.default is not None:
        schema["default"] = kind.default
    return schema


def _lowest(kind: Kind, spec: Spec) -> int | None:
    """Where the smallest value is open, the smallest that any reading allows."""
    reading = spec.readings.get(f"{kind.name}.minimum")
    return min(map(int, reading.values)) if reading else kind.min


def _digits(kind: Kind) -> Schema:
    """A number of so many digits, as a range."""
    if kind.min_length is None or kind.max_length is None:
        return {}
    return {"minimum": 10 ** (kind.min_length - 1), "maximum": 10**kind.max_length - 1}


def _text(kind: Kind) -> Schema:
    # Lengths count characters here: bytes (the other reading of the limits) are never fewer.
    length = {"maxLength": kind.max_length} if kind.max_length else {}
    first = kind.first_character_not
    return length | ({"pattern": f"^(?!{first})"} if first else {})


def _sent_list(kind: Kind, spec: Spec) -> Schema:
    return {"type": "array", "items": sent(Parameter("", spec.kinds[kind.items], ""), spec)}


def _picture(kind: Kind) -> Schema:
    return {"x-ipc-max-width": kind.max_width, "x-ipc-max-height": kind.max_height, "x-ipc-formats": list(kind.formats)}
