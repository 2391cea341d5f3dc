"""The camera under test: a client whose every exchange is judged, and that knows when the device is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import cycle
from threading import Lock
from typing import Any, NoReturn

from conformance.oracle.judge import Judge
from conformance.oracle.judgement import kept, violated
from conformance.run.guard import Guard
from conformance.run.journal import Journal
from conformance.run.known import take
from conformance.run.ledger import Ledger
from conformance.run.outcomes import Blocked
from conformance.run.patience import HANGS, Patience
from conformance.run.preflight import questions
from conformance.wire import Call, Client, Exchange
from conformance.wire.operations import Operations

# How long to wait for a device that stopped answering: so many of its time limits, and never more than the seconds.
# A service that restarts itself is back by then.
PATIENCE_LIMITS = 3
PATIENCE = 10.0
# One operation that is silent is not the whole camera: so many questions at least.
LEAST_ASKED = 2


class Camera(Operations):
    """Sends calls and lets the judge see each exchange. Raises Blocked where no answer can be had."""

    def __init__(
        self,
        client: Client,
        ledger: Ledger,
        journal: Journal | None = None,
        *,
        guard: Guard | None = None,
        judge: Judge | None = None,
    ) -> None:
        self.client = client
        self.ledger = ledger
        self.gone = ""
        self.spelling = ""
        self.asked = ""
        self._journal = journal
        self.judge = judge or Judge(ledger.spec)
        self._guard = guard or Guard(ledger.spec)
        self._patience = Patience(ledger.spec, client.target.timeout)
        self._lock = Lock()

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Sends a call; the exchange has been judged when this returns. Raises Blocked."""
        if self.gone:
            raise Blocked(self.gone)
        if self._patience.given_up(call.operation):
            raise Blocked(f"{call.operation} did not answer {HANGS} times and is not called again")
        self._guard.admit(call)
        if self.spelling:
            call = _respelled(call, self.spelling)
        if call.sign == "correct" and self.judge.readings.value("sign.key-order") == "alphabetic":
            call = call.signed("alphabetic")
        if self._journal is not None:
            self._journal.about_to(call)
        self.asked = call.operation
        exchange = self.client.send(call, timeout=timeout or self._patience.limit_for(call.operation))
        if exchange.fault is not None and exchange.fault.kind != "too-large":
            self._unanswered(exchange)
        return exchange

    def send_in_either_order(self, call: Call) -> Exchange:
        """Sends a call; where it is refused and its names with capitals have another place in alphabetic order, once
        more signed so: it may be the sign that was refused (facts 2.2).
        """
        exchange = self.send(call)
        again = not exchange.succeeded and exchange.request.auth.sign == "correct" and exchange.request.has_two_orders
        return self.send(call.signed("alphabetic")) if again else exchange

    def must_accept(self, call: Call) -> Exchange:
        """Sends a call that the camera has to carry out, because it is allowed and nothing is missing.

        A refusal violates `{operation}.answer.accepts`; whoever needed the success is blocked.
        """
        exchange = self.send(call)
        if not exchange.succeeded:
            self.refused(exchange)
        self.accepted(exchange)
        return exchange

    def plain_send(self, call: Call) -> Exchange:
        """Sends a call with its fields named just as they are, in either order of the sign."""
        spelling, self.spelling = self.spelling, ""
        try:
            return self.send_in_either_order(call)
        finally:
            self.spelling = spelling

    def wait_until_back(self) -> None:
        """Waits for a camera that was rebooted. Raises Blocked where it does not come back."""
        if not self._is_back():
            self.gone = "the camera did not come back from a reboot"
            raise Blocked(self.gone)

    def vouch(self, data: bytes, usual: bytes, *, same_face: bool = True) -> None:
        """Says that where the camera took the usual picture, it must take this one.

        `same_face`: it is the usual one's, in another size or encoding.
        """
        picture, usually = sha256(data).hexdigest(), sha256(usual).hexdigest()
        self._tell(event="vouched", picture=picture, usual=usually, same_face=same_face)

    def arrival(self, picture: bytes) -> None:
        """Says that the rig makes somebody arrive, who looks as on this picture."""
        self._tell(event="arrival", picture=sha256(picture).hexdigest())

    def _tell(self, **event: Any) -> None:
        """Tells the judge what no exchange shows, and whoever judges them again."""
        self.ledger.note(event)
        take(event, self.judge, self.ledger)

    def reading(self, name: str, value: str, *evidence: Exchange) -> None:
        """Enters a reading that several exchanges together show."""
        self._tell(event="reading", reading=name, value=value, exchanges=[each.number for each in evidence])

    @contextmanager
    def trouble(self, cause: str, *, forgets: bool = False) -> Iterator[None]:
        """While the rig keeps the camera from working, refusals are excused; `forgets`: its state may change by it."""
        self._tell(event="trouble", cause=cause, active=True, forgets=forgets)
        try:
            yield
        finally:
            self._tell(event="trouble", cause=cause, active=False, forgets=forgets)

    @contextmanager
    def overlapping(self) -> Iterator[None]:
        """While requests are sent at the same time. Nothing is known of the state afterwards: read it again."""
        self.client.hang_up()
        self._tell(event="overlapping", active=True)
        try:
            yield
        finally:
            self._tell(event="overlapping", active=False)

    def accepted(self, exchange: Exchange) -> None:
        """Enters that an allowed call was carried out."""
        requirement = f"{exchange.operation}.answer.accepts"
        judgement = kept(requirement, f"an allowed {exchange.operation} got code 0", exchange.number)
        if self.ledger.entries[requirement].kept:
            self.ledger.record(judgement)  # the judge says so of nearly every success: nothing new
        else:
            self.ledger.claim(judgement)

    def refused(self, exchange: Exchange) -> NoReturn:
        """Enters that an allowed call was not carried out, and raises Blocked.

        What is no answer of the API has violated another requirement already, and is one cause. While a write that got
        no answer may still be carried out, it may be what is in the way; so may what an open point lets be in the way,
        as a record of the same face that an earlier attempt at a check has left.
        """
        unsettled = self.judge.state.unsettled_until or self.judge.excuses(exchange)
        if exchange.code is not None and not unsettled:
            expected = f"an allowed {exchange.operation} to be carried out"
            actual = f"{exchange.describe()} came"
            self.ledger.claim(violated(f"{exchange.operation}.answer.accepts", expected, actual, exchange.number))
        raise Blocked(f"{exchange.operation} was not carried out: {exchange.describe()}")

    def observe(self, exchange: Exchange) -> None:
        """Enters an exchange in the ledger; an observer of the client."""
        with self._lock:
            self.ledger.saw(exchange)
            if exchange.response is not None:
                self._patience.answered(exchange.operation, exchange.elapsed)
            for judgement in self.judge.judge(exchange):
                self.ledger.record(judgement)

    def _unanswered(self, exchange: Exchange) -> None:
        assert exchange.fault is not None
        self._note_hang(exchange)
        if not self._is_back(exchange.operation):
            self.gone = (
                f"the camera no longer answers since exchange {exchange.number} "
                f"({exchange.request.method} {exchange.request.path}: {exchange.fault.text})"
            )

    def _note_hang(self, exchange: Exchange) -> None:
        if exchange.fault is not None and exchange.fault.kind == "timeout":
            self._patience.hung(exchange.operation)

    def _is_back(self, silent: str = "") -> bool:
        """Sanity exchanges, for a while: one operation may be silent, and another may be as well."""
        limit = self.client.target.timeout
        deadline = self.client.camera_time() + min(PATIENCE, PATIENCE_LIMITS * limit)
        pause = 0.1
        for asked, call in enumerate(cycle(self._sanity_calls(silent)), 1):
            sane = self.client.send(call, timeout=min(PATIENCE / 2, self._patience.limit_for(call.operation)))
            if sane.fault is None:
                return True
            self._note_hang(sane)
            if asked >= LEAST_ASKED and self.client.camera_time() + pause > deadline:
                break
            self.client.pause(pause)
            pause = min(pause * 2, 2.0)
        return False

    def _sanity_calls(self, silent: str) -> list[Call]:
        """What any camera carries out, those first that it was not seen to leave unanswered."""
        calls = [call for call in questions() if call.operation not in self._guard.absent]
        return sorted(
            calls or questions(), key=lambda call: call.operation == silent or self._patience.has_hung(call.operation)
        )


def _respelled(call: Call, spelling: str) -> Call:
    """The description under the name by which this device knows it (point 18)."""
    fields = tuple((spelling if name == "description" else name, value) for name, value in call.fields)
    return replace(call, fields=fields)
