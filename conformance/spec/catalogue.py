"""The requirement catalogue: a row for each normative statement, and rows that stand for several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.spec.model import Field, Kind, Operation, Parameter, Reading, Requirement

TYPE_WORDS = {"int": "an integer", "string": "a string", "string-array": "a list of strings", "file": "a file"}
Words = Mapping[str, str]


def expand(row: Mapping[str, Any], operations: Mapping[str, Operation]) -> Iterator[Requirement]:
    """The requirements that a row of the catalogue stands for: `each` says for what it is repeated."""
    each = row.get("each", "")
    if not each:
        yield _requirement(row, operations.get(row["id"].partition(".")[0]), {})
        return
    for operation in operations.values():
        for words in _repeated(each, row, operation):
            yield _requirement(row, operation, words)


def of_reading(reading: Reading, operations: Mapping[str, Operation]) -> Requirement:
    """An open point as a row: no device fails by it, a run finds out which reading the device follows."""
    operation = operations.get(reading.name.partition(".")[0])
    points = ", ".join(f"facts 7 point {point}" for point in reading.points)
    return Requirement(
        id=reading.name,
        level="open",
        section=operation.section if operation else 0,
        operation=operation.name if operation else "",
        source=reading.source or points,
        statement=f"Open: {reading.statement}",
    )


def answer_fields(fields: tuple[Field, ...], above: str = "") -> Iterator[tuple[str, Field]]:
    """Every answer field with its dotted path under `data`; fields of listed objects stand below their list."""
    for field in fields:
        path = above + field.name
        yield path, field
        yield from answer_fields(field.fields, path + ".")


def _repeated(each: str, row: Mapping[str, Any], operation: Operation) -> Iterable[Words]:
    match each:
        case "operation":
            return [{}]
        case "write operation" | "read operation":
            return [{}] if operation.effect == each.split()[0] else []
        case "record operation":
            return [{}] if operation.effect == "read" and operation.answers_record else []
        case "field":
            return (
                {"field": path, "source": operation.source_of(path, field), "type": _words(field)}
                for path, field in answer_fields(operation.answer)
            )
        case "form operation":
            return [{}] if operation.encoding == "form" else []
        case "required parameter":
            return [_parameter_words(parameter) for parameter in operation.required]
        case "parameter":
            own = (parameter for parameter in operation.parameters if not parameter.refers)
            return [
                _parameter_words(parameter)
                for parameter in own
                if getattr(parameter.kind, row["having"])
                and (row["having"] in parameter.unrepeated) is row.get("unrepeated", False)
            ]
        case "range":
            return [_parameter_words(parameter) for parameter in operation.parameters if is_firm_range(parameter.kind)]
        case "integer parameter":
            integers = (parameter for parameter in operation.parameters if parameter.kind.type == "int")
            return [_parameter_words(parameter) for parameter in integers if is_firmly_typed(parameter)]
        case "list parameter":
            lists = (parameter for parameter in operation.parameters if parameter.kind.type == "string-array")
            return [_parameter_words(parameter) for parameter in lists if is_firmly_typed(parameter)]
        case "picture":
            return [_parameter_words(parameter) for parameter in operation.parameters if parameter.kind.type == "file"]
        case other:
            raise ValueError(f"{row['id']}: each = {other!r} is not known")


def is_firm_range(kind: Kind) -> bool:
    """Whether both ends of a range are written and values outside are not open to be clamped (points 88, 95)."""
    return kind.min is not None and kind.max is not None and kind.default is None


def is_firmly_typed(parameter: Parameter) -> bool:
    """Whether a word is refused.

    Not where a device may go by the list that a number counts (points 41, 67), nor where the table calls a list a
    string (point 48).
    """
    if parameter.kind.type == "string-array":
        return not parameter.or_string
    return parameter.kind.type == "int" and parameter.kind.name != "item_count"


def _parameter_words(parameter: Parameter) -> Words:
    kind = parameter.kind
    limits = {
        "limit": kind.max_length,
        "min": kind.min,
        "max": kind.max,
        "max_width": kind.max_width,
        "max_height": kind.max_height,
    }
    words = {name: str(value) for name, value in limits.items() if value is not None}
    sources = {
        "source": parameter.source,
        "limit_source": parameter.limit_source or parameter.source,
        "first_source": parameter.first_source or parameter.source,
    }
    return {"parameter": parameter.name, "type": TYPE_WORDS[kind.type], **sources, **words}


def _words(field: Field) -> str:
    return "a list of objects" if field.list_of else TYPE_WORDS[field.kind.type]


def _requirement(row: Mapping[str, Any], operation: Operation | None, more: Words) -> Requirement:
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
        reason=row.get("reason", "").format_map(words),
        unobservable=row.get("unobservable", ""),
    )
