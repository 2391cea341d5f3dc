"""Who asks, and when: app_id, sign, random and timestamp (facts 2.1, 2.2)."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.emulator import signature
from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused, bad_parameter
from conformance.emulator.request import Request
from conformance.spec import Parameter, Spec

WINDOW = 300
"""Seconds by which a timestamp may differ from the camera's clock. The document names no figure (facts 2.2)."""

_digits = re.compile(r"[0-9]+").fullmatch
_letters_or_digits = re.compile(r"[0-9A-Za-z]+").fullmatch


@dataclass
class Gate:
    """Lets a request in whose public parameters are right. `used` is volatile: a reboot forgets it."""

    spec: Spec
    readings: Readings
    app_id: str
    secret_key: str
    used: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.public: dict[str, Parameter] = {parameter.name: parameter for parameter in self.spec.public}
        self.checks: dict[str, Check] = {
            "app_id": check_app_id,
            "sign": check_sign,
            "random": check_random,
            "timestamp": check_timestamp,
            "window": check_window,
            "repeated": check_repeated,
        }

    def admit(self, request: Request, now: float) -> None:
        """Raises Refused: identity, then signature, then form, then window, then repetition."""
        for check in self.checks.values():
            check(self, request, now)


Check = Callable[[Gate, Request, float], None]
"""One thing about a request that the gate looks at; the number is the camera's Unix time. Raises Refused."""


def check_app_id(gate: Gate, request: Request, now: float) -> None:  # noqa: ARG001 - every check takes the time
    """app_id is required and the camera's own."""
    app_id = request.values.get("app_id", "")
    if not app_id:
        raise bad_parameter("app_id is missing")
    if not hmac.compare_digest(app_id.encode(), gate.app_id.encode()):
        raise Refused("bad-identity", "another app_id")


def check_sign(gate: Gate, request: Request, now: float) -> None:  # noqa: ARG001
    """sign is there and fits the parameters.

    Whether a parameter that was sent twice is signed twice is open (facts 2.2): both are understood.
    """
    sent, case = request.values.get("sign", ""), gate.readings["sign.case"]
    fits = signature.equal(sent, signature.sign_of(list(request.values.items()), gate.secret_key), case)
    if not fits and len(request.pairs) > len(request.values):
        fits = signature.equal(sent, signature.sign_of(request.pairs, gate.secret_key), case)
    if not fits:
        raise Refused("bad-signature", "sign doesn't fit")


def check_random(gate: Gate, request: Request, now: float) -> None:  # noqa: ARG001
    """random has 6 to 10 digits, or letters by the reading random.letters."""
    random, kind = request.values.get("random", ""), gate.public["random"].kind
    allowed = _letters_or_digits if gate.readings["random.letters"] == "accepted" else _digits
    if not allowed(random) or not (kind.min_length or 0) <= len(random) <= (kind.max_length or 0):
        raise bad_parameter("random is missing or has not the form of one")


def check_timestamp(gate: Gate, request: Request, now: float) -> None:  # noqa: ARG001
    """timestamp is Unix seconds in ten digits."""
    timestamp = request.values.get("timestamp", "")
    if not _digits(timestamp) or len(timestamp) != gate.public["timestamp"].kind.max_length:
        raise bad_parameter("timestamp is missing or has not ten digits")


def check_window(gate: Gate, request: Request, now: float) -> None:
    """The timestamp is near the camera's clock, by the reading timestamp.window."""
    if gate.readings["timestamp.window"] == "checked" and abs(int(request.values["timestamp"]) - now) > WINDOW:
        raise Refused("bad-identity", "timestamp out of the window")


def check_repeated(gate: Gate, request: Request, now: float) -> None:
    """The random wasn't used with this timestamp before, by the reading random.repeated."""
    if gate.readings["random.repeated"] == "accepted":
        return
    timestamp, random = request.values["timestamp"], request.values["random"]
    if random in gate.used.setdefault(timestamp, set()):
        raise Refused("bad-identity", "random was used before")
    gate.used[timestamp].add(random)
    forget_old(gate, now)


def forget_old(gate: Gate, now: float) -> None:
    """Drops the oldest timestamps, which the window refuses anyway, once there are more than it holds."""
    if len(gate.used) > 4 * WINDOW:
        gate.used = {stamp: used for stamp, used in gate.used.items() if abs(int(stamp) - now) <= WINDOW}
