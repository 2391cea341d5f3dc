"""What a request says, parameter by parameter, and in which ways a value is not what the document asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Literal

from conformance.spec import Operation, Parameter
from conformance.wire import Request

Shape = Literal["integer", "lenient", "text"]

_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)\Z", re.ASCII)
# Leading zeros, signs, blanks, decimals: whether these are integers is open (point 15).
_LENIENT = re.compile(r"[\s]*[+-]?[0-9][0-9]*(\.0*)?([eE]\+?[0-9]+)?[\s]*\Z")


def values_of(request: Request, parameter: Parameter) -> list[str]:
    """All values that were sent for a parameter, under any of its spellings."""
    return [value for name in (parameter.name, *parameter.also) for value in request.values(name)]


class Arguments:
    """The private parameters of one request, as far as they have one clear value each.

    `spellings` are those that the device is known to take of a parameter that has two (point 18).
    """

    def __init__(self, request: Request, operation: Operation, spellings: Collection[str] = ()) -> None:
        self.spellings = spellings
        self.request = request
        self.operation = operation
        self._values = {each.name: values_of(request, each) for each in operation.parameters}

    def sent(self, name: str) -> list[str]:
        """All values of a parameter."""
        return self._values.get(name, [])

    def text(self, name: str) -> str | None:
        """The one value of a parameter that is not empty; sent twice alike, it is one by every reading."""
        values = self.sent(name)
        return values[0] if len(set(values)) == 1 and values[0] else None

    @property
    def ambiguous(self) -> bool:
        """Whether a field was sent with different values, so that it is not known which one counts."""
        fields = self.request.fields
        return len(set(fields)) > len({name for name, _ in fields}) or any(
            len(set(values)) > 1 for values in self._values.values()
        )

    def integer(self, name: str) -> int | None:
        """The one value of a parameter that is an integer beyond doubt."""
        text = self.text(name)
        return int(text) if text is not None and shape_of(text) == "integer" else None

    def strings(self, name: str) -> list[str] | None:
        """The one value of a parameter that is a JSON list of strings."""
        text = self.text(name)
        return json_strings(text) if text is not None else None

    def spelling(self, parameter: Parameter) -> str:
        """The spelling under which a parameter was sent."""
        return parameter.name if self.request.values(parameter.name) else parameter.also[0]

    def attributes(self) -> dict[str, str]:
        """The fields that are neither public nor documented parameters: possibly user-defined attributes."""
        known = {"app_id", "random", "timestamp", "sign"} | {
            name for each in self.operation.parameters for name in (each.name, *each.also)
        }
        return {name: value for name, value in self.request.fields if name not in known}


def shape_of(text: str) -> Shape:
    """Whether a text is an integer, perhaps one, or certainly none."""
    if _PLAIN.match(text) and text != "-0":
        return "integer"
    return "lenient" if _LENIENT.match(text) else "text"


def json_strings(text: str) -> list[str] | None:
    """A JSON list of strings; None for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    return None
