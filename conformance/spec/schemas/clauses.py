"""Rules between the fields of one object: which of two spellings, what stands only where something else does."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.spec.model import Field, Spec
from conformance.spec.schemas.files import Schema
from conformance.spec.schemas.kinds import answered


def is_conditional(field: Field) -> bool:
    """Whether a clause, not the list of required fields, says when the field must be there."""
    return bool(field.unset or field.empty or field.also or field.only_in or field.kind.name in BY_KIND)


def clauses(fields: tuple[Field, ...], parts: str, spec: Spec) -> Iterator[Schema]:
    """The rules between these fields, each a schema of the object; `parts` leads to the shared parts."""
    for field in fields:
        if field.also:
            yield {"anyOf": [{"required": [name]} for name in (field.name, *field.also)]}
        if field.empty:
            yield _empty(field, fields)
        if field.kind.name in BY_KIND:
            yield BY_KIND[field.kind.name](field, parts, spec)
    for group in dict.fromkeys(field.only_in for field in fields if field.only_in):
        yield _only_in(group, [field for field in fields if field.only_in == group], parts)


def _empty(field: Field, fields: tuple[Field, ...]) -> Schema:
    """A list that may be left out when its counter says that there is none (facts 7 point 53)."""
    counter = next(other.name for other in fields if other.kind.name == "count")
    return {
        "if": {"properties": {counter: {"type": "integer", "minimum": 1}}},
        "then": {"required": [field.name]},
    }


def _only_in(group: str, fields: list[Field], parts: str) -> Schema:
    """Fields that one default group has and no other; null elsewhere is as good as absent (facts 7 point 37)."""
    here: Schema = {
        "required": [field.name for field in fields],
        "properties": {field.name: {"$ref": f"{parts}{field.kind.name}.json"} for field in fields},
    }
    elsewhere: Schema = {"properties": {field.name: {"type": "null"} for field in fields}}
    # Without a name nothing is known of the other fields: only the name is blamed.
    return {
        "if": _named({"const": group}),
        "then": here,
        "else": {"if": _named({"type": "string"}), "then": elsewhere},
    }


def _named(name: Schema) -> Schema:
    return {"required": ["name"], "properties": {"name": name}}


def _age_range(field: Field, parts: str, spec: Spec) -> Schema:
    """An age without a range (0 is one way to show `not set`, above 100) leaves the range open (points 79, 80).

    Otherwise there is one: the device sets it by itself where no age is given (s:437).
    """
    lowest = min(low for low, _ in spec.age_ranges.values())
    highest = max(high for _, high in spec.age_ranges.values())
    ranges = field.kind.values
    return {
        "if": {"properties": {"age": {"type": ["integer", "null"], "minimum": lowest, "maximum": highest}}},
        "then": {"required": [field.name], "properties": {field.name: {"$ref": f"{parts}{field.kind.name}.json"}}},
        "else": {"properties": {field.name: {"type": ["integer", "null"], "minimum": 0, "maximum": max(ranges)}}},
    }


def _capacity(field: Field, parts: str, spec: Spec) -> Schema:
    """Whether the default groups count toward the total is open (point 21), so only the others are bound by it."""
    limited = answered(field.kind, spec)
    return {
        "required": [field.name],
        "if": {"properties": {"name": {"enum": list(spec.device.default_groups)}}},
        "then": {"properties": {field.name: {key: limited[key] for key in limited if key != "maximum"}}},
        "else": {"properties": {field.name: {"$ref": f"{parts}{field.kind.name}.json"}}},
    }


BY_KIND = {"age_range": _age_range, "capacity": _capacity}
