"""The recorder as an addon of mitmproxy 11 or newer, loaded by its path:

    mitmdump --mode reverse:https://192.168.0.1 -s conformance/cassette/addon.py --set ipc_record=app.jsonl
    mitmdump --mode regular -s conformance/cassette/addon.py --set ipc_replay=app.jsonl

`ipc-conformance record --addon-path` prints the path. The secret key comes from the environment variable
IPC_SECRET_KEY or from a file, so that nobody sees it in the list of processes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # loaded by its path, perhaps from a checkout that is not installed
    sys.path.append(str(Path(__file__).parents[2]))

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader
from mitmproxy.proxy.mode_specs import ProxyMode, ReverseMode

from conformance.cassette.errors import CassetteError
from conformance.cassette.player import Player
from conformance.cassette.proxy.notices import Notices
from conformance.cassette.proxy.recording import Recording
from conformance.cassette.proxy.replaying import Replaying
from conformance.cassette.proxy.setup import Plan, start
from conformance.cassette.reader import Cassette
from conformance.cassette.rekey import redactor_of
from conformance.cassette.secretvalues import read_key, read_value, read_values

_OPTIONS: tuple[tuple[str, Any, Any, str], ...] = (
    ("ipc_record", str, "", "Record to this cassette."),
    ("ipc_replay", str, "", "Answer from this cassette; nothing is sent to the camera."),
    ("ipc_order", str, "per-key", "Replay: per-key (equal requests in recorded order) or strict (all of them)."),
    ("ipc_repeat", bool, False, "Replay: when all exchanges of a request are used up, answer the last again."),
    ("ipc_url", str, "", "The camera's URL: only what goes there is recorded. Default: the reverse proxy's target."),
    ("ipc_append", bool, False, "Continue a cassette that exists."),
    ("ipc_keep_pictures", bool, False, "Keep pictures too, not only their digests."),
    ("ipc_app_id", str, "", "The app_id that belongs to the camera. Default: the variable IPC_APP_ID."),
    ("ipc_secret_key_file", str, "", "A file that holds the secret key, with which signatures are verified."),
    ("ipc_redact_values", str, "", "A file with further secrets, one a line, that must not reach the cassette."),
    ("ipc_redact_key_file", str, "", "A file with the key of the digests that stand for redacted values."),
    ("ipc_redact_fields", str, "", "Names of further fields, with commas, whose values become digests."),
)


NOT_RECORDED = 3
"""The exit status of mitmdump where an exchange could not be recorded, as of `ipc-conformance record`."""


class CassetteAddon:
    """Reads the options, and passes on what mitmproxy tells to who records."""

    def __init__(self) -> None:
        self._at_work = False
        self._replaying: Replaying | None = None

    def load(self, loader: Loader) -> None:
        """Declares the options."""
        for name, kind, default, explanation in _OPTIONS:
            loader.add_option(name, kind, default, explanation)

    def configure(self, updated: set[str]) -> None:
        """Opens the cassette. An error of ours in the log keeps mitmproxy from starting."""
        options = ctx.options
        if self._replaying is not None:
            self._replaying.stay_lazy()
        if not updated & {"ipc_record", "ipc_replay"} or not (options.ipc_record or options.ipc_replay):
            return
        if self._at_work or (options.ipc_record and options.ipc_replay):
            logging.error("a cassette is recorded or replayed, one at a time: restart mitmproxy for another")
            return
        try:
            if options.ipc_replay:
                self._replaying = _replaying()
            self._work(self._replaying or start(_plan(), logging.warning, logging.warning))
        except CassetteError as error:
            logging.error(str(error))

    def _work(self, worker: Recording | Replaying) -> None:
        """From now on mitmproxy's hooks are the worker's. An addon of its own would have to be asked each time too."""
        self._at_work = True
        for name in vars(type(worker)):
            if not name.startswith("_"):
                setattr(self, name, getattr(worker, name))
        if isinstance(worker, Recording):
            self.done = partial(_done, worker)


async def _done(recording: Recording) -> None:
    """The end of a recording. mitmproxy has no exit status for what its addons tell; what got lost is to have one."""
    await recording.done()
    if recording.lost and (whole := asyncio.current_task()) is not None:
        whole.add_done_callback(_exit)


def _exit(_whole: asyncio.Task[Any]) -> None:
    """Called when mitmproxy has ended, all of its addons included."""
    sys.exit(NOT_RECORDED)


def _replaying() -> Replaying:
    plan, order = _plan(), ctx.options.ipc_order
    if order not in ("per-key", "strict"):
        raise CassetteError(f"ipc_order={order}: it is per-key or strict")
    cassette = Cassette.open(Path(ctx.options.ipc_replay).expanduser())
    redactor = redactor_of(cassette, plan.secret_key, plan.app_id, key=plan.key, secrets=plan.secrets)
    player = Player(cassette, redactor, verified=bool(plan.secret_key), order=order, repeat=ctx.options.ipc_repeat)
    notices = Notices(logging.warning, logging.warning, plan.redactor().sentence)
    return Replaying(player, notices, plan.secret_key, plan.app_id)


def _plan() -> Plan:
    options = ctx.options
    secret_file, key_file, values = (
        Path(text).expanduser() if text else None
        for text in (options.ipc_secret_key_file, options.ipc_redact_key_file, options.ipc_redact_values)
    )
    return Plan(
        Path(options.ipc_record).expanduser(),
        options.ipc_url or _target(),
        bool(options.ipc_url),
        options.ipc_append,
        options.ipc_keep_pictures,
        options.ipc_app_id or os.environ.get("IPC_APP_ID", ""),
        read_value(secret_file, "ipc_secret_key_file") if secret_file else os.environ.get("IPC_SECRET_KEY", ""),
        read_values(values, "ipc_redact_values") if values else (),
        tuple(name.strip() for name in options.ipc_redact_fields.split(",") if name.strip()),
        read_key(key_file, "ipc_redact_key_file") if key_file else None,
    )


def _target() -> str:
    """The camera of a reverse proxy, of which there is one."""
    modes = [ProxyMode.parse(text) for text in ctx.options.mode]
    targets = [mode for mode in modes if isinstance(mode, ReverseMode)]
    if len(targets) != 1 or len(modes) != 1:
        return ""
    host, port = targets[0].address
    return f"{targets[0].scheme}://{host}:{port}"


addons = [CassetteAddon()]
