"""The form of an answer: its fields by the schema, and the readings that show in its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept, violated
from conformance.oracle.transport import HTTP_OK
from conformance.oracle.validator import violations
from conformance.spec import answer_fields, load_spec


def judge_fields(context: Context) -> Iterator[Judgement]:
    """`{operation}.answer.{field}` of a success that the document allows."""
    name, answer = context.operation.name, context.exchange.answer
    broken: dict[str, str] = {}
    for violation in violations(name, answer):
        broken.setdefault(violation.field, f"{violation.path or 'the answer'} {violation.message}")
    for field, actual in broken.items():
        yield violated(_requirement(name, field), "the documented fields", actual, context.number)
    for path, spellings in _paths(name).items():
        if path not in broken and _is_there(context.data, path, spellings):
            yield kept(f"{name}.answer.{path}", f"{path} came as documented", context.number)


def _requirement(operation: str, field: str) -> str:
    """The requirement that a violation of the schema breaks; the envelope's where the field has none."""
    if field in _paths(operation):
        return f"{operation}.answer.{field}"
    return f"{operation}.answer.{'code-listed' if field == 'code' else 'json'}"


@cache
def _paths(operation: str) -> Mapping[str, tuple[str, ...]]:
    """Each answer field's path, with the names under which the field itself may stand."""
    answer = load_spec().operations[operation].answer
    return {path: (field.name, *field.also) for path, field in answer_fields(answer)}


def _is_there(data: Mapping[str, object], path: str, spellings: tuple[str, ...]) -> bool:
    """Whether the answer has the field, in any object of a list for those below it."""
    name, _, below = path.partition(".")
    if not below:
        return any(spelling in data for spelling in spellings)
    value = data.get(name)
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    return any(spelling in entry for entry in entries for spelling in spellings)


def shape_readings(context: Context) -> Iterator[Judgement]:
    """What the shape of any answer shows of the open points."""
    exchange = context.exchange
    assert exchange.response is not None
    media_type = exchange.response.header("Content-Type").partition(";")[0].strip().lower()
    known = context.spec.readings["answer.content-type"].values
    if exchange.code is not None and exchange.response.status in HTTP_OK and media_type in known:
        yield from context.observe("answer.content-type", media_type)
    if exchange.succeeded:
        yield from _extra(context)
        return
    if exchange.code is not None and exchange.response.status in HTTP_OK and exchange.request.auth.is_good:
        data = exchange.answer.get("data", "absent")
        value = {"absent": "absent", "None": "null", "{}": "empty"}.get(str(data))
        if value:
            yield from context.observe("refusal.data", value)


def sign_reading(context: Context) -> Iterator[Judgement]:
    """How a request is turned away that has nothing wrong but its sign."""
    assert context.exchange.response is not None
    form = "json" if context.exchange.code is not None else "empty"
    value = f"{form}-{context.exchange.response.status}"
    if value in context.spec.readings["sign.refusal"].values:
        yield from context.observe("sign.refusal", value)


# The operations whose samples show a field that no table names (point 77).
_WITH_EXTRA = ("getFace", "getFaceList", "getFaceByPicture")


def _extra(context: Context) -> Iterator[Judgement]:
    if context.operation.name not in _WITH_EXTRA or not context.data:
        return
    listed = context.data.get("faceid_list")
    entries = listed if isinstance(listed, list) else [context.data]
    for entry in entries[:1]:
        if isinstance(entry, dict) and "faceid" in entry:
            yield from context.observe("answer.extra-fields", "point" if "point" in entry else "none")
