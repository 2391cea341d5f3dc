"""The client of a run: an impatient person can interrupt it without harm, and its time can be told again."""

from __future__ import annotations

from typing import Any

from conformance.run.signals import whole_exchange
from conformance.wire import Call, Client, Exchange


class RunClient(Client):
    """Lets an exchange end before Ctrl-C ends the run, if it does not take long.

    Time passes by exchanges: it is always the end of the last one. So a replay, which has only those, comes to the
    same decisions as the run that was recorded.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._began = self._latest = 0.0

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Seals and sends a call; see Client. Raises KeyboardInterrupt where the run was asked to end meanwhile."""
        with whole_exchange():
            return super().send(call, timeout=timeout)

    def camera_time(self) -> float:
        """The end of the last exchange on the camera's clock, in Unix seconds."""
        return self._latest + self.target.time_offset if self._latest else super().camera_time()

    @property
    def elapsed(self) -> float:
        """The seconds from the beginning of the first exchange to the end of the last one."""
        return self._latest - self._began

    def _attempt(self, call: Call, timeout: float) -> Exchange:
        exchange = super()._attempt(call, timeout)
        self._passed(exchange)
        return exchange

    def _passed(self, exchange: Exchange) -> None:
        self._began = self._began or exchange.at
        self._latest = max(self._latest, exchange.at + exchange.elapsed)
