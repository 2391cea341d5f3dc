"""Rules for user-defined attributes: their names, their number, and the values that records have."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from conformance.emulator import render
from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused, bad_parameter
from conformance.emulator.request import Request
from conformance.emulator.rules import lengths
from conformance.spec import Spec


def check_group(default: bool) -> None:
    """Default groups have no attributes (s:289, s:332). Raises Refused (default-group-protected)."""
    if default:
        raise Refused("default-group-protected", "a default group")


def check_names(names: Collection[str], spec: Spec, readings: Readings) -> None:
    """Names are not empty, not reserved (s:291), at most 50 long (s:285). Raises Refused (attribute-name-refused)."""
    for name in names:
        if not name or name in spec.reserved_attributes or too_long(name, "attribute_name", spec, readings):
            raise Refused("attribute-name-refused", repr(name))
        if readings["attributes.clashing-name"] == "refused" and name in clashing(spec):
            raise Refused("attribute-name-refused", f"{name} is another parameter or answer field")


def clashing(spec: Spec) -> set[str]:
    """Names of parameters and answer fields beside which an attribute would stand (facts 7 point 44)."""
    fields = {field.name for field in spec.parts["record"]}
    face_parameters = {each.name for name in ("addFace", "updateFace") for each in spec.operations[name].parameters}
    return fields | face_parameters | {each.name for each in spec.public} | {*render.POINT}


def too_long(text: str, kind: str, spec: Spec, readings: Readings) -> bool:
    """Whether an attribute's name or value exceeds its limit, by the reading attribute.length-unit."""
    return lengths.too_long(text, spec.kinds[kind], readings, "attribute.length-unit")


def without_duplicates(names: Collection[str], present: Collection[str], readings: Readings) -> list[str]:
    """The names once each, without those present, by the reading attributes.duplicate. Raises Refused."""
    single = [name for name in dict.fromkeys(names) if name not in present]
    if len(single) < len(names) and readings["attributes.duplicate"] == "refused":
        raise Refused("attribute-name-refused", "a name stands twice")
    return single


def that_fit(names: list[str], present: Collection[str], spec: Spec, readings: Readings) -> list[str]:
    """The names for which the group has room (s:270), by the reading attributes.exceeding. Raises Refused."""
    room = spec.device.attributes_per_group - len(present)
    if len(names) > room and (room <= 0 or readings["attributes.exceeding"] == "refused"):
        raise Refused("attribute-limit", f"{len(present)} attributes and {len(names)} more")
    return names[:room]


def check_number(names: Collection[str], spec: Spec) -> None:
    """No more names than a group can have (s:270). Raises Refused (attribute-limit)."""
    if len(names) > spec.device.attributes_per_group:
        raise Refused("attribute-limit", f"{len(names)} names")


def that_exist(names: list[str], present: Collection[str], readings: Readings) -> list[str]:
    """The names that the group has, by the reading attributes.remove-unknown. Raises Refused (attribute-missing)."""
    known = [name for name in names if name in present]
    if len(known) < len(names) and (not known or readings["attributes.remove-unknown"] == "refused"):
        raise Refused("attribute-missing", "an attribute that the group has not")
    return known


def values(request: Request, names: Collection[str], spec: Spec, readings: Readings) -> Mapping[str, str]:
    """What the request gives for these attributes; other parameters are ignored (s:435). Raises Refused.

    A parameter of the protocol is never the value of an attribute of the same name.
    """
    own = {parameter.name for parameter in (*spec.public, *request.operation.parameters)}
    given = {name: request.values[name] for name in names if name in request.values and name not in own}
    for name, value in given.items():
        if too_long(value, "attribute_value", spec, readings):
            raise bad_parameter(f"the value of {name} is too long")
    return given
