"""The line of a terminal that tells how far a run is, as much of it as there is room for."""

from __future__ import annotations

import time
from collections import deque

from conformance.spec import load_spec

BAR = 10
LONGEST_NAME = max(map(len, load_spec().operations))
RATE_SECONDS = 5.0
"""The rate is that of so many seconds: a camera that gets slower shows soon."""


class Rate:
    """Requests in a second, over the last few."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, requests: int, now: float | None = None) -> float:
        """The rate, now that there were so many requests."""
        now = time.monotonic() if now is None else now
        self._seen.append((now, requests))
        while now - self._seen[0][0] > RATE_SECONDS:
            self._seen.popleft()
        began, first = self._seen[0]
        return (requests - first) / (now - began) if now > began else 0.0


def progress_line(done: int, total: int, words: list[str], operation: str, width: int) -> str:
    """`[###.......] 180/600  0 failed  14 s  438 requests/s  addFace`; what is less telling goes where it is narrow."""
    counts = f"{done}/{total}"
    filled = BAR * done // total if total else 0
    bar = f"[{'#' * filled}{'.' * (BAR - filled)}]"
    choices = (
        [f"{bar} {counts}", *words, operation],
        [counts, *words, operation],
        [counts, *words[:-1], operation],
        [counts, *words[:-1]],
    )
    for *words, last in choices:
        line = "  ".join([*words, last])
        # As if the name were the longest, so that the line does not change its form with each operation.
        room = len(line) - len(last) + LONGEST_NAME if last == operation else len(line)
        if room <= width:
            return line
    return line[:width]
