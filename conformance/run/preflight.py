"""Before the first check: is there a camera that accepts our requests? If not, one sentence says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from conformance.run.address import shown
from conformance.spec import load_spec
from conformance.wire import Call, Client, Exchange, Fault, Target

STOP = ("unreachable", "tls")
OK = 200

# A clock within this many seconds of ours is nobody's trouble; tolerances are undocumented (facts 2.2).
CLOCK_TOLERANCE = 60


@dataclass(frozen=True)
class Preflight:
    """What was found: `accepted`, or `problem`, a sentence that says what to do. `exchanges` are the evidence."""

    exchanges: tuple[Exchange, ...]
    problem: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the camera carried out a signed request."""
        return not self.problem

    @property
    def malformed(self) -> bool:
        """Whether it is this API that answers, but without a return code that anybody could read: its own fault."""
        return not any(each.code is not None for each in self.exchanges) and any(map(_resembles, self.exchanges))


def preflight(client: Client) -> Preflight:
    """Asks by the reading operations, one after the other, until one is accepted."""
    exchanges: list[Exchange] = []
    for call in questions():
        # Where the first ones hang, some operations of a camera may, but it is more likely that nothing will answer.
        hurry = client.target.timeout / len(exchanges) if len(exchanges) > 1 else None
        exchange = client.send(call, timeout=hurry)
        exchanges.append(exchange)
        if exchange.succeeded:
            return Preflight(tuple(exchanges))
        faults = [each.fault.kind if each.fault else "" for each in exchanges]
        if faults[-1] in STOP or (len(faults) == 2 and all(faults) and set(faults) != {"timeout"}):
            break
    return Preflight(tuple(exchanges), _problem(exchanges, client.target))


def may_want_certificate(fault: Fault | None, target: Target) -> bool:
    """Whether a camera hung up behind the TLS handshake, as many do that miss a client certificate."""
    secure = target.url.startswith("https") and target.tls.client_cert is None
    return secure and fault is not None and fault.kind == "closed"


def clock_offset(exchange: Exchange) -> float | None:
    """How far the camera's clock is ahead of ours, in seconds, by its Date header; None without one."""
    date = exchange.response.header("Date") if exchange.response else ""
    try:
        return parsedate_to_datetime(date).timestamp() - (exchange.at + exchange.elapsed)
    except (TypeError, ValueError):
        return None


def questions() -> Iterator[Call]:
    """What any camera carries out, whatever it holds: reading operations that need nothing but a default group.

    The last one has the shortest random, that of the document's sample: most of ours are longer.
    """
    stranger = load_spec().device.default_groups[0]
    yield Call.of("getGroupList")
    yield Call.of("getFaceInfoItem", group_name=stranger)
    yield Call.of("getFaceList", group_name=stranger)
    yield Call.of("getFaceByArrival", group_name=stranger)
    yield Call.of("getGroupList").with_public(random="289192")


def _resembles(exchange: Exchange) -> bool:
    """Whether an answer has to do with this API, though its return code can't be read: it names its parts as JSON."""
    response = exchange.response
    if response is None or response.status != OK or response.body.lstrip().startswith(b"<"):
        return False
    return any(name in response.body for name in (b'"code"', b'"data"'))


def _problem(exchanges: list[Exchange], target: Target) -> str:
    url = shown(target.url)
    if all(exchange.fault is not None for exchange in exchanges):
        return _unanswered(exchanges[0], target)
    coded = [exchange for exchange in exchanges if exchange.code is not None]
    if coded:
        return _refused(coded)
    answered = next(exchange for exchange in exchanges if exchange.response is not None)
    if any(map(_resembles, exchanges)):
        return (
            f"what answers at {url} gives no return code that is an integer: POST {answered.request.path} got "
            f"{answered.describe()}. Nothing more can be told before it does."
        )
    return (
        f"what answers at {url} is not an IPC, or its API is elsewhere: POST {answered.request.path} got "
        f"{answered.describe()}. Check the address and the port."
    )


# What a TLS fault says of itself names the option that helps.
_FAULT_ADVICE = {
    "unreachable": "Check the address and the port, and that the camera is switched on and in reach.",
    "timeout": "Something takes connections there but does not answer: check the port, or wait longer with --timeout.",
    "closed": "Check that this is the port of its API, and whether it is https:// or http://.",
    "protocol": "Check that this is the port of its API, and whether it is https:// or http://.",
    "too-large": "Check that this is the port of its API.",
}


def _unanswered(exchange: Exchange, target: Target) -> str:
    assert exchange.fault is not None
    advice = _FAULT_ADVICE.get(exchange.fault.kind, "")
    if may_want_certificate(exchange.fault, target):
        advice = "It may want a client certificate: --client-cert FILE. " + advice
    return f"{shown(target.url)} can't be tested: {exchange.fault.text}. {advice}".rstrip()


_ADVICE = {
    "bad-signature": "the app_id or the secret key is not this camera's: check --app-id and the secret key",
    "bad-identity": (
        "the app_id is not this camera's, or its clock is off: check --app-id, and its clock; --time-offset "
        "SECONDS, or auto, makes up for it"
    ),
    "not-activated": "the camera is not activated: activate it",
    "storage-gone": "the camera's storage (SD card) or its face module is not ready: check them",
    "library-busy": "the camera's face library is busy: try again later",
    "internal-failure": "the camera fails inside: see its own log",
}


def _refused(exchanges: list[Exchange]) -> str:
    """Names the code; what it means is inferred, so it is said as a guess."""
    spec = load_spec()
    codes = sorted({exchange.code for exchange in exchanges if exchange.code is not None})
    meanings = [cause for code in codes for cause in spec.code_book.meanings(spec.operations["getGroupList"], code)]
    advice = "; ".join(dict.fromkeys(_ADVICE[cause] for cause in meanings if cause in _ADVICE))
    offset = clock_offset(exchanges[0])
    off = offset is not None and abs(offset) > CLOCK_TOLERANCE
    clock = f" Its clock is {offset:+.0f} s off ours." if off else ""
    listed = " and ".join(map(str, codes))
    return f"the camera refused every signed request, with code {listed} ({advice or 'meaning unknown'}).{clock}"
