"""Judges a cassette: what the run that made it found, or what can be said of anybody's traffic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from conformance.cassette.errors import CassetteError
from conformance.cassette.format import Line
from conformance.cassette.overlap import MOST_HELD, clusters
from conformance.cassette.reader import Cassette
from conformance.cassette.recall import Pictures, exchange_of
from conformance.oracle.judge import Judge
from conformance.run.known import claimed, take
from conformance.run.ledger import Ledger
from conformance.run.profile import Profile, declared_by
from conformance.spec import load_spec

SCOPE = 500
"""Exchanges of foreign traffic among which the writes that led to a finding are looked for."""


@dataclass(frozen=True)
class How:
    """How a cassette is to be judged: by a `profile` instead of the recorded one, as `strict` as asked for or recorded.

    `shared`: others changed the camera while this was recorded, so that each exchange is judged by itself.
    """

    profile: Profile | None = None
    strict: bool | None = None
    shared: bool = False


@dataclass
class Review:
    """What came of it. `requests` counts by operation; `remarks` say in sentences what could not be judged and why.

    `lost` are those remarks that tell what the cassette does not hold, though the run had it.
    Of a run: `problem` says why the camera could not be tested, `stopped` why it ended early, `erred` what the suite
    itself did wrong.
    """

    ledger: Ledger
    judge: Judge
    is_run: bool = False
    exchanges: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    stopped: str = ""
    erred: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def review(cassette: Cassette, how: How | None = None) -> Review:
    """Judges all exchanges of a cassette in their order. Raises CassetteError where a line is not of its format."""
    return _Reviewer(cassette, how or How()).reviewed()


class _Reviewer:
    """Goes through one cassette."""

    def __init__(self, cassette: Cassette, how: How) -> None:
        self._cassette = cassette
        self._how = how
        self._run = _run_event(cassette)
        spec = load_spec()
        profile = how.profile or _recorded_profile(self._run)
        strict = bool(self._run.get("strict")) if how.strict is None else how.strict
        foreign = not self._run
        judge = Judge(spec, profile.readings, book=profile.code_book, quiet=profile.quiet, foreign=foreign)
        self._review = Review(Ledger(spec, strict=strict), judge, bool(self._run))
        self._pictures = Pictures(cassette.picture)
        # A run judges nothing until a camera has accepted something.
        self._waiting: list[Line] | None = [] if self._run else None
        self._scope, self._inner, self._rehearsal = ExitStack(), ExitStack(), ExitStack()
        self._masked = self._unknown = 0

    def reviewed(self) -> Review:
        review = self._review
        with self._scope, self._inner, self._rehearsal:
            if self._run:
                for line in self._cassette:
                    self._take(line)
            else:
                self._take_foreign()
        self._remark()
        return review

    # ------------------------------------------------------------- whose traffic

    def _take_foreign(self) -> None:
        """Traffic that nobody explains: what overlapped, its times tell."""
        for number, piece in enumerate(clusters(self._cassette)):
            place = piece.start
            if place and self._cassette.line_at(place) > self._cassette.line_at(place - 1) + 1:
                # The recording was ended and continued: nobody knows what happened to the camera meanwhile.
                self._review.judge.state.forget()
            if number % SCOPE == 0:
                self._scope.close()
                self._scope.enter_context(self._review.ledger.scope(""))
            held = [self._cassette.at(each) for each in piece] if len(piece) <= MOST_HELD else None
            unordered = len(piece) > 1 and any(map(self._writes, held or map(self._cassette.at, piece)))
            self._overlap(active=unordered)
            for line in held or map(self._cassette.at, piece):
                self._exchange(line)
            if unordered:
                self._overlap(active=False)
            if self._how.shared:
                self._review.judge.state.forget()

    def _writes(self, line: Line) -> bool:
        request = line.get("request")
        name = request.get("operation") if isinstance(request, dict) else None
        operation = self._review.ledger.spec.operations.get(str(name))
        return operation is not None and operation.effect == "write"

    def _overlap(self, *, active: bool) -> None:
        state = self._review.judge.state
        if active != state.overlapping:
            take({"event": "overlapping", "active": active}, self._review.judge, self._review.ledger)

    # ------------------------------------------------------------- line by line

    def _take(self, line: Line) -> None:
        match line.get("kind"):
            case "exchange" if self._waiting is not None:
                self._waiting.append(line)
            case "exchange":
                self._exchange(line)
            case "event":
                try:
                    self._event(line)
                except (KeyError, TypeError, ValueError) as error:
                    raise CassetteError(f"an event is not of this format: {line.get('event')} ({error!r})") from error

    def _exchange(self, line: Line) -> None:
        exchange = exchange_of(line, self._pictures)
        review = self._review
        review.exchanges += 1
        review.requests[exchange.operation] += 1
        review.ledger.saw(exchange)
        judgements = review.judge.judge(exchange)
        if line.get("masked"):
            # What was masked is not what the device said: it must not be held against it, now or later.
            self._masked += 1
            judgements = [each for each in judgements if each.finding != "violated"]
            review.judge.state.forget()
        for judgement in judgements:
            review.ledger.record(judgement)

    def _event(self, event: Line) -> None:
        ledger = self._review.ledger
        match event["event"]:
            case "accepted":
                waiting, self._waiting = self._waiting or [], None
                for line in waiting:
                    if line["n"] >= event["since"]:
                        self._exchange(line)
            case "problem":
                self._review.problem = str(event["why"])
            case "ended":
                self._review.stopped = str(event["stopped"])
                self._review.erred = [str(each) for each in event["erred"]]
            case "check":
                self._check(event)
            case "rehearsal":
                self._rehearsal.close()
                if event["active"]:
                    self._rehearsal.enter_context(ledger.rehearsal())
            case "claim" if self._known([event["requirement"]]):
                self._claim(event)
            case "entered" if self._known([event["requirement"]]):
                ledger.enter_failure(claimed(event), tuple(event["sequence"]))
            case "blocked":
                ledger.blocked(self._known(event["requirements"]), event["why"])
            case "untested":
                ledger.untested(self._known(event["requirements"]), event["why"])
            case _:
                take(event, self._review.judge, ledger)

    def _check(self, event: Line) -> None:
        """A check begins, perhaps within another, which is resumed afterwards."""
        self._inner.close()
        if event.get("resumed"):
            return
        stack = self._inner if event.get("within") else self._scope
        stack.close()
        scope = self._review.ledger.scope(event["check"], self._known(event["requirements"]))
        stack.enter_context(scope)

    def _claim(self, event: Line) -> None:
        """What a check found. Where it compared two values, they are compared again."""
        values = event.get("json") or event.get("digests")
        if values and not event.get("masked") and (values[0] == values[1]) != (event["finding"] == "kept"):
            raise ValueError(f"{event['finding']} is not what its values say")
        self._review.ledger.record(claimed(event))

    def _known(self, names: Sequence[str]) -> list[str]:
        """Those that are requirements of this version."""
        known = [name for name in names if name in self._review.ledger.entries]
        self._unknown += len(names) - len(known)
        return known

    def _remark(self) -> None:
        remarks, lost, pictures = self._review.remarks, self._review.lost, self._pictures.missing
        if self._masked:
            lost.append(f"{self._masked} exchanges hold masked secrets: what looks wrong in them was passed over")
        if pictures:
            lost.append(
                f"{len(pictures)} pictures are not beside the cassette: whether the device had to take them is not "
                f"judged ({next(iter(pictures.values()))})"
            )
        remarks += lost
        if self._unknown:
            remarks.append("the cassette speaks of requirements that this version does not know; they are left out")
        if self._waiting:
            remarks.append(f"the camera accepted no signed request: its {len(self._waiting)} exchanges are not judged")


def _run_event(cassette: Cassette) -> Mapping[str, Any]:
    """What a run says of itself; empty for a recording of somebody else's traffic."""
    first = next((line for line in islice(cassette, 1, 2) if line.get("event") == "run"), None)
    return first or {}


def _recorded_profile(run: Mapping[str, Any]) -> Profile:
    """The profile by which the run itself was judged; an empty one for traffic that was none."""
    try:
        return declared_by(run) if run else Profile()
    except (KeyError, TypeError, ValueError) as error:
        raise CassetteError(f"the profile in the run's event is not of this format: {error!r}") from error
