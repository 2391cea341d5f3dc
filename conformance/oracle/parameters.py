"""Reasons to refuse that lie in the parameters alone: missing, ill-formed, outside their limits."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.arguments import Arguments, json_strings, shape_of
from conformance.oracle.pictures import picture_facts, picture_reasons
from conformance.oracle.reasons import Choice, Reason, may, must
from conformance.spec import Kind, Operation, Parameter, load_spec
from conformance.spec.faceid import SIGNED_END, UNSIGNED_END
from conformance.wire import FilePart

DOUBLED = Choice("parameter.doubled", "refused", "")
# Parameters whose values outside the range may be refused or clamped (points 88, 95).
CLAMPED = {
    "page_num": "page_num.outside",
    "page_size": "page_size.outside",
    "arrival_num": "getFaceByArrival.num-outside",
}
LENGTH_UNITS = {
    "group_name": "name.length-unit",
    "description": "name.length-unit",
    "attribute_name": "attribute.length-unit",
    "attribute_value": "attribute.length-unit",
}
# What the reading integer.form is about: leading zeros, a plus sign, blanks around.
# How a part's name carries these is read in several ways (RFC 7578 2, 5.1).
UNSURE_IN_MULTIPART = frozenset('"\\%\r\n')


def parameter_reasons(arguments: Arguments) -> Iterator[Reason]:
    """The reasons in every documented parameter, and in the user-defined attributes."""
    for parameter in arguments.operation.parameters:
        if parameter.kind.type == "file":
            yield from _file_reasons(arguments, parameter)
        else:
            yield from _field_reasons(arguments, parameter)
    unknown = arguments.attributes()
    if any(not _is_clean(value) for value in unknown.values()) or len(unknown) < _fields_beside(arguments):
        yield may("an unknown parameter is unusual")
    if arguments.request.encoding == "multipart" and any(set(name) & UNSURE_IN_MULTIPART for name in unknown):
        yield may("the name of a parameter has no sure form in multipart")
    if set(unknown) - in_sample(arguments.operation) and not arguments.operation.user_attributes:
        choice = Choice("parameter.unknown", "refused", "ignored")
        yield may("there is a parameter that the document does not know", "parameter-unknown", choice)


def in_sample(operation: Operation) -> frozenset[str]:
    """Parameters that a sample sends though no table names them (s:385, point 51)."""
    return frozenset({"num"}) if operation.name == "getFaceInfoItem" else frozenset()


def _fields_beside(arguments: Arguments) -> int:
    """How many fields are neither public nor documented, doubled ones counted."""
    names = arguments.attributes()
    return sum(name in names for name, _ in arguments.request.fields)


def _file_reasons(arguments: Arguments, parameter: Parameter) -> Iterator[Reason]:
    name = f"{arguments.operation.name}.{parameter.name}"
    files = [part for part in arguments.request.files if part.name == parameter.name]
    if not files:
        if arguments.sent(parameter.name):
            yield may(f"{parameter.name} came as a field and not as a file")
        elif parameter.required:
            yield must(f"{name}.required", f"{parameter.name} is missing", "parameter-missing")
    elif len(files) > 1:
        yield may(f"{parameter.name} came twice")
    else:
        yield from picture_reasons(files[0], name, parameter.kind)
        yield from _type_reasons(files[0])


def _type_reasons(part: FilePart) -> Iterator[Reason]:
    """What a file is called in its part."""
    facts = picture_facts(part) if part.is_there else None
    if facts and facts.format and not part.content_type.endswith(facts.format.replace("jpg", "jpeg")):
        yield may(f"a {facts.format} is called {part.content_type}")


def _field_reasons(arguments: Arguments, parameter: Parameter) -> Iterator[Reason]:
    name = f"{arguments.operation.name}.{parameter.name}"
    values = arguments.sent(parameter.name)
    if not values:
        if parameter.required:
            yield must(f"{name}.required", f"{parameter.name} is missing", "parameter-missing")
        return
    if len(values) > 1:
        yield may(f"{parameter.name} came {len(values)} times", "parameter-doubled", DOUBLED)
        return
    if parameter.also and arguments.spelling(parameter) not in arguments.spellings:
        yield may(f"{parameter.name} is spelled {arguments.spelling(parameter)}", "parameter-missing")
    value = values[0]
    if value == "":
        yield _empty(arguments.operation, parameter)
        return
    if not _is_clean(value):
        yield may(f"{parameter.name} holds control characters or is no UTF-8")
        return
    yield from value_reasons(name, parameter, value)


def _empty(operation: Operation, parameter: Parameter) -> Reason:
    """Whether an empty value is a missing one is open (point 14); a device may tell parameters apart in that."""
    choice = None
    if parameter.kind.name == "description":
        choice = Choice("description.empty", "refused", "accepted")
    elif (operation.name, parameter.name) == ("createGroup", "name"):
        choice = Choice("name.empty", "refused", "accepted")
    elif parameter.name == "page_size":
        choice = Choice("optional.empty", "refused", "left-out")
    return may(f"{parameter.name} is empty", "parameter-missing", choice)


def _is_clean(value: str) -> bool:
    return value.isprintable()  # which neither controls nor lone surrogates are


def value_reasons(name: str, parameter: Parameter, value: str) -> Iterator[Reason]:
    """The reasons in one value that is there."""
    kind = parameter.kind
    match kind.type:
        case "int":
            yield from _integer_reasons(name, parameter, value)
        case "string-array":
            yield from _list_reasons(name, parameter, value)
        case _ if kind.format == "positive-64-bit":
            if not parameter.refers:
                yield from _faceid_reasons(name, value)
        case _ if not parameter.refers:
            yield from text_reasons(name, kind, value)


def _integer_reasons(name: str, parameter: Parameter, value: str) -> Iterator[Reason]:
    shape, kind = shape_of(value), parameter.kind
    if shape == "text" and kind.name == "item_count":
        # A device may go by the list alone (points 41, 67).
        yield may(f"{parameter.name} is {value!r}", "parameter-type")
    elif shape == "text":
        yield must(f"{name}.type", f"{parameter.name} is {value!r}, no integer", "parameter-type")
    elif shape == "lenient":
        yield _form_reason(name, parameter, value)
    else:
        yield from _range_reasons(name, kind, int(value))


def _form_reason(name: str, parameter: Parameter, value: str) -> Reason:
    """Leading zeros alone decide the reading: a device may tell them from signs, blanks and decimals.

    Out of its range the number may be refused for that.
    """
    of_reading = value.isdecimal() and not any(_range_reasons(name, parameter.kind, int(value)))
    # A count may be refused because it is not that of its list.
    strict = "" if parameter.kind.name == "item_count" else "strict"
    choice = Choice("integer.form", strict, "lenient") if of_reading else None
    return may(f"{parameter.name} is {value!r}", "parameter-type", choice)


def _range_reasons(name: str, kind: Kind, number: int) -> Iterator[Reason]:
    if kind.values and number not in kind.values:
        choice = Choice("gender.outside", "refused", "unknown") if number == max(kind.values) + 1 else None
        yield may(f"{number} is no documented value", "parameter-range", choice)
    elif kind.name in CLAMPED:
        low, high = kind.min, kind.max
        if abs(number) >= 2**31:
            yield may(f"{number} is huge", "parameter-range")
        elif (low is not None and number < low) or (high is not None and number > high):
            # A device may treat the two ends differently; the reading is decided next to the upper one, if any.
            decides = number == (high + 1 if high is not None else (low or 0) - 1)
            choice = Choice(CLAMPED[kind.name], "refused", "clamped") if decides else None
            yield may(f"{number} is outside its range", "parameter-range", choice)
    elif kind.name == "capacity":
        yield from _capacity_reasons(name, kind, number)
    elif kind.min is not None and number < kind.min:
        yield must(f"{name}.min", f"{number} is less than {kind.min}", "parameter-range")
    elif kind.max is not None and number > kind.max:
        yield must(f"{name}.max", f"{number} is more than {kind.max}", "parameter-range")
    elif kind.name == "age":
        yield from _age_reasons(number)
    elif number < 0 or abs(number) >= 2**31:
        yield may(f"{number} is odd", "parameter-range")


def _capacity_reasons(name: str, kind: Kind, number: int) -> Iterator[Reason]:
    assert kind.max is not None
    if number < 0:
        yield must(f"{name}.negative", "a negative capacity", "parameter-range")
    elif number == 0:
        yield may("a capacity of 0", "parameter-range", Choice("capacity.minimum", "1", "0"))
    elif number > kind.max:
        # Not the cause of a sum that is too large: a device may see a number out of its range.
        yield must(f"{name}.sum", f"a capacity of {number} alone is more than {kind.max}", "capacity-alone")


def _age_reasons(number: int) -> Iterator[Reason]:
    spec = load_spec()
    oldest = max(high for _, high in spec.age_ranges.values())
    youngest = min(low for low, _ in spec.age_ranges.values())
    if number < 0 or number > 2 * oldest:
        yield may(f"an age of {number}", "parameter-range")
    elif not youngest <= number <= oldest:
        choice = Choice("age.outside", "refused", "accepted") if number == oldest + 1 else None
        yield may(f"an age of {number}", "parameter-range", choice)


def _list_reasons(name: str, parameter: Parameter, value: str) -> Iterator[Reason]:
    if json_strings(value) is None:
        if value.lstrip().startswith("[") or parameter.or_string:
            yield may("the list is no JSON list of strings", "parameter-type")
        else:
            yield must(f"{name}.type", f"{value!r} is no list", "parameter-type")


def _faceid_reasons(name: str, value: str) -> Iterator[Reason]:
    if not (value.isascii() and value.lstrip("-").isdigit()):
        # Letters and digits, as in the sample; a device may tell them from decimals and signs.
        choice = Choice("faceid.not-numeric", "refused", "accepted") if value.isalnum() else None
        yield may(f"the faceid {value!r} is no number", "bad-faceid", choice)
        return
    number = int(value)
    if number <= 0:
        yield must(f"{name}.positive", f"the faceid {value} is not positive", "bad-faceid")
    elif number >= UNSIGNED_END:
        yield must(f"{name}.64-bit", f"the faceid {value} has more than 64 bits", "bad-faceid")
    elif number >= SIGNED_END:
        choice = Choice("faceid.range", "signed", "unsigned")
        yield may(f"the faceid {value} is above 2^63-1", "bad-faceid", choice)
    if value.lstrip("-").startswith("0") and number > 0:
        choice = Choice("faceid.leading-zeros", "refused", "")
        yield may(f"the faceid {value} has leading zeros", "bad-faceid", choice)


def text_reasons(name: str, kind: Kind, value: str) -> Iterator[Reason]:
    """Length in characters or bytes (open), and the first character."""
    limit = kind.max_length
    if limit is not None and len(value) > limit:
        yield must(f"{name}.max-length", f"{len(value)} characters are more than {limit}", "text-limit")
    elif limit is not None and len(value.encode()) > limit:
        choice = Choice(LENGTH_UNITS[kind.name], "bytes", "characters")
        yield may(f"{len(value.encode())} bytes in {len(value)} characters", "text-limit", choice)
    if kind.first_character_not and value.startswith(kind.first_character_not):
        yield must(f"{name}.first-character", "the first character is a blank", "text-first-character")
