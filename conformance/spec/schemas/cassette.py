"""The schema of a cassette's lines, format 1: each line is one object, and its `kind` says which."""

from __future__ import annotations

from typing import Any

from conformance.spec.model import Spec
from conformance.spec.schemas.files import BASE, DIALECT

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 in hexadecimal digits."}
TRUE: Schema = {"const": True}
FORM_STATES = ["well-formed", "ill-formed", "absent", "doubled"]
FAULTS = ["timeout", "unreachable", "tls", "closed", "protocol", "too-large", "aborted"]


def cassette_schema(spec: Spec) -> Schema:
    """The schema of one line."""
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}cassette.json",
        "title": "A line of a cassette, format 1",
        "description": "A cassette is a text of such lines (JSON Lines, ASCII): a header, exchanges and events in "
        "their order, a closing line. Members that a reader does not know mean nothing to it.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("header", "exchange", "event", "end")],
        "$defs": {
            "header": _header(),
            "exchange": _exchange(spec),
            "event": _event(),
            "end": _end(),
            "request": _request(spec),
            "response": _response(),
            "fault": _fault(),
            "pairs": _pairs(),
            "body": _body(),
        },
    }


def _line(kind: str, description: str, required: list[str], properties: Schema) -> Schema:
    common = {
        "hash": HASH | {"description": "Of the hash of the line before (64 zeros) and this line without it."},
        "masked": COUNT | {"minimum": 1, "description": "How many secrets were replaced by asterisks."},
    }
    return {
        "description": description,
        "type": "object",
        "required": ["kind", *required, "hash"],
        "properties": {"kind": {"const": kind}, **properties, **common},
    }


def _header() -> Schema:
    run = {
        "description": "What marks the objects of a run, and what else decides which requests it makes.",
        "type": "object",
        "required": ["prefix", "seed"],
        "properties": {"prefix": TEXT, "seed": TEXT, "recipe": {"type": "object"}},
    }
    names: Schema = {"type": "array", "items": TEXT}
    return _line(
        "header",
        "The first line.",
        ["format", "tool", "spec", "device", "run", "volatile", "redacted"],
        {
            "format": {"const": 1},
            "tool": TEXT,
            "spec": TEXT,
            "device": {"type": "object"},
            "run": run,
            "volatile": names | {"description": "Fields that are other in each request that means the same."},
            "redacted": names | {"description": "Fields that are left out (sign) or stand there as keyed digests."},
        },
    )


def _exchange(spec: Spec) -> Schema:
    schema = _line(
        "exchange",
        "A request and its answer, or the fault that came instead.",
        ["n", "at", "ms", "request"],
        {
            "n": COUNT | {"description": "Its number."},
            "at": {"type": "string", "format": "date-time", "description": "When the request began."},
            "ms": {"type": "number", "minimum": 0, "description": "Milliseconds to the end of the answer."},
            "request": {"$ref": "#/$defs/request"},
            "response": {"$ref": "#/$defs/response"},
            "fault": {"$ref": "#/$defs/fault"},
        },
    )
    return schema | {"oneOf": [{"required": ["response"]}, {"required": ["fault"]}], "$comment": spec.version}


def _event() -> Schema:
    return _line(
        "event", "What a run knew beyond its exchanges.", ["event"], {"event": TEXT | {"description": "Of what kind."}}
    )


def _end() -> Schema:
    return _line(
        "end",
        "The closing line; a cassette without one was interrupted.",
        ["count", "head"],
        {"count": COUNT, "head": HASH | {"description": "The hash of the line before."}},
    )


def _request(spec: Spec) -> Schema:
    file = {
        "type": "object",
        "required": ["name", "filename", "type", "bytes", "sha256"],
        "properties": {"name": TEXT, "filename": TEXT, "type": TEXT, "bytes": COUNT, "sha256": HASH},
    }
    return {
        "type": "object",
        "required": ["method", "path", "operation", "encoding", "auth", "fields"],
        "properties": {
            "method": TEXT,
            "path": TEXT,
            "operation": {"enum": ["", *spec.operations]},
            "encoding": {"enum": ["form", "multipart", "query", "other"]},
            "auth": _auth(),
            "fields": {"$ref": "#/$defs/pairs"},
            "query": {"$ref": "#/$defs/pairs"},
            "body": {"$ref": "#/$defs/body"},
            "files": {"type": "array", "items": file, "minItems": 1},
            "headers": {"$ref": "#/$defs/pairs"},
            "raw": TRUE,
            "hostile": TRUE,
        },
    }


def _auth() -> Schema:
    return {
        "description": "The state of the public parameters, judged when it was recorded; `offset` in seconds.",
        "type": "object",
        "required": ["sign", "app_id", "random", "timestamp", "offset"],
        "properties": {
            "sign": {"enum": ["correct", "alphabetic", "other-case", "wrong", "absent", "unknown"]},
            "app_id": {"enum": ["own", "other", "absent"]},
            "random": {"enum": FORM_STATES},
            "timestamp": {"enum": FORM_STATES},
            "offset": {"type": "integer"},
        },
    }


def _response() -> Schema:
    return {
        "type": "object",
        "required": ["status", "type"],
        "properties": {"status": COUNT, "type": TEXT, "coding": TEXT, **_bodies()},
        "oneOf": _one_body(),
    }


def _body() -> Schema:
    return {"type": "object", "properties": _bodies(), "oneOf": _one_body()}


def _bodies() -> Schema:
    return {
        "json": {"description": "The body as JSON."},
        "text": TEXT | {"description": "The body, which is no JSON but UTF-8."},
        "base64": {"type": "string", "contentEncoding": "base64"},
        "bytes": COUNT | {"description": "The length of a body that is not kept."},
        "sha256": HASH | {"description": "The digest of a body that is not kept."},
    }


def _one_body() -> list[Schema]:
    return [{"required": [name]} for name in ("json", "text", "base64", "sha256")]


def _fault() -> Schema:
    return {
        "type": "object",
        "required": ["kind", "text"],
        "properties": {
            "kind": {"enum": FAULTS},
            "text": TEXT | {"description": "A sentence for people."},
            "kept": TRUE | {"description": "The connection had been used before."},
        },
    }


def _pairs() -> Schema:
    pair = {"type": "array", "prefixItems": [TEXT, TEXT], "minItems": 2, "maxItems": 2}
    return {"description": "Names and values in their order.", "type": "array", "items": pair}
