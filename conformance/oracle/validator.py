"""Which rules of its schema an answer breaks: a compiled validator decides, jsonschema explains what it refuses.

The schemas are the committed files. A JSON number such as 1.0 is an integer here: JSON knows one kind of number
(RFC 8259 6), and JSON Schema agrees. `true` is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from reprlib import repr as short
from typing import Any

import fastjsonschema
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from conformance.spec import Field, load_spec
from conformance.spec.schemas import BASE, read_schema, schema_dir
from conformance.spec.schemas.inline import inlined

Validate = Callable[[Any], object]


@dataclass(frozen=True)
class Violation:
    """One broken rule. `field` is the {field} of the requirement `{operation}.answer.{field}`.

    `path` leads into the answer (`data.faceid_list[3].age`). `field` is empty for the answer itself and for its
    data, and `code` for the code.
    """

    path: str
    message: str
    field: str


def violations(operation_name: str, answer: object) -> tuple[Violation, ...]:
    """What the answer of the operation breaks; nothing if its schema accepts it. KeyError: no such operation."""
    try:
        compiled(operation_name)(answer)
        return ()
    except fastjsonschema.JsonSchemaValueException:
        pass
    try:
        return explain(operation_name, answer)
    except RecursionError:  # jsonschema writes out what it refuses
        return (Violation("", "is nested too deeply to say what is wrong", ""),)


def explain(operation_name: str, answer: object) -> tuple[Violation, ...]:
    """The same by jsonschema alone: slow, and every broken rule with its place."""
    names = _field_names(operation_name)
    errors = explainer(operation_name).iter_errors(answer)
    return tuple(dict.fromkeys(_violation(error, names) for error in errors))


@cache
def compiled(operation_name: str) -> Validate:
    """The compiled validator of the operation's answer; made when first asked for, and kept."""
    schema = inlined(_file(operation_name)) | {"$schema": "http://json-schema.org/draft-07/schema#"}
    validate: Validate = fastjsonschema.compile(schema, use_default=False, detailed_exceptions=False)
    return validate


@cache
def explainer(operation_name: str) -> Draft202012Validator:
    """The kept jsonschema validator of the operation's answer."""
    return Draft202012Validator(read_schema(_file(operation_name)), registry=_registry())


def _file(operation_name: str) -> str:
    return f"answers/{load_spec().operations[operation_name].name}.json"


@cache
def _registry() -> Registry[Any]:
    names = [f"parts/{file.name}" for file in schema_dir().joinpath("parts").iterdir()]
    parts = [(BASE + name, DRAFT202012.create_resource(read_schema(name))) for name in names]
    return Registry[Any]().with_resources(parts)


@cache
def _field_names(operation_name: str) -> Mapping[str, str]:
    """The dotted path of each field by the dotted path of each of its spellings."""
    return dict(_spellings(load_spec().operations[operation_name].answer, "", ""))


def _spellings(fields: tuple[Field, ...], below: str, above: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        for name in (field.name, *field.also):
            yield below + name, above + field.name
            yield from _spellings(field.fields, f"{below}{name}.", f"{above}{field.name}.")


def _violation(error: ValidationError, names: Mapping[str, str]) -> Violation:
    missing = _missing(error)
    place = [*error.absolute_path, *([missing] if missing else [])]
    spelled = ".".join(str(step) for step in place[place[:1] == ["data"] :] if not isinstance(step, int))
    return Violation(_path(place), _message(error, missing), names.get(spelled, spelled))


def _missing(error: ValidationError) -> str:
    """The missing property that the error is about: of two spellings the first."""
    rule: Any = error.validator_value
    if error.validator == "anyOf":
        return str(rule[0]["required"][0])
    if error.validator == "required":
        return next(str(name) for name in rule if error.message.startswith(repr(name)))
    return ""


def _path(place: list[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _message(error: ValidationError, missing: str) -> str:
    if missing:
        return "is missing"
    words = MESSAGES.get(str(error.validator))
    return words(error.validator_value, error.instance) if words else str(error.message)


def _kind(value: object) -> str:
    names = {bool: "a boolean", str: "a string", list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(value), f"the number {short(value)}")


def _types(types: str | list[str]) -> str:
    return types if isinstance(types, str) else " or ".join(types)


MESSAGES: Mapping[str, Callable[[Any, Any], str]] = {
    "type": lambda wanted, value: f"is {_kind(value)}, not of type {_types(wanted)}",
    "enum": lambda wanted, value: f"is {short(value)}, not one of {', '.join(map(str, wanted))}",
    "minimum": lambda least, value: f"is {short(value)}, below {least}",
    "maximum": lambda most, value: f"is {short(value)}, above {most}",
    "minLength": lambda least, value: f"has {len(value)} characters, fewer than {least}",
    "maxLength": lambda most, value: f"has {len(value)} characters, more than {most}",
    "pattern": lambda pattern, value: f"is {short(value)}, which does not match {pattern}",
}
