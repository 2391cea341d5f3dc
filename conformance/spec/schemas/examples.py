"""A small successful answer of each operation: what a mock answers, and what the tests change."""

from __future__ import annotations

from typing import Any

from conformance.spec.model import Field, Kind, Operation, Spec


def example_answer(operation: Operation, spec: Spec) -> dict[str, Any]:
    """An answer that the schema accepts: one record or attribute in each list, the default groups in theirs."""
    if not operation.answer:
        return {"code": 0}
    data = {field.name: _value(field, spec) for field in operation.answer}
    longest = max((len(value) for value in data.values() if isinstance(value, list)), default=1)
    return {"code": 0, "data": data | dict.fromkeys(_counters(operation.answer), longest)}


def _counters(fields: tuple[Field, ...]) -> list[str]:
    listed = any(field.kind.type == "string-array" for field in fields)
    return [field.name for field in fields if listed and field.kind.name == "count"]


def _value(field: Field, spec: Spec) -> Any:
    if field.list_of == "group":
        return [_group(name, field.fields, spec) for name in spec.device.default_groups]
    if field.list_of:
        return [{part.name: _value(part, spec) for part in field.fields}]
    if field.kind.type == "string-array":
        return [_plain(spec.kinds[field.kind.items])]
    return _plain(field.kind)


def _group(name: str, fields: tuple[Field, ...], spec: Spec) -> dict[str, Any]:
    values = {field.name: _value(field, spec) for field in fields if field.only_in in ("", name)}
    return values | {"name": name}


def _plain(kind: Kind) -> int | str:
    """1 lies within every limit, and an age of 1 in the age range 1."""
    if kind.type == "int":
        return 1
    return "1" if kind.format else kind.name
