"""Parameters that must be there. Empty counts as missing (facts 7 point 14), a description by its own reading."""

from __future__ import annotations

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import bad_parameter
from conformance.emulator.request import Request
from conformance.spec import Spec


def required(request: Request, name: str) -> str:
    """The value of a required parameter. Raises Refused (bad-parameter)."""
    value = request.values.get(name, "")
    if not value:
        raise bad_parameter(f"{name} is missing")
    return value


def group_name(request: Request, name: str, readings: Readings) -> str:
    """The required name of a group, which may be empty by the reading name.empty. Raises Refused (bad-parameter)."""
    if readings["name.empty"] == "accepted" and name in request.values:
        return request.values[name]
    return required(request, name)


def optional(request: Request, name: str, readings: Readings) -> str | None:
    """The value of an optional parameter; None if absent, or empty by optional.empty. Raises Refused."""
    value = request.values.get(name)
    if value == "" and readings["optional.empty"] == "refused":
        raise bad_parameter(f"{name} is empty")
    return value or None


def check_known(request: Request, spec: Spec, readings: Readings) -> None:
    """No parameter that no table names, by the reading parameter.unknown. Raises Refused (bad-parameter).

    Where there are user-defined attributes unknown ones are ignored (s:435); and a sample sends a num (s:385).
    """
    operation = request.operation
    if readings["parameter.unknown"] == "ignored" or operation.user_attributes:
        return
    known = {name for each in (*spec.public, *operation.parameters) for name in (each.name, *each.also)}
    unknown = set(request.values) - known - ({"num"} if operation.name == "getFaceInfoItem" else set())
    if unknown:
        raise bad_parameter(f"{sorted(unknown)} are no parameters")


def description(request: Request, readings: Readings) -> str:
    """The description under its spelling, by description.parameter-key and description.empty. Raises Refused."""
    parameter = request.operation.parameter("description")
    key = readings["description.parameter-key"]
    spellings = (parameter.name, *parameter.also) if key == "either" else (key,)
    sent = [request.values[name] for name in spellings if name in request.values]
    if len(sent) > 1 and readings["parameter.doubled"] == "refused":
        raise bad_parameter("the description is sent twice")
    if not sent or (not sent[0] and readings["description.empty"] == "refused"):
        raise bad_parameter("description is missing")
    return sent[-1] if readings["parameter.doubled"] == "last" else sent[0]


def file(request: Request, name: str) -> bytes:
    """The content of a required file. Raises Refused (bad-parameter)."""
    content = request.files.get(name)
    if content is None:
        raise bad_parameter(f"the file {name} is missing")
    return content
