"""The client of a run, which an impatient person can interrupt without harm."""

from __future__ import annotations

from conformance.run.signals import whole_exchange
from conformance.wire import Call, Client, Exchange


class RunClient(Client):
    """Lets an exchange end before Ctrl-C ends the run, if it does not take long."""

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Seals and sends a call; see Client. Raises KeyboardInterrupt where the run was asked to end meanwhile."""
        with whole_exchange():
            return super().send(call, timeout=timeout)
