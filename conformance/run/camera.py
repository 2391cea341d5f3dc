"""The camera under test: a client whose every exchange is judged, and that knows when the device is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from typing import Any, NoReturn

from conformance.oracle.judge import Judge
from conformance.oracle.judgement import kept, violated
from conformance.run.guard import Guard
from conformance.run.journal import Journal
from conformance.run.known import take
from conformance.run.ledger import Ledger
from conformance.run.outcomes import Blocked
from conformance.wire import Call, Client, Exchange
from conformance.wire.operations import Operations

# How long to wait for a device that stopped answering: so many of its time limits, and never more than the seconds.
# A service that restarts itself is back by then.
PATIENCE_LIMITS = 3
PATIENCE = 10.0
# Once a device was seen to hang, whoever takes so many times as long as its slowest answer is taken to hang as well:
# the first hang costs a whole time limit, the next ones don't have to.
HANG_FACTOR = 20
HANG_LEAST = 2.0
# After so many hangs an operation is not called again: each costs a whole time limit and tells nothing new.
HANGS = 2


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
        self._journal = journal
        self.judge = judge or Judge(ledger.spec)
        self._guard = guard or Guard(ledger.spec)
        self._hangs: Counter[str] = Counter()
        self._lock = Lock()

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Sends a call; the exchange has been judged when this returns. Raises Blocked."""
        if self.gone:
            raise Blocked(self.gone)
        if self._hangs[call.operation] >= HANGS:
            raise Blocked(f"{call.operation} did not answer {HANGS} times and is not called again")
        self._guard.admit(call)
        if self.spelling:
            call = _respelled(call, self.spelling)
        if self._journal is not None:
            self._journal.about_to(call)
        exchange = self.client.send(call, timeout=timeout or self._limit())
        if exchange.fault is not None and exchange.fault.kind != "too-large":
            self._unanswered(exchange)
        return exchange

    def _limit(self) -> float:
        """The time for one exchange, in seconds."""
        limit = self.client.target.timeout
        if not self._hangs:
            return limit
        slowest = max((max(times) for times in self.ledger.latencies.values() if times), default=limit)
        return min(limit, max(HANG_LEAST, HANG_FACTOR * slowest))

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
        """Sends a call with its fields named just as they are."""
        spelling, self.spelling = self.spelling, ""
        try:
            return self.send(call)
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

        What is no answer of the API has violated another requirement already, and is one cause.
        """
        if exchange.code is not None:
            expected = f"an allowed {exchange.operation} to be carried out"
            actual = f"{exchange.describe()} came"
            self.ledger.claim(violated(f"{exchange.operation}.answer.accepts", expected, actual, exchange.number))
        raise Blocked(f"{exchange.operation} was not carried out: {exchange.describe()}")

    def observe(self, exchange: Exchange) -> None:
        """Enters an exchange in the ledger; an observer of the client."""
        with self._lock:
            self.ledger.saw(exchange)
            for judgement in self.judge.judge(exchange):
                self.ledger.record(judgement)

    def _unanswered(self, exchange: Exchange) -> None:
        assert exchange.fault is not None
        if exchange.fault.kind == "timeout":
            self._hangs[exchange.operation] += 1
        if not self._is_back():
            self.gone = (
                f"the camera no longer answers since exchange {exchange.number} "
                f"({exchange.request.method} {exchange.request.path}: {exchange.fault.text})"
            )

    def _is_back(self) -> bool:
        """A sanity exchange after each unanswered request, for a while."""
        limit = self.client.target.timeout
        deadline = self.client.camera_time() + min(PATIENCE, PATIENCE_LIMITS * limit)
        pause = 0.1
        while True:
            sane = self.client.send(Call.of("getGroupList"), timeout=min(PATIENCE, limit))
            if sane.fault is None:
                return True
            if self.client.camera_time() + pause > deadline:
                return False
            self.client.pause(pause)
            pause = min(pause * 2, 2.0)


def _respelled(call: Call, spelling: str) -> Call:
    """The description under the name by which this device knows it (point 18)."""
    fields = tuple((spelling if name == "description" else name, value) for name, value in call.fields)
    return replace(call, fields=fields)
