"""The machinery of negative checks: refused for the one reason named, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable

from conformance.run.assertions import Assertion
from conformance.spec import load_spec
from conformance.suite.examples import Example, example
from conformance.suite.requirement import cases
from conformance.suite.world import World
from conformance.wire import Call

Check = Callable[[str], Assertion]
Spoil = Callable[[Call], Call]


def must_refuse(
    check: Check, world: World, operation: str, spoil: Spoil, requirement: str, parameter: str, case: str
) -> None:
    """Spoils a valid call in one way; it must be refused and change nothing.

    Afterwards the valid call itself must be carried out: so it was the one spoilt thing that was refused.
    """
    valid = example(operation, world)
    before = world.state(valid.groups)
    answer = world.ipc.send(spoil(valid.call))
    changed = "" if world.state(valid.groups) == before else f"{operation} answered {answer.describe()} and changed it"
    if not answer.succeeded:
        _control(world, valid)
    assertion = check(requirement)
    assertion.refused(answer, parameter, case)
    assertion.that(not changed, "the camera's state to be as before", changed, answer)


def _control(world: World, valid: Example) -> None:
    world.ipc.must_accept(valid.call)


def required_parameters_of(operation: str) -> Callable[..., None]:
    """A check for each required parameter of an operation: without it the call is refused."""
    required = load_spec().operations[operation].required

    @cases("parameter", [(f"{operation}.{each.name}.required", each.name) for each in required])
    def test(check: Check, world: World, parameter: str) -> None:
        must_refuse(
            check,
            world,
            operation,
            lambda call: call.without(parameter),
            f"{operation}.{parameter}.required",
            parameter,
            "absent",
        )

    test.__doc__ = f"{operation} without a required parameter is refused."
    return test


__all__ = ["Check", "must_refuse", "required_parameters_of"]
