"""The cases of an operation's own parameters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.oracle.parameters import in_sample
from conformance.run.pictures import BAD, draw, reencoded, sized
from conformance.spec import Kind, Operation, Parameter, load_spec
from conformance.spec.catalogue import is_firm_range, is_firmly_typed
from conformance.spec.faceid import SIGNED_END, UNSIGNED_END
from conformance.suite.cases.case import Case, Change, to
from conformance.suite.cases.numbers import number_texts
from conformance.suite.cases.texts import Make, limit_texts, odd_texts, special_texts
from conformance.suite.examples import ATTRIBUTES
from conformance.suite.world import World, file_of
from conformance.wire import Call


def parameter_cases(operation: Operation) -> list[Case]:
    """Every case of every parameter of an operation."""
    cases = [case for parameter in operation.parameters for case in _cases(operation, parameter)]
    cases += [
        Case(name, "as-in-the-sample", f"{operation.name}.{name}.tolerated", to(name, 2))
        for name in in_sample(operation)
    ]
    if operation.user_attributes:
        cases += _attribute_cases(operation)
    return cases


def _cases(operation: Operation, parameter: Parameter) -> Iterator[Case]:
    name = parameter.name
    accepts = f"{operation.name}.answer.accepts"
    absent = f"{operation.name}.{name}.required" if parameter.required else accepts
    yield Case(name, "absent", absent, lambda call, _: call.without(name))
    if parameter.kind.type == "file":
        yield from _picture_cases(operation, parameter)
        return
    yield _empty(operation, parameter)
    yield Case(name, "doubled", "parameter.doubled", _doubled(name))
    for case, requirement, change in _values(operation, parameter):
        yield Case(name, case, requirement, change)


def _empty(operation: Operation, parameter: Parameter) -> Case:
    name, kind = parameter.name, parameter.kind.name
    if kind == "group_name" and not parameter.refers:
        return Case(name, "empty", "name.empty", lambda call, world: call.but(**{name: world.no_name()}))
    readings = {"description": "description.empty", "page_size": "optional.empty"}
    return Case(name, "empty", readings.get(kind, f"{operation.name}.answer.accepts"), to(name, ""))


def _values(operation: Operation, parameter: Parameter) -> Iterator[tuple[str, str, Change]]:
    kind, name = parameter.kind, parameter.name
    if kind.type == "int":
        for case, text in number_texts(kind, _usual(kind)):
            yield case, _number_requirement(operation, parameter, case), to(name, text)
    elif kind.type == "string-array":
        yield from _list_values(operation, parameter)
    elif kind.format:
        yield from _faceid_values(operation, parameter)
    elif parameter.refers:
        yield from _reference_values(operation, parameter)
    else:
        yield from _text_values(operation, parameter)


def _doubled(name: str) -> Change:
    return lambda call, _: call.doubled(name, call.value_of(name) or "")


def _made(name: str, make: Make) -> Change:
    return lambda call, world: call.but(**{name: make(world)})


def _usual(kind: Kind) -> int:
    return {"capacity": 20, "age": 34, "item_count": 2}.get(kind.name, kind.default or kind.min or 1)


def _number_requirement(operation: Operation, parameter: Parameter, case: str) -> str:
    name = f"{operation.name}.{parameter.name}"
    below, above = case in ("min-1", "negative"), case in ("max+1", "far-beyond") or case.startswith("wraps")
    if case in ("word", "number-and-word", "hex", "float") and is_firmly_typed(parameter):
        return f"{name}.type"
    if is_firm_range(parameter.kind) and (below or above):
        return f"{name}.{'min' if below else 'max'}"
    if parameter.kind.name == "capacity" and (case == "negative" or case.startswith("wraps")):
        return f"{name}.{'negative' if below else 'sum'}"
    readings = {"page_num": "page_num.outside", "page_size": "page_size.outside", "gender": "gender.outside"}
    readings |= {"arrival_num": "getFaceByArrival.num-outside", "item_count": "attributes.num-mismatch"}
    if (below or above) and parameter.kind.name in readings:
        return readings[parameter.kind.name]
    if case in ("leading-zeros", "plus", "blanks", "whole-float"):
        return "integer.form"
    if parameter.kind.name == "capacity" and case == "zero":
        return "capacity.minimum"
    if parameter.kind.name == "age" and case in ("zero", "above"):
        return "age.outside"
    return f"{operation.name}.answer.accepts"


def _text_values(operation: Operation, parameter: Parameter) -> Iterator[tuple[str, str, Change]]:
    name, kind = parameter.name, parameter.kind
    limit, accepts = f"{operation.name}.{name}.max-length", f"{operation.name}.answer.accepts"
    for case, make in limit_texts(kind):
        yield case, "name.length-unit" if "characters" in case else limit, _made(name, make)
    if kind.first_character_not:
        requirement = f"{operation.name}.{name}.first-character"
        yield "first-blank", requirement, _made(name, lambda world: " " + world.run.name())
    named = kind.name == "group_name"
    readings = {"quotes": "name.special-characters", "trailing-blank": "name.trailing-blank"} if named else {}
    for case, make in (*special_texts(), *odd_texts()):
        yield case, readings.get(case, accepts), _made(name, make)


def _reference_values(operation: Operation, parameter: Parameter) -> Iterator[tuple[str, str, Change]]:
    name = parameter.name
    missing = {
        "getFaceList": "getFaceList.unknown-group",
        "getFaceByArrival": "getFaceByArrival.unknown-group",
    }.get(operation.name, f"{operation.name}.{name}.missing")
    yield "missing", missing, _made(name, lambda world: world.run.name())
    accepts = f"{operation.name}.answer.accepts"
    yield "other-case", "name.case", _from_usual(name, str.upper)
    yield "trailing-blank", accepts, _from_usual(name, lambda usual: f"{usual} ")
    yield "prefix", missing, _from_usual(name, lambda usual: usual[:-1])
    yield "longer", missing, _from_usual(name, lambda usual: f"{usual}x")
    yield "far-beyond", missing, _made(name, lambda world: world.run.name() + "x" * 3000)


def _from_usual(name: str, make: Callable[[str], str]) -> Change:
    """Makes a value out of the usual one; a call that leaves an optional group out has one that it is about."""

    def change(call: Call, _: World) -> Call:
        return call.but(**{name: make(call.value_of(name) or call.value_of("group_name") or "")})

    return change


def _faceid_values(operation: Operation, parameter: Parameter) -> Iterator[tuple[str, str, Change]]:
    name, accepts = parameter.name, f"{operation.name}.answer.accepts"
    if parameter.refers:
        unknown = "getFace.unknown" if operation.name == "getFace" else f"{operation.name}.{name}.missing"
        yield "far-beyond", unknown, to(name, "9" * 100)
        yield "missing", unknown, _made(name, lambda world: world.deleted_faceid())
        yield "leading-zeros", "faceid.leading-zeros", lambda call, _: call.but(**{name: f"0{call.value_of(name)}"})
        # The camera may have records under these, which are not ours to know.
        yield "word", accepts, to(name, "abc")
        yield "longer", accepts, lambda call, _: call.but(**{name: f"{call.value_of(name)}0"})
        return
    positive, wide = f"{operation.name}.{name}.positive", f"{operation.name}.{name}.64-bit"
    yield "zero", positive, to(name, "0")
    yield "negative", positive, to(name, "-5")
    for case, number in (("1", 1), ("2^31", 2**31), ("2^53+1", 2**53 + 1), ("2^63-1", SIGNED_END - 1)):
        yield case, accepts, _free(name, str(number))
    yield "2^63", "faceid.range", _free(name, str(SIGNED_END))
    yield "2^64-1", "faceid.range", _free(name, str(UNSIGNED_END - 1))
    yield "2^64", wide, to(name, str(UNSIGNED_END))
    yield "2^64+1", wide, to(name, str(UNSIGNED_END + 1))
    yield "far-beyond", wide, to(name, "9" * 40)
    yield "word", "faceid.not-numeric", _free(name, "Vip11024")
    yield "leading-zeros", "faceid.leading-zeros", lambda call, _: call.but(**{name: f"0{call.value_of(name)}"})
    yield "float", "faceid.not-numeric", to(name, "1.5")
    yield "taken", "faceid.taken", lambda call, world: call.but(**{name: world.record_like(call).faceid})


def _free(name: str, faceid: str) -> Change:
    """A certain faceid, unless the camera has a record of somebody under it."""
    return lambda call, world: call.but(**{name: world.free_faceid(faceid)})


def _list_values(operation: Operation, parameter: Parameter) -> Iterator[tuple[str, str, Change]]:
    name = parameter.name
    accepts = f"{operation.name}.answer.accepts"
    kind = f"{operation.name}.{name}.type" if is_firmly_typed(parameter) else accepts
    yield "word", kind, to(name, "abc")
    yield "comma-separated", kind, to(name, "abc,def")
    yield "object", kind, to(name, '{"a":"b"}')
    yield "broken", accepts, to(name, '["hobby"')
    yield "numbers", accepts, to(name, "[1,2]")
    yield "nested", accepts, to(name, '[["hobby"],["weight"]]')
    yield "no-entries", accepts, lambda call, _: call.but(num=0).but(**{name: "[]"})
    yield "blanks-between", accepts, lambda call, _: call.but(**{name: _respaced(call.value_of(name) or "[]")})
    if operation.name == "addFaceInfoItem":
        yield from _attribute_names(name)


def _respaced(text: str) -> str:
    return " [ " + " ,\t".join(json.dumps(each, ensure_ascii=True) for each in json.loads(text)) + " ]"


def _names(name: str, *values: str) -> Change:
    return lambda call, _: call.but(num=len(values)).but(**{name: list(values)})


def _attribute_names(name: str) -> Iterator[tuple[str, str, Change]]:
    spec, accepts = load_spec(), "addFaceInfoItem.answer.accepts"
    limit = spec.kinds["attribute_name"].max_length or 0
    too_long, most = "addFaceInfoItem.name_list.max-length", spec.device.attributes_per_group
    for reserved in spec.reserved_attributes:
        yield f"reserved-{reserved}", "addFaceInfoItem.name_list.reserved", _names(name, reserved)
    yield "reserved-second", "addFaceInfoItem.name_list.reserved", _names(name, "hobby", "age")
    yield "max", too_long, _names(name, "n" * limit)
    yield "max+1", too_long, _names(name, "n" * (limit + 1))
    yield "max+1-second", too_long, _names(name, "hobby", "n" * (limit + 1))
    yield "far-beyond", too_long, _names(name, "n" * 20 * limit)
    yield "characters-in-more-bytes", "attribute.length-unit", _names(name, "\u4e2d" * limit)
    yield "empty-name", accepts, _names(name, "")
    yield "clashing", "attributes.clashing-name", _names(name, "arrive_count")
    yield "twice", "attributes.duplicate", _names(name, "hobby", "hobby")
    yield "most", accepts, _names(name, *(f"item{number}" for number in range(1, most + 1)))
    yield "most+1", "attributes.exceeding", _names(name, *(f"item{number}" for number in range(1, most + 2)))
    yield "non-ascii", accepts, _names(name, "größe", "\u4e2d\u6587")
    yield "special", accepts, _names(name, "a&b=c", 'quo"te', "per%cent")


def _attribute_cases(operation: Operation) -> Iterator[Case]:
    """Values of a user-defined attribute, and parameters that name none."""
    first, accepts = ATTRIBUTES[0], f"{operation.name}.answer.accepts"
    limit = load_spec().kinds["attribute_value"].max_length or 0
    too_long = f"{operation.name}.attributes.max-length"
    values = {
        "max": (too_long, "v" * limit),
        "max+1": (too_long, "v" * (limit + 1)),
        "far-beyond": (too_long, "v" * 50 * limit),
        "characters-in-more-bytes": ("attribute.length-unit", "\u4e2d" * limit),
        "empty": (accepts, ""),
        "number": (accepts, "60"),
        "number-with-zeros": (accepts, "007"),
        "null": (accepts, "null"),
        "inner-blanks": (accepts, "two  blanks"),
    }
    for case, (requirement, value) in values.items():
        yield Case("item", case, requirement, to(first, value))
    for case, make in special_texts():
        yield Case("item", case, accepts, _made(first, make))
    yield Case("item", "unknown", f"{operation.name}.attributes.unknown-ignored", to("weight", "60"))


def _picture_cases(operation: Operation, parameter: Parameter) -> Iterator[Case]:
    kind, name = parameter.kind, parameter.name
    prefix, accepts = f"{operation.name}.{name}", f"{operation.name}.answer.accepts"
    for case, requirement, size in _sizes(kind, prefix):
        yield Case(name, case, requirement, _drawn(name, size))
    for case, requirement, length in (
        ("sure-bytes", f"{prefix}.max-bytes", kind.sure_bytes),
        ("most-bytes", "picture.megabyte", kind.max_bytes),
        ("most-bytes+1", f"{prefix}.max-bytes", (kind.max_bytes or 0) + 1),
        ("far-beyond-bytes", f"{prefix}.max-bytes", 2 * (kind.max_bytes or 0)),
    ):
        yield Case(name, case, requirement, _of_length(name, length or 0))
    yield Case(name, "png", accepts, _format(name, "png"))
    yield Case(name, "jpg-named-png", accepts, _renamed(name))
    for case in BAD:
        of_format = case in ("empty", "text", "gif", "webp", "broken-header")
        other = "picture.no-face" if (operation.name, case) == ("addFace", "uniform") else accepts
        yield Case(name, case, f"{prefix}.format" if of_format else other, _bad(name, case))
    yield Case(name, "bmp", f"{prefix}.format", _format(name, "bmp"))
    yield Case(name, "as-field", accepts, lambda call, _: call.without(name).but(**{name: "a picture"}))


def _sizes(kind: Kind, prefix: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    assert kind.max_width is not None
    assert kind.max_height is not None
    width, height = kind.max_width, kind.max_height
    yield "max-size", f"{prefix}.max-size", (width, height)
    yield "max-width+1", f"{prefix}.max-size", (width + 1, height)
    yield "max-height+1", f"{prefix}.max-size", (width, height + 1)
    yield "wide-and-low", f"{prefix}.max-size", (width + 1, height // 4)
    yield "portrait", "picture.portrait", (height, width)


def _drawn(name: str, size: tuple[int, int]) -> Change:
    def change(call: Call, world: World) -> Call:
        picture = draw(0, width=size[0], height=size[1], seed=world.run.settings.seed)
        return call.with_file(name, file_of(world.vouched(picture)))

    return change


def _of_length(name: str, length: int) -> Change:
    return lambda call, world: call.with_file(name, file_of(world.vouched(sized(world.person(0), length))))


def _format(name: str, picture_format: str) -> Change:
    return lambda call, world: call.with_file(name, file_of(world.vouched(reencoded(world.person(0), picture_format))))  # type: ignore[arg-type]


def _renamed(name: str) -> Change:
    """The name of the file and its type say png, and it is a jpg: it is judged by what it is, or by its name."""

    def change(call: Call, world: World) -> Call:
        part = file_of(world.person(0))
        return call.with_file(name, replace(part, filename="face.png", content_type="image/png"))

    return change


def _bad(name: str, case: str) -> Change:
    return lambda call, world: call.with_file(name, file_of(BAD[case](world.person(0))))
