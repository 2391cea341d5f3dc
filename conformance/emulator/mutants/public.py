"""Public parameters that aren't looked at, or looked at too closely."""

from __future__ import annotations

from collections.abc import Callable

from conformance.emulator.authentication import Check, Gate, check_app_id, check_random, check_sign, check_timestamp
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import check
from conformance.emulator.mutants.witness import add, call, sent
from conformance.emulator.refusal import Refused
from conformance.emulator.request import Request


def unless(name: str, good: Check, allowed: Callable[[str], bool]) -> Fault:
    """The good check, but for values that are let through."""

    def instead(gate: Gate, request: Request, now: float) -> None:
        if not allowed(request.values.get(name, "")):
            good(gate, request, now)

    return check(name, instead)


def timestamp_supposed(gate: Gate, request: Request, now: float) -> None:
    """A missing timestamp is that of the camera."""
    if not request.values.get("timestamp"):
        request.values["timestamp"] = str(int(now))
    check_timestamp(gate, request, now)


def timestamp_milliseconds(gate: Gate, request: Request, now: float) -> None:
    """A timestamp of 13 digits is taken for milliseconds."""
    given = request.values.get("timestamp", "")
    if given.isdigit() and len(given) == 13:
        request.values["timestamp"] = given[:10]
    check_timestamp(gate, request, now)


def short_random(gate: Gate, request: Request, now: float) -> None:
    """A random of ten characters is too long."""
    check_random(gate, request, now)
    if len(request.values["random"]) == 10:
        raise Refused("bad-parameter", "random is too long")


def other_code(gate: Gate, request: Request, now: float) -> None:
    """Multipart operations call a wrong sign a wrong identity."""
    try:
        check_sign(gate, request, now)
    except Refused as refused:
        raise refused if request.urlencoded else Refused("bad-identity", "sign doesn't fit") from refused


MUTANTS = [
    Mutant(
        "authentication.random-optional",
        kind="public-parameter",
        requirement="createGroup.random.required",
        sentence="A request without random is carried out.",
        why="Equal requests have equal signs and can be repeated by whoever overheard them.",
        witness=(call("getGroupList", random=None),),
        fault=unless("random", check_random, lambda random: not random),
    ),
    Mutant(
        "authentication.random-five",
        kind="public-parameter",
        requirement="createGroup.random.form",
        sentence="A random of five characters is accepted; it has at least six.",
        why="An app that was tested here is refused by every other camera.",
        witness=(call("getGroupList", random="12345"),),
        fault=unless("random", check_random, lambda random: len(random) == 5 and random.isalnum()),
    ),
    Mutant(
        "authentication.random-punctuation",
        kind="public-parameter",
        requirement="getGroupList.random.form",
        sentence="A random with punctuation is accepted; it has digits and letters only.",
        why="A random with `&` in it changes what was signed.",
        witness=(call("getGroupList", random="12-34-56"),),
        fault=unless("random", check_random, lambda random: 6 <= len(random) <= 10),
    ),
    Mutant(
        "authentication.timestamp-optional",
        kind="public-parameter",
        requirement="deleteGroup.timestamp.required",
        sentence="A request without timestamp is carried out.",
        why="An overheard request can be repeated for ever.",
        witness=(call("getGroupList", timestamp=None),),
        fault=check("timestamp", timestamp_supposed),
    ),
    Mutant(
        "authentication.timestamp-milliseconds",
        kind="public-parameter",
        requirement="getGroupList.timestamp.form",
        sentence="A timestamp of 13 digits, in milliseconds, is accepted.",
        why="An app that was tested here is refused by every other camera.",
        witness=(call("getGroupList", timestamp="{now}000"),),
        fault=check("timestamp", timestamp_milliseconds),
    ),
    Mutant(
        "authentication.random-ten-refused",
        kind="public-parameter",
        requirement="getGroupList.answer.accepts",
        sentence="A random of ten characters is refused; it may have up to ten.",
        why="Apps that use long randoms can't log in at all.",
        witness=(call("getGroupList", random="1234567890"),),
        fault=check("random", short_random),
    ),
    Mutant(
        "authentication.app-id-optional",
        kind="identity",
        requirement="getGroupList.app_id.required",
        sentence="A request without app_id is carried out.",
        why="The log of the camera can't say which app did it.",
        witness=(call("getGroupList", app_id=None),),
        fault=unless("app_id", check_app_id, lambda app_id: not app_id),
    ),
    Mutant(
        "authentication.other-code",
        kind="identity",
        requirement="codes.one-cause-one-code",
        sentence="A wrong sign has another code in multipart operations than in the others.",
        why="The app reports a wrong account where the secret key is wrong.",
        witness=(sent(add(), "wrong"),),
        fault=check("sign", other_code),
    ),
]
