"""Drives a camera through the cases of an operation; which answers are allowed, the oracle knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from conformance.oracle.judgement import Judgement, violated
from conformance.run.ledger import Cell, Verdict
from conformance.spec import load_spec
from conformance.suite.cases import Case, parameter_cases, public_cases
from conformance.suite.examples import Example, example
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Exchange


class Stage:
    """Holds a valid call of one operation, with all that it needs, for one case after the other.

    It is set up anew where a case used it up: what is refused changes nothing, so most cases leave it as it was.
    """

    def __init__(self, world: World, operation: str) -> None:
        self.world = world
        self.operation = operation
        self._example: Example | None = None

    def valid(self) -> Example:
        """The valid call."""
        if self._example is None:
            self._example = example(self.operation, self.world)
            self.world.look(self._example.groups)
        return self._example

    def strike(self) -> None:
        """Clears everything away; the next case gets a new one."""
        self._example = None
        self.world.clear()

    def play(self, case: Case) -> None:
        """Sends the valid call as the case changes it, and looks what became of the camera."""
        valid = self.valid()
        ledger, made = self.world.run.ledger, len(self.world.made)
        before = ledger.violation_count
        answer = self.world.ipc.send(case.change(valid.call, self.world))
        writes = load_spec().operations[self.operation].effect == "write"
        self.world.look(valid.groups if writes else ())
        if _is_wrongly_refused(answer, ledger.violations_since(before)):
            self._blame(case, valid, answer)
        verdict: Verdict = ledger.verdict_since(before)
        ledger.tried(Cell(self.operation, case.parameter, case.name, answer.code, verdict, answer.number))
        if verdict != "pass" or len(self.world.made) > made or (writes and answer.succeeded):
            self.strike()

    def _blame(self, case: Case, valid: Example, refused: Exchange) -> None:
        """An allowed value was refused. Where the usual one is accepted, it is the parameter that is read too strictly.

        One requirement often says both: what is too long is refused, and what is just not is accepted.
        """
        ledger = self.world.run.ledger
        if ledger.entries[case.requirement].requirement.level == "open":
            return
        usual = self.world.ipc.send(valid.call)
        if usual.succeeded:
            came = f"{refused.describe()} came, and code 0 for the same call with the usual value"
            expected = f"an allowed {case.parameter} ({case.name}) to be accepted"
            ledger.record(violated(case.requirement, expected, came, refused.number, usual.number))


def _is_wrongly_refused(answer: Exchange, violations: Iterable[Judgement]) -> bool:
    accepts = f"{answer.operation}.answer.accepts"
    return not answer.succeeded and any(
        each.requirement == accepts and answer.number in each.exchanges for each in violations
    )


Stages = Callable[[str], Stage]


def played(operation: str, cases: Iterable[Case]) -> Callable[..., None]:
    """A check for each case of an operation."""
    parameters = [pytest.param(case, marks=requirement(case.requirement), id=case.id) for case in cases]

    @pytest.mark.parametrize("case", parameters)
    def test(stages: Stages, case: Case) -> None:
        stages(operation).play(case)

    test.__doc__ = f"{operation}: one parameter is not as usual."
    return test


def all_parameters_of(operation: str) -> Callable[..., None]:
    """A check for each case of each parameter of an operation."""
    return played(operation, parameter_cases(load_spec().operations[operation]))


def all_public_of(operation: str) -> Callable[..., None]:
    """A check for each case of the public parameters, the signature and the method."""
    return played(operation, public_cases(load_spec().operations[operation]))
