"""The schema of each operation's answer (JSON Schema 2020-12); what answers share stands in parts.

A schema accepts what any reading of the document allows: it may never accuse a legitimate camera. Fields that no
table names are allowed with any value: a user-defined attribute can't be told from them without the group's list of
attributes, and cameras answer more than the tables say (`point`, facts 7 point 77).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.spec.catalogue import answer_fields
from conformance.spec.model import Field, Operation, Spec
from conformance.spec.schemas.clauses import BY_KIND, clauses, is_conditional
from conformance.spec.schemas.files import BASE, DIALECT, Schema
from conformance.spec.schemas.kinds import answered, is_referred, item_kind

NO_DATA: Schema = {"type": ["object", "null"]}  # how a refusal's data shows is open (facts 7 point 8)


def answer_schemas(spec: Spec) -> dict[str, Schema]:
    """Every document by its file name under schemas/."""
    found = {"parts/envelope.json": _envelope()}
    for name, sources in _used_kinds(spec).items():
        title = f"{name} in an answer"
        found[f"parts/{name}.json"] = _document(f"parts/{name}.json", title, f"Answered in {', '.join(sources)}.") | (
            answered(spec.kinds[name], spec)
        )
    for name, fields in spec.parts.items():
        words = f"What answers say of a {name} ({_span(fields)})."
        found[f"parts/{name}.json"] = _document(f"parts/{name}.json", name, words) | _object(fields, "", spec)
    for operation in spec.operations.values():
        found[f"answers/{operation.name}.json"] = _answer(operation, spec)
    return found


def _document(name: str, title: str, description: str) -> Schema:
    return {"$schema": DIALECT, "$id": BASE + name, "title": title, "description": description}


def _envelope() -> Schema:
    words = "Every answer is an object with an integer code; what else it says stands under data (facts 2.4)."
    return _document("parts/envelope.json", "envelope", words) | {
        "type": "object",
        "required": ["code"],
        "properties": {"code": {"type": "integer"}, "data": NO_DATA},
    }


def _answer(operation: Operation, spec: Spec) -> Schema:
    words = f"{operation.title} ({operation.source}); its return codes: {operation.codes_source}."
    schema = _document(f"answers/{operation.name}.json", f"Answer of {operation.name}", words) | {
        "allOf": [{"$ref": "../parts/envelope.json"}],
        "properties": {"code": {"enum": list(operation.codes)}},
    }
    if operation.answer:
        schema["if"] = {"required": ["code"], "properties": {"code": {"const": 0}}}
        schema["then"] = _success(operation, spec)
    return schema


def _success(operation: Operation, spec: Spec) -> Schema:
    data = _data(operation, spec)
    if _may_be_empty(operation, spec):
        filled = {"type": "object", "minProperties": 1}
        return {"properties": {"data": {"if": filled, "then": data}}}
    return {"required": ["data"], "properties": {"data": data}}


def _may_be_empty(operation: Operation, spec: Spec) -> bool:
    """Whether a reading has the operation answer code 0 without data for what it doesn't know (points 76, 87, 94)."""
    start = f"{operation.name}.unknown"
    return any(name.startswith(start) and "empty" in reading.values for name, reading in spec.readings.items())


def _data(operation: Operation, spec: Spec) -> Schema:
    shared = [name for name, fields in spec.parts.items() if set(fields) <= set(operation.answer)]
    own = [field for field in operation.answer if not any(field in spec.parts[name] for name in shared)]
    schema = _object(own, "../parts/", spec)
    return {"allOf": [{"$ref": f"../parts/{name}.json"} for name in shared]} | schema if shared else schema


def _object(fields: Iterable[Field], parts: str, spec: Spec) -> Schema:
    fields = tuple(fields)
    schema: Schema = {"type": "object"}
    required = [field.name for field in fields if not is_conditional(field)]
    if required:
        schema["required"] = required
    schema["properties"] = {name: _value(field, parts, spec) for field in fields for name in (field.name, *field.also)}
    more = list(clauses(fields, parts, spec))
    return schema | ({"allOf": more} if more else {})


def _value(field: Field, parts: str, spec: Spec) -> Schema:
    source: Schema = {"description": field.source}
    if field.list_of:
        return {"type": "array", "items": {"$ref": f"{parts}{field.list_of}.json"}} | source
    if field.only_in or field.kind.name in BY_KIND:
        return source  # a clause says it all
    if is_referred(field):
        return {"$ref": f"{parts}{field.kind.name}.json"} | source
    schema = answered(field.kind, spec, parts)
    if "null" in field.unset:
        schema["type"] = [schema["type"], "null"]
    return schema | source


def _used_kinds(spec: Spec) -> dict[str, list[str]]:
    """The kinds that answers refer to, with the lines that name their fields."""
    used: dict[str, list[str]] = {}
    for field in _fields(spec):
        name = field.kind.name if is_referred(field) else item_kind(field.kind)
        if name and field.source not in used.setdefault(name, []):
            used[name].append(field.source)
    return used


def _fields(spec: Spec) -> Iterator[Field]:
    for operation in spec.operations.values():
        for _, field in answer_fields(operation.answer):
            yield field


def _span(fields: Iterable[Field]) -> str:
    return ", ".join(field.source for field in fields)
