"""One run against one camera: opens everything, lets the checks drive, leaves the camera as it was."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from conformance import __version__
from conformance.cassette import CassetteError, Header, Redactor, Writer
from conformance.cassette.format import Line
from conformance.cassette.needles import Needles
from conformance.oracle.judge import Judge
from conformance.run import folder
from conformance.run.address import addresses, shown
from conformance.run.camera import Camera
from conformance.run.checks import Checks
from conformance.run.client import RunClient
from conformance.run.guard import Guard
from conformance.run.journal import Journal
from conformance.run.ledger import Ledger
from conformance.run.lock import Lock
from conformance.run.options import named
from conformance.run.outcomes import Blocked, NotMade, UsageError
from conformance.run.own import new_prefix, own_faceid
from conformance.run.pictures import Album, AlbumError, DrawnAlbum, FolderAlbum
from conformance.run.playback import ReplayClient, replay_rig
from conformance.run.preflight import Preflight, clock_offset, preflight
from conformance.run.recipe import recipe_of, recorded_offset
from conformance.run.rig import NotedRig, Rig, open_rig
from conformance.run.settings import Settings
from conformance.run.signals import held
from conformance.run.snapshot import State, differences, state_of
from conformance.run.sweep import put_back_migration, sweep
from conformance.run.waivers import Waivers
from conformance.spec import load_spec
from conformance.wire import Call, Exchange


class Run:
    """A run. `open` raises UsageError; a camera that can't be tested is no error but stands in `problem`."""

    def __init__(self, settings: Settings, dash: str = "--") -> None:
        self.settings = settings
        self._tape = settings.tape
        self.spec = load_spec()
        self.ledger = Ledger(self.spec, strict=settings.strict)
        self.started = datetime.now(UTC)
        self.opened = False
        self.problem = ""
        self.stopped = ""
        self.claimed: set[str] = set()
        self._stuck: set[str] = set()
        self.pictures_accepted = False
        self.suite_errors: list[str] = []
        self.checks = Checks()
        self.waivers = self._waivers()
        self.prefix = self._tape.prefix if self._tape else new_prefix(settings.seed)
        self.restored: list[str] = []
        self.duration = 0.0
        self.objects = 0
        self._clear: list[Callable[[], None]] = []
        secrets = settings.connection.secrets
        self._redactor = Redactor(settings.connection.credentials, secrets)
        self._needles = Needles([settings.connection.credentials.secret_key, *secrets])
        self._dash = dash
        self._began = time.monotonic()
        self._pending: list[Exchange] | None = []
        self._before: State | None = None
        self._recent: dict[int, Exchange] = {}
        self._events: list[Mapping[str, Any]] | None = []
        self.ledger.note = self._note

    def open(self) -> None:
        """Makes everything that a run needs on this side; nothing is sent to the camera. Raises UsageError.

        Whenever it is interrupted: if `opened`, the run can be ended in good order.
        """
        self.album = self._album()
        self.rig: Rig = self._open_rig()
        with held():
            self._lock = None if self._tape else Lock(self.settings.connection.target.url)
            try:
                self._open_files()
            except UsageError:
                self._unlock()
                raise
            self.opened = True

    def _open_files(self) -> None:
        self.folder = folder.make_folder(self.settings.report_dir, self.url, f"{self._dash}report-dir")
        self.cassette = self.settings.record or self.folder / folder.CASSETTE
        self._writer = self._open_cassette()
        self._note_all()
        self._journal = Journal(self.folder / folder.JOURNAL, self.prefix)
        self._client = self._open_client()
        settings, profile = self.settings, self.settings.profile
        guard = Guard(self.spec, settings.read_only, settings.keep_defaults, profile.absent, settings.rate)
        judge = Judge(self.spec, profile.readings, book=profile.code_book, quiet=profile.quiet)
        self.camera = Camera(self._client, self.ledger, self._journal, guard=guard, judge=judge)
        if self._tape:
            self._tape.loose = lambda: judge.state.overlapping

    def _open_rig(self) -> Rig:
        if self._tape:
            return replay_rig(self._tape.cassette)
        return NotedRig(open_rig(self.settings.rig, f"{self._dash}rig"), self._note)

    def _open_client(self) -> RunClient:
        target, credentials = self.settings.connection.target, self.settings.connection.credentials
        observers = (self._writer, self._observe)
        if self._tape:
            return ReplayClient(target, credentials, self._tape, self.settings.seed, observers)
        return RunClient(target, credentials, seed=self.settings.seed, observers=observers)

    def contact(self) -> None:
        """Finds out whether the camera accepts us at all; if not, `problem` says why not."""
        try:
            found = preflight(self._client)
            if self.settings.connection.auto_offset:
                found = self._with_camera_clock(found)
        except Blocked as error:
            found = Preflight((), str(error))
        self.problem = self.masked(named(found.problem, self._dash))
        if found.accepted or found.malformed:
            # What came before was not judged, or is judged now: nobody knew yet whether there is a camera.
            self._note({"event": "accepted", "since": self._pending[0].number if self._pending else 0})
            self._judge_pending()
        if self.problem:
            self._note({"event": "problem", "why": self.problem})
        if found.accepted:
            self._before = state_of(self.camera.send(Call.of("getGroupList")))

    def ended(self, pytest_status: int) -> None:
        """Notes how pytest ended: 0 and 1 are the checks' business, the rest means that not all were made."""
        if self.stopped == OUT_OF_BUDGET:
            return
        if pytest_status == _INTERRUPTED:
            self.stopped = self.stopped or "the run was interrupted"
            self.suite_errors.append("the run was interrupted")
        elif pytest_status not in (0, 1):
            self.suite_errors.append(f"the suite erred: pytest ended with status {pytest_status}")

    def finish(self) -> None:
        """Deletes what is left of the run, compares the camera with what it was, and closes everything."""
        if self._before is not None or self.objects:
            try:
                # What is met while clearing belongs to none of the checks, whichever came last.
                with self.ledger.scope(""):
                    self.restored = self._leave()
            except KeyboardInterrupt:
                self.restored = ["interrupted once more, before the camera was cleared and compared"]
        with held():
            self._unlock()
            self.duration = time.monotonic() - self._began
            self._close()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _close(self) -> None:
        self._client.close()
        if self._tape:
            self.suite_errors += self._tape.faults(whole=not self.stopped)
        self.ledger.conclude()
        self._note({"event": "ended", "stopped": self.stopped, "erred": list(self.suite_errors)})
        self._writer.close()
        if self._writer.failed:
            self.suite_errors.append(self._writer.failed)
        with contextlib.suppress(Blocked):
            self._journal.finished()
        self._journal.close()
        if isinstance(self.rig, NotedRig):
            self.rig.close()

    @property
    def url(self) -> str:
        """The camera's URL, without credentials."""
        return shown(self.settings.connection.target.url)

    @property
    def out_of_budget(self) -> bool:
        """Whether the time is up that this run may take."""
        return self._client.elapsed > self.settings.budget

    @property
    def requests(self) -> int:
        """How many exchanges there were."""
        return self._client.sent

    def name(self, stem: str = "g") -> str:
        """A name for a new object of this run; all of them carry its prefix."""
        self.objects += 1
        return f"{self.prefix}-{stem}{self.objects}"

    def faceid(self) -> str:
        """A faceid for a new record of this run, far from those that people and cameras give."""
        self.objects += 1
        return own_faceid(self.prefix, self.objects)

    def sweep(self, known: Iterable[str] = ()) -> None:
        """Deletes the groups of this run, `known` ones even if the camera does not list them.

        What was claimed by others than `known` is spared: they still work with it.
        """
        mine = list(dict.fromkeys(known))  # in an order that is the same in each process
        spared = (self.claimed - set(mine)) | self._stuck
        # What does not go now is tried again at the end, and not after each check.
        going = [name for name in mine if name not in self._stuck]
        self._stuck |= sweep(self.camera, self.prefix, going, self._journal.faceids, spared)
        self.claimed -= set(mine)

    @contextmanager
    def clearing(self, clear: Callable[[], None]) -> Iterator[None]:
        """While a check works with what `clear` clears away."""
        self._clear.append(clear)
        try:
            yield
        finally:
            self._clear.remove(clear)

    def start_afresh(self) -> None:
        """Clears away what the running check has made and works with, and connects anew for it, and once more after."""
        self.camera.client.hang_up()
        for clear in list(self._clear):
            clear()
        self.camera.client.hang_up()

    def going_to_change(self, putting_back: Call) -> None:
        """Something that the run did not make is going to be changed. Raises Blocked where that can't be noted."""
        self._journal.original(putting_back)

    def recent_line(self, number: int) -> Line | None:
        """One of the last exchanges as it stands in the cassette."""
        exchange = self._recent.get(number)
        return self._redactor.exchange_line(exchange) if exchange is not None else None

    def masked(self, text: str) -> str:
        """A text that may hold what the camera sent, with known secrets masked."""
        return self._needles.mask(text)[0]

    def needs_camera(self) -> None:
        """Raises Blocked where no camera accepts us."""
        if self.problem:
            raise Blocked(self.problem)

    def _waivers(self) -> Waivers:
        """In a replay, on the day on which the run was recorded: the same waivers give the same verdict."""
        recorded = self._tape.first_at() if self._tape else 0.0
        day = datetime.fromtimestamp(recorded, UTC) if recorded else self.started
        return Waivers.held_against(self.settings.waivers, self.settings.profile, addresses(self.url), day.date())

    def _album(self) -> Album:
        if self.settings.pictures is None:
            return DrawnAlbum(self.settings.seed)
        try:
            return FolderAlbum(self.settings.pictures)
        except AlbumError as error:
            raise UsageError(f"{self._dash}pictures {self.settings.pictures}: {error}") from error

    def _open_cassette(self) -> Writer:
        header = Header(
            tool=f"ipc-conformance {__version__}",
            device={"url": self.url},
            prefix=self.prefix,
            seed=str(self.settings.seed),
            recipe=recipe_of(self.settings, self.rig),
        )
        try:
            return Writer(self.cassette, header, self._redactor)
        except CassetteError as error:
            raise UsageError(f"{self._dash}{'record' if self.settings.record else 'report-dir'}: {error}") from error

    def _note(self, event: Mapping[str, Any]) -> None:
        """Writes an event; what comes before there is a cassette waits for it."""
        if self._events is None:
            self._writer.note(event)
        else:
            self._events.append(event)

    def _note_all(self) -> None:
        events, self._events = self._events or [], None
        run = {"event": "run", "strict": self.settings.strict, **self.settings.profile.declared()}
        for event in [run, *events]:
            self._writer.note(event)

    def _observe(self, exchange: Exchange) -> None:
        """Until something was accepted, what doesn't answer may not be a camera, and nothing is judged."""
        self._recent[exchange.number] = exchange
        self._recent.pop(exchange.number - RECENT, None)
        if self._pending is not None:
            self._pending.append(exchange)
        else:
            self.camera.observe(exchange)

    def _judge_pending(self) -> None:
        pending, self._pending = self._pending or [], None
        for exchange in pending:
            self.camera.observe(exchange)

    def _with_camera_clock(self, found: Preflight) -> Preflight:
        """Connects again with the camera's time, by the Date header of what it answered."""
        offset = self._camera_clock(found)
        if offset is not None:
            self._note({"event": "clock", "offset": offset})
            self._client.target = self.settings.connection.target.at_offset(offset)
            # What came before was stamped with a time that is not the camera's: nothing to judge it by.
            self._pending = []
            return preflight(self._client)
        answered = any(exchange.code is not None for exchange in found.exchanges)
        if found.accepted or not answered:
            return found
        return Preflight(found.exchanges, f"{found.problem} {_NO_DATE}")

    def _camera_clock(self, found: Preflight) -> float | None:
        """By how many seconds the camera's clock is ahead of ours, if it can be told."""
        if self._tape:
            return recorded_offset(self._tape.cassette)
        offsets = [offset for exchange in found.exchanges if (offset := clock_offset(exchange)) is not None]
        return offsets[-1] if offsets else None

    def _leave(self) -> list[str]:
        try:
            self.claimed.clear()
            self._stuck.clear()
            self.sweep()
            after = state_of(self.camera.send(Call.of("getGroupList")))
            if put_back_migration(self.camera, self._before, after):
                after = state_of(self.camera.send(Call.of("getGroupList")))
        except NotMade as error:
            return [f"the camera could not be compared with what it was: {error}"]
        return differences(self._before, after, self.spec.device.default_groups)


_INTERRUPTED = 2
OUT_OF_BUDGET = "out of budget: the time is up that this run may take"
# How many exchanges are kept in memory, for what wants to show those of the running check.
RECENT = 256

_NO_DATE = "Its answers carry no Date header, so --time-offset auto can't read its clock: give --time-offset SECONDS."
