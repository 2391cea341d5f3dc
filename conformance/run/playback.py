"""What stands in the place of the camera and its rig when a recorded run is replayed: no socket is ever opened."""

from __future__ import annotations

from typing import Any

import httpx

from conformance.cassette import Cassette
from conformance.cassette.format import Line
from conformance.cassette.player import recorded_reply
from conformance.run.client import RunClient
from conformance.run.outcomes import Blocked, Untested
from conformance.run.recipe import failed_acts
from conformance.run.tape import Tape, at_of, unhurried
from conformance.wire import Call, Credentials, Exchange, Fault, Observer, Request, Response, Target


class ReplayClient(RunClient):
    """Answers calls from a tape, in the time of the recording. Raises Blocked where the suite goes another way."""

    def __init__(
        self, target: Target, credentials: Credentials, tape: Tape, seed: int, observers: tuple[Observer, ...]
    ) -> None:
        super().__init__(
            target,
            credentials,
            seed=seed,
            observers=observers,
            transport=_Nowhere(),
            wall_clock=tape.next_at,
        )
        self._tape = tape

    def pause(self, seconds: float) -> None:
        """Nothing to wait for."""

    def _attempt(self, call: Call, timeout: float) -> Exchange:  # noqa: ARG002 - what took long is over
        at = self._wall_clock()
        with self._lock:
            self._sent += 1
            sealed = self._sealer.seal(call)
        request = self._as_sent(call, sealed, at)
        with self._tape.take(request) as line:
            exchange = _exchange(call, request, line)
            for observer in self._observers:
                observer(exchange)
            self._passed(exchange)
        return exchange


def _exchange(call: Call, request: Request, line: Line) -> Exchange:
    """A recorded exchange, as that of the call which is made now."""
    reply, fault = recorded_reply(line), line.get("fault")
    return Exchange(
        number=line["n"],
        request=unhurried(request, line["request"]["auth"]),
        response=None if fault else Response(reply.status, reply.headers, reply.body),
        fault=Fault(fault["kind"], fault["text"], fault.get("kept") is True) if fault else None,
        at=at_of(line),
        elapsed=reply.seconds,
        call=call,
    )


class _Nowhere(httpx.BaseTransport):
    """The network of a replay: there is none."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"nothing is sent in a replay, and {request.url} was to be")


class ReplayRig:
    """A rig that can do what the recorded one could, and does nothing: what came of it is in the recording.

    `failed` says of acts, counted from 1, why they could not be done then.
    """

    def __init__(self, capabilities: frozenset[str], failed: dict[int, tuple[str, str]]) -> None:
        self.capabilities = capabilities
        self._failed = failed
        self._acts = 0

    def act(self, capability: str, **how: Any) -> None:  # noqa: ARG002 - nothing is done
        """Ends as it ended when it was recorded. Raises Blocked and Untested."""
        self._acts += 1
        if self._acts in self._failed:
            outcome, why = self._failed[self._acts]
            raise (Untested if outcome == "untested" else Blocked)(why)


def replay_rig(cassette: Cassette) -> ReplayRig:
    """The rig of a recorded run."""
    return ReplayRig(frozenset(cassette.header["run"]["recipe"]["rig"]), failed_acts(cassette))
