"""Makes many trials, some at a time, each in two fresh processes copied from a warm one; each has its time limit."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from conformance.mutation.trial import APP_ID, Found, Trial, check, serve
from conformance.wire import Credentials

PATIENCE = 300.0
"""Seconds that one trial may take."""
STOP_SECONDS = 5.0
_WARM = "conformance.mutation.warm"

Next = Callable[[], Trial | None]
"""The next trial to begin; None while there is none to begin, or no more."""
Ended = Callable[[Trial, Found], None]


class Pool:
    """Runs trials. As a context manager it leaves no process and no file behind."""

    def __init__(self, jobs: int, patience: float = PATIENCE) -> None:
        self._jobs = jobs
        self._patience = patience
        self._running: list[_Running] = []

    def __enter__(self) -> Pool:
        self._folder = Path(tempfile.mkdtemp(prefix="ipc-conformance-mutants-"))
        with _safe_environment():
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload([_WARM])
            # The first process starts the server that all are copied from; it keeps this environment.
            first = self._context.Process(target=_nothing)
            first.start()
            first.join()
        return self

    def __exit__(self, *_: object) -> None:
        for running in self._running:
            running.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, upcoming: Next, ended: Ended) -> None:
        """Begins what `upcoming` gives, as long as it gives any or some are running, and tells what came of each."""
        while True:
            while len(self._running) < self._jobs and (trial := upcoming()) is not None:
                self._running.append(self._begin(trial))
            if not self._running:
                return
            due = min(running.due for running in self._running)
            wait([running.found for running in self._running], max(0.0, due - time.monotonic()))
            for running in [each for each in self._running if each.over]:
                self._running.remove(running)
                found = running.result()
                shutil.rmtree(running.folder, ignore_errors=True)
                ended(running.trial, found)

    def _begin(self, trial: Trial) -> _Running:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        credentials = Credentials(APP_ID, secrets.token_hex(16))
        where, told = self._context.Pipe(duplex=False)
        found, telling = self._context.Pipe(duplex=False)
        leash, held = self._context.Pipe(duplex=False)
        camera = self._context.Process(
            target=serve, args=(trial.camera, credentials, told, leash, folder / "camera.log")
        )
        checks = self._context.Process(target=check, args=(trial, credentials, where, telling, leash, folder / "run"))
        camera.start()
        checks.start()
        # Their other ends are the processes' alone, so that each sees when the other is gone.
        for end in (where, told, telling, leash):
            end.close()
        return _Running(trial, camera, checks, found, held, folder, time.monotonic(), self._patience)


@dataclass
class _Running:
    trial: Trial
    camera: BaseProcess
    checks: BaseProcess
    found: Connection
    held: Connection
    folder: Path
    began: float
    patience: float

    @property
    def due(self) -> float:
        """When it is too late, by the monotonic clock."""
        return self.began + self.patience

    @property
    def over(self) -> bool:
        """Whether there is a result, or none to be expected any more."""
        return self.found.poll() or time.monotonic() >= self.due

    def result(self) -> Found:
        """What came of it; both processes are ended."""
        try:
            found: Found = self._received()
            if found.state == "error":
                found = replace(found, note=f"{found.note}; {self._last_words('camera')}".rstrip("; "))
            elif found.state != "killed" and self.camera.exitcode is not None:
                found = replace(found, state="error", note=f"the camera's process ended: {self._last_words('camera')}")
        finally:
            self.end()
        return replace(found, seconds=time.monotonic() - self.began)

    def _received(self) -> Found:
        if not self.found.poll():
            return Found("timeout", note=f"no end after {self.patience:.0f} s")
        try:
            received: Found = self.found.recv()
        except EOFError:
            self.checks.join(STOP_SECONDS)
            status = self.checks.exitcode
            return Found(
                "error", note=f"the checks' process ended with status {status}: {self._last_words('run.checks')}"
            )
        return received

    def _last_words(self, name: str) -> str:
        with contextlib.suppress(OSError):
            lines = (self.folder / f"{name}.log").read_text(errors="replace").split("\n")
            return next((line.strip() for line in reversed(lines) if line.strip()), "")
        return ""

    def end(self) -> None:
        """Ends both processes."""
        for process in (self.checks, self.camera):
            process.terminate()
        for process in (self.checks, self.camera):
            process.join(STOP_SECONDS)
            if process.exitcode is None:
                process.kill()
                process.join()
            process.close()
        self.found.close()
        self.held.close()


def _nothing() -> None:
    pass


@contextlib.contextmanager
def _safe_environment() -> Iterator[None]:
    """No folder of the user's hides our modules; numbers are not worked on by threads, which a copy would miss."""
    ours = {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
