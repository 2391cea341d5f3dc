"""The public parameters and the signature, on every operation (facts 2.1 and 2.2)."""

from conformance.suite.refusals import Check, Spoil, must_refuse
from conformance.suite.requirement import each_operation
from conformance.suite.world import World


@each_operation("{operation}.sign.wrong")
def test_wrong_sign(check: Check, world: World, operation: str) -> None:
    """One character of the sign is another."""
    _refused(check, world, operation, "sign", "wrong", lambda call: call.signed("wrong"))


@each_operation("{operation}.sign.wrong")
def test_sign_with_another_secret(check: Check, world: World, operation: str) -> None:
    """The sign fits the parameters, but was made with another secret."""
    secret = world.ipc.client.credentials.secret_key + "x"
    _refused(check, world, operation, "sign", "wrong", lambda call: call.signed("correct", secret))


@each_operation("{operation}.sign.required")
def test_missing_sign(check: Check, world: World, operation: str) -> None:
    """There is no sign."""
    _refused(check, world, operation, "sign", "required", lambda call: call.tampered(sign=None))


@each_operation("{operation}.app_id.required")
def test_missing_app_id(check: Check, world: World, operation: str) -> None:
    """There is no app_id; what is left is signed."""
    _refused(check, world, operation, "app_id", "required", lambda call: call.with_public(app_id=None))


@each_operation("{operation}.random.required")
def test_missing_random(check: Check, world: World, operation: str) -> None:
    """There is no random; what is left is signed."""
    _refused(check, world, operation, "random", "required", lambda call: call.with_public(random=None))


@each_operation("{operation}.timestamp.required")
def test_missing_timestamp(check: Check, world: World, operation: str) -> None:
    """There is no timestamp; what is left is signed."""
    _refused(check, world, operation, "timestamp", "required", lambda call: call.with_public(timestamp=None))


def _refused(check: Check, world: World, operation: str, parameter: str, rule: str, spoil: Spoil) -> None:
    case = "wrong" if rule == "wrong" else "absent"
    must_refuse(check, world, operation, spoil, f"{operation}.{parameter}.{rule}", parameter, case)
