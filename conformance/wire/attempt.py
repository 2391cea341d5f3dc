"""One attempt at an exchange: its deadline, and what has happened on its connection so far."""

from __future__ import annotations

import time
from dataclasses import dataclass

# No answer of the document comes near: 100 records of a dozen fields are some hundred kilobytes.
MAX_ANSWER_BYTES = 4 * 1024 * 1024


class OverlongError(Exception):
    """An answer that is larger than any that the document allows."""

    def __init__(self) -> None:
        super().__init__(f"the answer is larger than {MAX_ANSWER_BYTES} bytes; the rest was not read")


@dataclass
class Attempt:
    """`deadline` is a moment of the monotonic clock: httpx limits each read, and a device that drips never ends.

    `kept`: the request went over a connection that had been used before. `first` is how the answer begins.
    """

    deadline: float
    connected: bool = False
    kept: bool = False
    sent: bool = False
    received: int = 0
    first: bytes = b""

    @classmethod
    def within(cls, seconds: float) -> Attempt:
        """An attempt that begins now."""
        return cls(time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """The seconds that are left; negative once it is over."""
        return self.deadline - time.monotonic()

    def sends(self, kept: bool) -> None:
        """Something is written to a connection, which had been used before or not."""
        if not self.sent:
            self.sent, self.kept = True, kept

    def receives(self, data: bytes) -> None:
        """Something was read. Raises OverlongError where it is far too much, framing and head included."""
        self.first = self.first or data[:16]
        self.received += len(data)
        if self.received > 2 * MAX_ANSWER_BYTES:
            raise OverlongError
