"""The requirement catalogue: a row for each normative statement, and rows that stand for several operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.spec.model import Field, Operation, Requirement

TYPE_WORDS = {"int": "an integer", "string": "a string", "string-array": "a list of strings", "file": "a file"}


def expand(row: Mapping[str, Any], operations: Mapping[str, Operation]) -> Iterator[Requirement]:
    """The requirements that a row of the catalogue stands for (`each`: operation, field, required parameter)."""
    match row.get("each", ""):
        case "":
            yield _requirement(row, operations.get(row["id"].partition(".")[0]), {})
        case "operation":
            for operation in operations.values():
                yield _requirement(row, operation, {})
        case "required parameter":
            for operation in operations.values():
                for parameter in operation.required:
                    yield _requirement(row, operation, {"parameter": parameter.name, "source": parameter.source})
        case "field":
            for operation in operations.values():
                for path, field in answer_fields(operation.answer):
                    yield _requirement(row, operation, {"field": path, "source": field.source, "type": _words(field)})
        case other:
            raise ValueError(f"{row['id']}: each = {other!r} is not known")


def answer_fields(fields: tuple[Field, ...], above: str = "") -> Iterator[tuple[str, Field]]:
    """Every answer field with its dotted path under `data`; fields of listed objects stand below their list."""
    for field in fields:
        path = above + field.name
        yield path, field
        yield from answer_fields(field.fields, path + ".")


def _words(field: Field) -> str:
    return "a list of objects" if field.list_of else TYPE_WORDS[field.kind.type]


def _requirement(row: Mapping[str, Any], operation: Operation | None, more: Mapping[str, str]) -> Requirement:
    words = dict(more)
    if operation:
        words = {
            "operation": operation.name,
            "source": operation.source,
            "codes_source": operation.codes_source,
            "codes": ", ".join(map(str, operation.codes)),
        } | words
    return Requirement(
        id=row["id"].format_map(words),
        level=row["level"],
        section=operation.section if operation else 0,
        operation=operation.name if operation else "",
        source=row["source"].format_map(words),
        statement=row["statement"].format_map(words),
        reason=row.get("reason", ""),
    )
