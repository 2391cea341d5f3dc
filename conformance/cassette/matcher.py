"""Finds the recorded exchange of a request, at a cost that does not depend on how many there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from threading import Lock
from typing import Literal

from conformance.cassette.errors import CassetteError
from conformance.cassette.format import Line
from conformance.cassette.meaning import Lens, Meaning, differences, distance, is_good
from conformance.cassette.quick import Answer, Quick, quick_answer, quick_line
from conformance.cassette.reader import Cassette

Order = Literal["per-key", "strict"]
MOST_CANDIDATES = 128
"""So many different requests of an operation are looked at for the nearest one: a hostile client must not cost more."""

_NONE = 0xFFFFFFFF


class Matcher:
    """Hands out each exchange of a cassette once. Safe to use from several threads.

    Requests that mean the same are answered in the order in which they were recorded, `per-key`; or all are, `strict`.
    Exchanges are indexed as far as the requests have come: who goes along with the recording reads each line once.
    """

    def __init__(self, cassette: Cassette, lens: Lens, order: Order = "per-key") -> None:
        self.cassette = cassette
        self.lens = lens
        self.order = order
        self._lock = Lock()
        self._last: tuple[int, Quick | None] = (-1, None)
        self._taken = bytearray(len(cassette))
        self._cursor = 0
        self._indexed = 0
        # A ring for each meaning: the key leads to the last place, and the last place to the next to be handed out.
        self._tails: dict[int, int] = {}
        self._following: array[int] = array("I")
        self._candidates: dict[str, dict[int, int]] = {}
        self._refusals: dict[tuple[str, ...], list[int]] = {}

    def take(self, meaning: Meaning) -> int | None:
        """The place of the next exchange with this meaning, which is used up then; None where there is none left."""
        key = hash(meaning)
        with self._lock:
            place = self._next_in_order(key) if self.order == "strict" else self._next_of(key)
            if place is not None:
                self._taken[place] = 1
            return place

    def taken_before(self, meaning: Meaning) -> bool:
        """Whether there were exchanges with this meaning, and all are used up."""
        with self._lock:
            self.index_all()
            return hash(meaning) in self._tails

    def last_of(self, meaning: Meaning) -> int | None:
        """The place of the last exchange with this meaning, used up or not."""
        with self._lock:
            self.index_all()
            return self._tails.get(hash(meaning))

    def unused(self) -> Iterator[int]:
        """The places of the exchanges that were not handed out."""
        place = self._taken.find(0)
        while place >= 0:
            yield place
            place = self._taken.find(0, place + 1)

    @property
    def used(self) -> int:
        """How many exchanges were handed out."""
        return self._taken.count(1)

    def expected(self) -> int | None:
        """The place of the first exchange that was not handed out; the next one in strict order."""
        place = self._taken.find(0, self._cursor)
        return None if place < 0 else place

    def nearest(self, meaning: Meaning) -> tuple[int, list[Line]] | None:
        """The place of the recorded request that differs least, and in what; one that is still unused if there is."""
        with self._lock:
            self.index_all()
            places = self._near(meaning)
        best: tuple[tuple[int, bool], int, Meaning] | None = None
        for place in places:
            recorded = self.meaning_at(place)
            rank = (distance(recorded, meaning), self._taken[place] == 1)
            if best is None or rank < best[0]:
                best = rank, place, recorded
        return None if best is None else (best[1], differences(best[2], meaning))

    def differences_at(self, place: int, meaning: Meaning) -> list[Line]:
        """In what a request differs from the recorded one at a place."""
        return differences(self.meaning_at(place), meaning)

    def refused_like(self, meaning: Meaning) -> Iterator[int]:
        """Places of exchanges whose authentication was bad in the same way, those of the same operation first."""
        with self._lock:
            self.index_all()
            places = self._refusals.get(meaning.auth, [])
        return iter(sorted(places, key=lambda place: self.meaning_at(place).what.asked != meaning.what.asked))

    def meaning_at(self, place: int) -> Meaning:
        """What the request at a place means. Raises CassetteError for a line that holds none."""
        try:
            line = self._quick_at(place)
            return self.lens.meaning(self.cassette.at(place)["request"] if line is None else line.request)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            number = self.cassette.number_at(place)
            raise CassetteError(f"{self.cassette.path}: exchange {number} is not of this format ({error})") from error

    def answer_at(self, place: int) -> tuple[Quick, Answer] | None:
        """The recorded answer at a place, where it can be had without parsing its line."""
        line = self._quick_at(place)
        answer = None if line is None else quick_answer(line)
        return None if line is None or answer is None else (line, answer)

    def _quick_at(self, place: int) -> Quick | None:
        """The line at a place; the last one is kept, since its answer is usually wanted next."""
        last, line = self._last
        if last != place:
            line = quick_line(self.cassette.raw_at(place).decode("ascii", "replace"))
            self._last = place, line
        return line

    def _next_of(self, key: int) -> int | None:
        while (place := self._hand_out(key)) is None and self._indexed < len(self._taken):
            self._index_next()
        return place

    def _hand_out(self, key: int) -> int | None:
        tail = self._tails.get(key)
        if tail is None or (head := self._following[tail]) == _NONE:
            return None
        self._following[tail] = _NONE if head == tail else self._following[head]
        return head

    def _next_in_order(self, key: int) -> int | None:
        place = self._cursor
        if place >= len(self._taken) or hash(self.meaning_at(place)) != key:
            return None
        self._cursor = place + 1
        return place

    def index_all(self) -> None:
        """Reads what was not read yet: all requests, once. For whoever holds the lock, or is alone."""
        while self._indexed < len(self._taken):
            self._index_next()

    def _index_next(self) -> None:
        place = self._indexed
        meaning = self.meaning_at(place)
        key = hash(meaning)
        tail = self._tails.get(key)
        if tail is None:
            self._note(place, key, meaning)
        if tail is None or self._following[tail] == _NONE:
            self._following.append(place)
        else:
            self._following.append(self._following[tail])
            self._following[tail] = place
        self._tails[key] = place
        self._indexed = place + 1

    def _note(self, place: int, key: int, meaning: Meaning) -> None:
        """A meaning that is met for the first time may be the nearest of something, or show how a refusal looks."""
        candidates = self._candidates.setdefault(meaning.what.asked, {})
        if len(candidates) < MOST_CANDIDATES:
            candidates[key] = place
        if not is_good(meaning.auth):
            refusals = self._refusals.setdefault(meaning.auth, [])
            if len(refusals) < MOST_CANDIDATES:
                refusals.append(place)

    def _near(self, meaning: Meaning) -> list[int]:
        """Of the same operation; where it was never recorded, one of each."""
        same = self._candidates.get(meaning.what.asked)
        if same:
            return list(same.values())
        return [next(iter(each.values())) for each in self._candidates.values()][:MOST_CANDIDATES]
