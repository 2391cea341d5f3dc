"""The camera under test: a client whose every exchange is judged, and that knows when the device is gone."""

from __future__ import annotations

import time
from collections import Counter
from typing import NoReturn

from conformance.oracle.judge import Judge
from conformance.oracle.judgement import kept, violated
from conformance.run.journal import Journal
from conformance.run.ledger import Ledger
from conformance.run.outcomes import Blocked
from conformance.wire import Call, Client, Exchange
from conformance.wire.operations import Operations

# How long to wait for a device that stopped answering: so many of its time limits, and never more than the seconds.
# A service that restarts itself is back by then.
PATIENCE_LIMITS = 3
PATIENCE = 10.0
# After so many hangs an operation is not called again: each costs a whole time limit and tells nothing new.
HANGS = 2


class Camera(Operations):
    """Sends calls and lets the judge see each exchange. Raises Blocked where no answer can be had."""

    def __init__(self, client: Client, ledger: Ledger, journal: Journal | None = None) -> None:
        self.client = client
        self.ledger = ledger
        self.gone = ""
        self._journal = journal
        self._judge = Judge(ledger.spec)
        self._hangs: Counter[str] = Counter()

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Sends a call; the exchange has been judged when this returns. Raises Blocked."""
        if self.gone:
            raise Blocked(self.gone)
        if self._hangs[call.operation] >= HANGS:
            raise Blocked(f"{call.operation} did not answer {HANGS} times and is not called again")
        if self._journal is not None:
            self._journal.about_to(call)
        exchange = self.client.send(call, timeout=timeout)
        if exchange.fault is not None and exchange.fault.kind != "too-large":
            self._unanswered(exchange)
        return exchange

    def must_accept(self, call: Call) -> Exchange:
        """Sends a call that the camera has to carry out, because it is allowed and nothing is missing.

        A refusal violates `{operation}.answer.accepts`; whoever needed the success is blocked.
        """
        exchange = self.send(call)
        if exchange.succeeded:
            self.accepted(exchange)
        else:
            self.refused(exchange)
        return exchange

    def accepted(self, exchange: Exchange) -> None:
        """Enters that an allowed call was carried out."""
        requirement = f"{exchange.operation}.answer.accepts"
        self.ledger.record(kept(requirement, f"an allowed {exchange.operation} got code 0", exchange.number))

    def refused(self, exchange: Exchange) -> NoReturn:
        """Enters that an allowed call was not carried out, and raises Blocked.

        What is no answer of the API has violated another requirement already, and is one cause.
        """
        if exchange.code is not None:
            expected = f"an allowed {exchange.operation} to be carried out"
            actual = f"{exchange.describe()} came"
            self.ledger.record(violated(f"{exchange.operation}.answer.accepts", expected, actual, exchange.number))
        raise Blocked(f"{exchange.operation} was not carried out: {exchange.describe()}")

    def observe(self, exchange: Exchange) -> None:
        """Enters an exchange in the ledger; an observer of the client."""
        self.ledger.saw(exchange)
        for judgement in self._judge.judge(exchange):
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
        deadline = time.monotonic() + min(PATIENCE, PATIENCE_LIMITS * limit)
        pause = 0.1
        while True:
            sane = self.client.send(Call.of("getGroupList"), timeout=min(PATIENCE, limit))
            if sane.fault is None:
                return True
            if time.monotonic() + pause > deadline:
                return False
            time.sleep(pause)
            pause = min(pause * 2, 2.0)
