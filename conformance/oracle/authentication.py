"""Reasons to refuse that lie in the method, the body's encoding, the public parameters and the signature."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.arguments import Arguments
from conformance.oracle.reasons import Choice, Reason, may, must
from conformance.spec import Operation
from conformance.wire import Request
from conformance.wire.authstate import SMALL_OFFSET

# A timestamp that is off by less than this may be inside a device's window; beyond it, it shows whether there is one.
CERTAINLY_STALE = 24 * 3600


def authentication_reasons(request: Request, operation: Operation) -> Iterator[Reason]:
    """What facts 2.1 and 2.2 demand of every request."""
    name = operation.name
    if request.method != "POST":
        yield must(f"{name}.method.post-only", f"the method is {request.method}", "method")
    elif request.encoding != operation.encoding and name != "updateFace":
        yield may(f"the body is {request.encoding}", "encoding")
    if request.raw:
        yield may("the body was changed on its way out", "malformed")
    if request.is_hostile:
        yield may("HTTP itself has ways to turn it away", "encoding")
    yield from _sign_reasons(request, operation)
    yield from _public_reasons(request, name)


def _sign_reasons(request: Request, operation: Operation) -> Iterator[Reason]:
    name = operation.name
    match request.auth.sign:
        case "wrong":
            yield must(f"{name}.sign.{_unsure(request, operation)}", "the sign does not fit", "bad-signature")
        case "absent":
            yield must(f"{name}.sign.required", "there is no sign", "sign-missing")
        case "other-case":
            yield may("the sign is in lower case", "bad-signature", Choice("sign.case", "upper", "either"))
        case "unknown":
            yield may("the secret is not known, so neither is whether the sign fits")
        case "correct" if request.has_two_orders:
            choice = Choice("sign.key-order", "alphabetic", "ascii")
            yield may("names with capitals have another place in alphabetic order", "bad-signature", choice)
        case "alphabetic":
            choice = Choice("sign.key-order", "ascii", "alphabetic")
            yield may("names with capitals have another place in ASCII order", "bad-signature", choice)


def _unsure(request: Request, operation: Operation) -> str:
    """Whether the sign may be wrong only by what is inferred: that empty and unknown fields are signed as we do."""
    arguments = Arguments(request, operation)
    if any(value == "" for _, value in request.fields):
        return "empty-fields"
    return "unknown-fields" if arguments.attributes() and operation.encoding == "form" else "wrong"


def _public_reasons(request: Request, name: str) -> Iterator[Reason]:
    auth = request.auth
    if auth.app_id == "absent":
        yield must(f"{name}.app_id.required", "there is no app_id", "public-missing")
    elif auth.app_id == "other":
        choice = Choice("app_id.other", "refused", "accepted")
        yield may("the app_id is another one", "bad-identity", choice)
    for parameter, state in (("random", auth.random), ("timestamp", auth.timestamp)):
        if state == "absent":
            yield must(f"{name}.{parameter}.required", f"there is no {parameter}", "public-missing")
        elif state == "ill-formed":
            yield must(f"{name}.{parameter}.form", f"the {parameter} is ill-formed", "public-form")
        elif state == "doubled":
            yield may(f"{parameter} came twice")
    letters = [value for value in request.values("random") if not value.isdigit()]
    if auth.random == "well-formed" and letters:
        yield may("random has letters", "public-form", Choice("random.letters", "refused", "accepted"))
    if abs(auth.offset) > CERTAINLY_STALE:
        choice = Choice("timestamp.window", "checked", "unchecked")
        yield may(f"the timestamp is {auth.offset} s off", "bad-timestamp", choice)
    elif abs(auth.offset) > SMALL_OFFSET:
        yield may(f"the timestamp is {auth.offset} s off", "bad-timestamp")
