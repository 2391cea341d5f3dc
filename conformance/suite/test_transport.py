"""HTTP: methods, answers (facts 2.1, RFC 9112)."""

from conformance.suite.refusals import Check, must_refuse
from conformance.suite.requirement import each_operation
from conformance.suite.world import World


@each_operation("{operation}.method.post-only")
def test_get_is_not_carried_out(check: Check, world: World, operation: str) -> None:
    """The same signed parameters in the query of a GET."""
    must_refuse(
        check,
        world,
        operation,
        lambda call: call.by("GET"),
        f"{operation}.method.post-only",
        "method",
        "GET",
    )
