"""One trial: the checks against one camera, each in a process of its own, until the fault is found."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from conformance.mutation.cameras import CameraUnderTrial
from conformance.run.selection import Depth
from conformance.wire import Credentials

State = Literal["killed", "survived", "not judged", "timeout", "error"]
APP_ID = "TRIAL0123456789"
START_SECONDS = 30.0
NOT_STARTED = "the camera did not start"


@dataclass(frozen=True)
class Trial:
    """What is to be tried: `requirement` is the one that the camera breaks, "" where none is stated.

    `judging` are the checks in which the good camera was seen to be judged by it. `exhaustive`: all checks are made,
    whatever is found, and the result says which requirements each was judged by.
    """

    camera: CameraUnderTrial
    requirement: str = ""
    strict: bool = False
    depth: Depth = "standard"
    judging: tuple[str, ...] = ()
    exhaustive: bool = False


@dataclass(frozen=True)
class Found:
    """What came of a trial.

    `by` is the requirement that failed first, or the stated one if it failed; `findings` are all that failed, in the
    order in which they did. `judged` lists for each requirement the checks that judged it, of an exhaustive trial.
    `readings` are those that the camera was seen to follow.
    """

    state: State
    by: str = ""
    findings: tuple[str, ...] = ()
    check: str = ""
    note: str = ""
    requests: int = 0
    seconds: float = 0.0
    readings: dict[str, str] = field(default_factory=dict, repr=False)
    judged: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def serve(camera: CameraUnderTrial, credentials: Credentials, where: Connection, leash: Connection, log: Path) -> None:
    """The camera's process: serves it, and tells its URLs."""
    _be_a_child(leash, log)
    camera.serve(credentials, lambda url, control_url: where.send((url, control_url)))


def check(
    trial: Trial, credentials: Credentials, where: Connection, found: Connection, leash: Connection, folder: Path
) -> None:
    """The checks' process: makes the checks and tells what they found. Whatever goes wrong in it is an error."""
    _be_a_child(leash, folder.with_suffix(".checks.log"))
    try:
        started = where.poll(START_SECONDS)
        url, control_url = where.recv() if started else ("", "")
    except EOFError:
        started = False
    if not started:
        found.send(Found("error", note=NOT_STARTED))
        return
    try:
        found.send(_hunt(trial, credentials, url, control_url, folder))
    except BaseException as error:
        traceback.print_exc()
        found.send(Found("error", note=f"the suite erred: {type(error).__name__}: {error}"))


def _hunt(trial: Trial, credentials: Credentials, url: str, control_url: str, folder: Path) -> Found:
    from conformance.checking import Checking
    from conformance.isolation import run_checks
    from conformance.mutation.hunt import Hunt
    from conformance.report.results import results_of
    from conformance.run.session import Run
    from conformance.run.settings import settings_of

    values: dict[str, Any] = {
        "url": url,
        "app_id": credentials.app_id,
        "secret_key": credentials.secret_key,
        "insecure": True,  # its certificate is its own, as a camera's is
        "rig": f"emulator:{control_url}",
        "depth": trial.depth,
        "strict": trial.strict,
        "report_dir": folder,
    }
    run = Run(settings_of(values))
    run.open()
    run.contact()
    hunt = Hunt(run, trial)
    if not run.problem:
        run.ended(run_checks(Checking(run, progress=hunt), None))
    if not hunt.failing():
        run.finish()
    findings = hunt.failing()
    if findings:
        by = trial.requirement if trial.requirement in findings else findings[0]
        return Found("killed", by, tuple(findings), hunt.check_of(by), hunt.reason_of(by), run.requests,
                     judged=hunt.judged())  # fmt: skip
    results = results_of(run)
    state: State = "survived" if results["verdict"] == "conforms" else "not judged"
    return Found(state, note="; ".join(results["problems"]), requests=run.requests, readings=results["readings"],
                 judged=hunt.judged())  # fmt: skip


def _be_a_child(leash: Connection, log: Path) -> None:
    """Writes to a log, leaves Ctrl-C to the parent, and ends when the parent is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.close(output)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    threading.Thread(target=_hold, args=(leash,), daemon=True).start()


def _hold(leash: Connection) -> None:
    try:
        leash.recv()
    except (EOFError, OSError):
        os._exit(1)
