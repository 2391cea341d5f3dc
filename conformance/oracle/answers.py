"""The form of an answer: its fields by the schema, and the readings that show in its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept, violated
from conformance.oracle.known import is_known
from conformance.oracle.transport import HTTP_OK
from conformance.oracle.validator import violations
from conformance.spec import answer_fields, load_spec


def judge_fields(context: Context) -> Iterator[Judgement]:
    """`{operation}.answer.{field}` of a success that the document allows."""
    name, answer = context.operation.name, context.exchange.answer
    broken: dict[str, str] = {}
    for violation in violations(name, answer):
        if _may_lack(context, violation.field):
            continue
        broken.setdefault(violation.field, f"{violation.path or 'the answer'} {violation.message}")
    for field, actual in broken.items():
        yield violated(_requirement(name, field), "the documented fields", actual, context.number)
    for path, spellings in _paths(name).items():
        if path not in broken and _is_there(context.data, path, spellings):
            yield kept(f"{name}.answer.{path}", f"{path} came as documented", context.number)


def _may_lack(context: Context, field: str) -> bool:
    """Where there is nothing to list, no list and no number of it may come (points 53, 76, 87, 88)."""
    data = context.data
    match context.operation.name:
        case "getFaceInfoItem" if not data.get("name_list") and not data.get("num"):
            if field == "" and context.exchange.answer.get("data") is not None:
                return False
            name = context.group_name("group_name")
            group = context.state.group(name) if name else None
            attributes = group.attributes if group else []
            # Either the list alone is left out, or all of it.
            left_out = ("", "data", "num", "name_list") if "name_list" not in data else ()
            return field in left_out and not (is_known(attributes) and attributes)
        case "getFaceList" if "faceid_list" not in data and data.get("return_num", data.get("num")) == 0:
            return field == "faceid_list" and nothing_to_list(context)
        case "getFace":
            faceid = context.arguments.text("faceid")
            listed = load_spec().operations["getFace"].answer
            known = {name for each in listed for name in (each.name, *each.also)}
            unknown = faceid is not None and context.state.record(faceid) is None
            return field != "" and unknown and not known & set(data)
    return False


def nothing_to_list(context: Context) -> bool:
    """Whether a page of getFaceList is beyond the last one, or the group is unknown, as far as is known."""
    name = context.group_name("group_name")
    group = context.state.group(name) if name else None
    number = context.arguments.integer("page_num")
    return group is None or (number is not None and number > 1)


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


def shape_readings(context: Context, cause: str = "") -> Iterator[Judgement]:
    """What the shape of any answer shows of the open points; `cause` is that of a refusal, if there is one alone."""
    exchange = context.exchange
    assert exchange.response is not None
    media_type = exchange.response.header("Content-Type").partition(";")[0].strip().lower()
    known = context.spec.readings["answer.content-type"].values
    if exchange.code is not None and exchange.response.status in HTTP_OK and media_type in known:
        yield from context.observe("answer.content-type", media_type)
    if exchange.succeeded:
        yield from _extra(context)
        return
    # What refuses before an operation is looked at may answer in another form than the operation does.
    of_operation = cause in context.spec.refusals and cause not in ("bad-signature", "picture-bytes")
    if exchange.code is not None and exchange.response.status in HTTP_OK and of_operation:
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
