"""Sends a cassette to a live camera, compares what comes, and leaves the camera as it was."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.cassette import Cassette, CassetteError, Header, Redactor, Writer
from conformance.cassette.format import Line, data_of
from conformance.cassette.recall import Pictures
from conformance.resend.bounds import Bounds
from conformance.resend.calls import LeftOut, call_of
from conformance.resend.compare import VOLATILE, differences, only_groups
from conformance.resend.ids import Ids
from conformance.resend.order import one_by_one
from conformance.resend.originals import changed, originals
from conformance.run.address import shown
from conformance.run.camera import Camera
from conformance.run.client import RunClient
from conformance.run.folder import JOURNAL, make_folder
from conformance.run.journal import Journal
from conformance.run.ledger import Ledger
from conformance.run.lock import Lock
from conformance.run.outcomes import Blocked, UsageError
from conformance.run.preflight import clock_offset, preflight
from conformance.run.settings import Connection
from conformance.run.snapshot import State, state_of
from conformance.run.snapshot import differences as changes
from conformance.run.sweep import clear_group
from conformance.spec import load_spec
from conformance.wire import Call, Exchange

SENT, COMPARED = "resend.jsonl", "resend.json"


@dataclass
class Resent:
    """What came of it. `differing`: the exchange's number, its operation, and its differences as sentences.

    `overlapped` counts the exchanges that others overlapped when they were recorded: they are sent one after the other,
    and those that differ are `undecided`, for another order may be why.
    """

    sent: int = 0
    alike: int = 0
    differing: list[dict[str, Any]] = field(default_factory=list)
    undecided: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    mapped: int = 0
    overlapped: int = 0
    problem: str = ""
    restored: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As it is written to resend.json."""
        return {
            "sent": self.sent,
            "alike": self.alike,
            "differing": self.differing,
            "undecided": self.undecided,
            "left_out": [{"why": why, "count": count} for why, count in self.left_out.most_common()],
            "ids_mapped": self.mapped,
            "overlapped": self.overlapped,
            "problem": self.problem,
            "restored": {"ok": not self.restored, "differences": self.restored},
        }


@dataclass(frozen=True)
class Manner:
    """How to resend: `allow_foreign` groups and records may be touched too; `volatile` fields don't count; `keep` what
    the cassette left behind.
    """

    allow_foreign: bool = False
    volatile: tuple[str, ...] = ()
    keep: bool = False


class Resending:
    """One cassette sent to one camera. Raises UsageError where that can't begin."""

    def __init__(self, cassette: Cassette, connection: Connection, manner: Manner, folder: Path | None) -> None:
        self.result = Resent()
        self._cassette, self._connection, self._manner = cassette, connection, manner
        self._pictures, self._ids = Pictures(cassette.picture), Ids()
        self._volatile = frozenset({*VOLATILE, *manner.volatile})
        self._made: dict[str, None] = {}
        self._recorded_groups: set[str] = set()
        url = shown(connection.target.url)
        self._lock = Lock(connection.target.url)
        try:
            self.folder = make_folder(folder, url)
            self._writer = self._open_writer(url)
        except (UsageError, CassetteError) as error:
            self._lock.release()
            raise UsageError(str(error)) from error
        self._journal = Journal(self.folder / JOURNAL, f"resend-{secrets.token_hex(3)}")
        self._client = RunClient(connection.target, connection.credentials, observers=(self._writer,))

    def _open_writer(self, url: str) -> Writer:
        redactor = Redactor(self._connection.credentials, self._connection.secrets)
        header = Header(f"ipc-conformance {__version__} resend", {"url": url})
        return Writer(self.folder / SENT, header, redactor)

    def run(self) -> Resent:
        """Sends everything, in the order of the recording. Whatever ends it, the camera is cleared up."""
        try:
            before = self._contact()
            if before is not None:
                try:
                    self._send_all(before)
                finally:
                    self._leave(before)
        except Blocked as error:
            self.result.problem = str(error)
        finally:
            self._close()
        return self.result

    def _contact(self) -> State | None:
        found = preflight(self._client)
        offsets = [offset for each in found.exchanges if (offset := clock_offset(each)) is not None]
        if self._connection.auto_offset and offsets:
            self._client.target = self._connection.target.at_offset(offsets[-1])
            found = preflight(self._client)
        self.result.problem = found.problem
        return state_of(self._ask(Call.of("getGroupList"))) if found.accepted else None

    def _send_all(self, before: State) -> None:
        bounds = Bounds(before, self._is_there)
        for line, overlapped in one_by_one(self._cassette):
            self.result.overlapped += overlapped
            try:
                call = self._ids.call(call_of(line, self._pictures, self._client.camera_time()))
                if not self._manner.allow_foreign:
                    bounds.admit(call, line)
            except LeftOut as error:
                self.result.left_out[_kind_of(error)] += 1
                bounds.left_out(line)
                continue
            self._note(call, before)
            self._exchange(line, call, bounds, self.result.undecided if overlapped else self.result.differing)

    def _exchange(self, line: Line, call: Call, bounds: Bounds, differing: list[dict[str, Any]]) -> None:
        live = self._client.send(call)
        self.result.sent += 1
        recorded = line.get("response", {}).get("json")
        if call.operation == "addFace" and live.succeeded:
            self._ids.learn(data_of(line).get("faceid"), live.data.get("faceid"))
            self.result.mapped = len(self._ids)
        if live.succeeded:
            bounds.made(call, live.data)
        told = list(differences(line, *self._comparable(call, recorded, live), self._volatile))
        if not told:
            self.result.alike += 1
            return
        sentences = [str(each) for each in told]
        differing.append({"exchange": line["n"], "operation": call.operation, "differences": sentences})

    def _comparable(self, call: Call, recorded: Any, live: Exchange) -> tuple[Any, Exchange]:
        """Both answers, with the live ids, and a list of groups without those that the cassette did not make."""
        answer = self._ids.answer(recorded)
        if call.operation in ("createGroup", "updateGroup") and _succeeded(recorded):
            self._recorded_groups.add(call.value_of("name") or "")
        if call.operation != "getGroupList" or self._manner.allow_foreign or live.response is None:
            return answer, live
        own = self._recorded_groups
        live.response.__dict__["parsed"] = only_groups(live.response.parsed, own)
        return only_groups(answer, own), live

    def _note(self, call: Call, before: State) -> None:
        """In the journal before it is sent: what it makes, and how what it changes is put back."""
        if call.operation in ("createGroup", "updateGroup"):
            name = call.value_of("name")
            if name and name not in before and name not in self._made:
                self._made[name] = None
                self._journal.made(name)
        for putting_back in originals(call, before):
            self._journal.original(putting_back)
        self._journal.about_to(call)

    def _is_there(self, faceid: str) -> bool:
        return self._ask(Call.of("getFace", faceid=faceid)).data.get("faceid") is not None

    def _ask(self, call: Call) -> Exchange:
        """A question of our own, which no recording asked. Raises Blocked where there is no answer."""
        answer = self._client.send(call)
        if answer.fault is not None:
            raise Blocked(f"the camera no longer answers: {answer.fault.text}")
        return answer

    # ------------------------------------------------------------- afterwards

    def _leave(self, before: State) -> None:
        """Deletes the groups that were made, and puts back what was changed."""
        if self._manner.keep:
            return
        camera = Camera(self._client, Ledger(load_spec()), self._journal)
        try:
            after = state_of(self._ask(Call.of("getGroupList"))) or {}
            for name in [name for name in self._made if name in after]:
                clear_group(camera, name)
            for call in changed(before, after):
                camera.send(call)
            now = state_of(self._ask(Call.of("getGroupList")))
            self.result.restored = changes(before, now, load_spec().device.default_groups)
        except Blocked as error:
            self.result.restored = [f"the camera could not be cleared and compared: {error}"]

    def _close(self) -> None:
        self._client.close()
        self._writer.close()
        if not self._manner.keep and not self.result.restored:
            with suppress(Blocked):
                self._journal.finished()
        self._journal.close()
        self._lock.release()
        text = json.dumps(self.result.as_json(), indent=1)
        (self.folder / COMPARED).write_text(text + "\n", encoding="utf-8")


def _kind_of(error: LeftOut) -> str:
    """Why, without the name that it happens to have."""
    text = str(error)
    if text.startswith("it names the group"):
        return "it names a group that the cassette did not make"
    if text.startswith("the camera had a record"):
        return "it names a record that the cassette did not make"
    return text


def _succeeded(recorded: Any) -> bool:
    return isinstance(recorded, dict) and recorded.get("code") == 0
