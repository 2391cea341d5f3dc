"""Parameters that must be there. Empty counts as missing (facts 7 point 14), a description by its own reading."""

from __future__ import annotations

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import bad_parameter
from conformance.emulator.request import Request


def required(request: Request, name: str) -> str:
    """The value of a required parameter. Raises Refused (bad-parameter)."""
    value = request.values.get(name, "")
    if not value:
        raise bad_parameter(f"{name} is missing")
    return value


def optional(request: Request, name: str) -> str | None:
    """The value of an optional parameter; None if absent or empty."""
    return request.values.get(name) or None


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
