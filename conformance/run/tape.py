"""The exchanges of a recorded run in their order, for a run that goes the same way without a camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from threading import Condition

from conformance import __version__
from conformance.cassette import Cassette
from conformance.cassette.format import Line, request_line
from conformance.cassette.meaning import Lens, What, differences
from conformance.cassette.redact import NEVER
from conformance.cassette.wording import in_words
from conformance.run.outcomes import Blocked
from conformance.wire import Request

WINDOW = 256
"""So many exchanges are looked at for one of several requests at the same time."""

TURN_SECONDS = 5.0
"""So long a request waits for those that were answered before it; they are made at the same time."""


class Tape:
    """Hands out each exchange of a recorded run, the next one first. Safe to use from several threads.

    `loose` says whether requests are made at the same time at this moment, and so in any order. A request that is not
    the next recorded one ends the replay: `diverged` says at which exchange and why. Pictures are drawn anew, and
    another version of the library that writes them may write other bytes: each recorded one stands for one of ours.
    """

    def __init__(self, cassette: Cassette) -> None:
        self.cassette = cassette
        self.diverged = ""
        self.loose: Callable[[], bool] = lambda: False
        self._lens = Lens(_redacted(cassette.header), verified=False)
        self._taken = bytearray(len(cassette))
        self._ours: dict[str, str] = {}
        self._recorded: dict[str, str] = {}
        self._seen = bytearray(len(cassette))
        self._changed = Condition()

    @contextmanager
    def take(self, request: Request) -> Iterator[Line]:
        """The recorded exchange of a request, once all before it are over. Raises Blocked where there is another."""
        with self._changed:
            place, line = self._find(request)
            # Requests at the same time are answered in the order in which they were answered then.
            self._changed.wait_for(lambda: self._seen.find(0) == place or self.diverged, TURN_SECONDS)
        try:
            yield line
        finally:
            with self._changed:
                self._seen[place] = 1
                self._changed.notify_all()

    def _find(self, request: Request) -> tuple[int, Line]:
        if self.diverged:
            raise Blocked(self.diverged)
        for place in self._next(WINDOW if self.loose() else 1):
            line = self.cassette.at(place)
            if self._is_same(line["request"], request):
                self._taken[place] = 1
                return place, line
        self.diverged = self._sentence(request)
        self._changed.notify_all()
        raise Blocked(self.diverged)

    def next_at(self) -> float:
        """When the next exchange began, in Unix seconds; 0 after the last."""
        place = self._taken.find(0)
        return at_of(self.cassette.at(place)) if place >= 0 else 0.0

    def first_at(self) -> float:
        """When the first exchange began, in Unix seconds; 0 where there is none."""
        return at_of(self.cassette.at(0)) if len(self.cassette) else 0.0

    @property
    def prefix(self) -> str:
        """What the names of the run's objects began with."""
        return str(self.cassette.header["run"]["prefix"])

    def faults(self, *, whole: bool) -> list[str]:
        """Why the replay proves nothing, if it does not; `whole`: nobody stopped it."""
        if self.diverged:
            return [self.diverged]
        left = self.left if whole else []
        if not left:
            return []
        number = len(left)
        return [f"{number} recorded exchanges, the first of them {left[0]}, were not asked for; {_RECORD_AGAIN}"]

    @property
    def left(self) -> list[int]:
        """The numbers of the exchanges that nobody asked for."""
        return [self.cassette.number_at(place) for place in self._next(len(self._taken))]

    def _next(self, most: int) -> Iterator[int]:
        place = self._taken.find(0)
        while place >= 0 and most > 0:
            yield place
            most -= 1
            place = self._taken.find(0, place + 1)

    def _is_same(self, recorded: Mapping[str, object], request: Request) -> bool:
        theirs, ours = self._lens.meaning(recorded), self._lens.meaning(_line_of(request))
        if _without_files(theirs.what) != _without_files(ours.what) or theirs.auth[:4] != ours.auth[:4]:
            return False
        return self._state(recorded) == request.auth.sign and self._same_files(theirs.what, ours.what)

    def _state(self, recorded: Mapping[str, object]) -> object:
        auth = recorded["auth"]
        return auth["sign"] if isinstance(auth, dict) else None

    def _same_files(self, theirs: What, ours: What) -> bool:
        if [name for name, _ in theirs.files] != [name for name, _ in ours.files]:
            return False
        pairs = [(old, new) for (_, old), (_, new) in zip(theirs.files, ours.files, strict=True)]
        if any(self._ours.get(old, new) != new or self._recorded.get(new, old) != old for old, new in pairs):
            return False
        for old, new in pairs:
            self._ours[old], self._recorded[new] = new, old
        return True

    def _sentence(self, request: Request) -> str:
        place, again = self._taken.find(0), f"; {_RECORD_AGAIN}{self._other_version()}"
        asked = f"{request.method} {request.path}" if not request.operation else request.operation
        if place < 0:
            last = self.cassette.number_at(len(self._taken) - 1) if self._taken else 0
            how = "ends" if self.cassette.complete else "was interrupted, and ends"
            return f"the recording {how} with exchange {last}, and the suite goes on with {asked}{again}"
        line = self.cassette.at(place)
        told = differences(self._lens.meaning(line["request"]), self._lens.meaning(_line_of(request)))
        what = in_words(told, 4) or f"the sign was {line['request']['auth']['sign']} and is {request.auth.sign}"
        return f"the replay went another way than the recording at exchange {line['n']}: {what}{again}"

    def _other_version(self) -> str:
        tool = self.cassette.header.get("tool")
        ours = f"ipc-conformance {__version__}"
        return "" if tool == ours else f" ({tool} recorded it, and this is {ours})"


_RECORD_AGAIN = "a run is replayed by the version and the options that recorded it, or recorded again"


def at_of(line: Line) -> float:
    """When an exchange began, in Unix seconds."""
    return datetime.fromisoformat(line["at"]).timestamp()


def _line_of(request: Request) -> Line:
    return request_line(request, lambda name, text: None if name.lower() in NEVER else text)


def _redacted(header: Line) -> list[str]:
    names = header.get("redacted")
    return [str(name) for name in names] if isinstance(names, list) else []


def _without_files(what: What) -> What:
    return what._replace(files=())


def unhurried(request: Request, auth: Mapping[str, object]) -> Request:
    """The request with the state of its authentication as it was recorded: the clock is that of then."""
    return replace(request, auth=type(request.auth)(**auth))  # type: ignore[arg-type]
