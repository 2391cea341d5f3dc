"""One case of one parameter: how a valid call is changed, and which requirement it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.suite.world import World
from conformance.wire import Call

Change = Callable[[Call, World], Call]


@dataclass(frozen=True)
class Case:
    """`name` is the case of the cell (operation, parameter, case) in results.json.

    Which answers are allowed, the oracle knows; `requirement` says what the case was made for.
    """

    parameter: str
    name: str
    requirement: str
    change: Change

    def __repr__(self) -> str:
        # Allure knows a check again by its parameters: no address of a function may stand there.
        return self.id

    @property
    def id(self) -> str:
        """The name of the check."""
        return f"{self.parameter}-{self.name}"


def to(parameter: str, value: str | int) -> Change:
    """Gives a parameter a value, freshly signed."""
    return lambda call, _: call.but(**{parameter: value})
