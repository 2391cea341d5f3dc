"""Whole runs against emulated cameras, one after the other, without paying for the imports each time.

This process imports everything once; each run and each emulator is a fork of it, on ports of its own, and the run is
the command `ipc-conformance run` itself. So a run in here differs from one in a shell by its start alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import conformance.checking
import conformance.isolation
import conformance.plugin  # noqa: F401 - a run loads it
from conformance.cli.run import command
from conformance.emulator import readings, server
from conformance.emulator.asgi import Device
from conformance.spec import CodeBook, load_spec

APP_ID, SECRET_KEY = "JO83UNV983U9OR", "12345678"
START_SECONDS = 30.0
LEASE_SECONDS = 200.0
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Job:
    """One run: how the emulator reads the document, the operations that it never answers, the options of the run."""

    name: str
    readings: tuple[str, ...] = ()
    code_book: CodeBook | None = None
    options: tuple[str, ...] = ()
    hangs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Camera:
    """A running emulator."""

    url: str
    control_url: str
    pid: int

    @property
    def options(self) -> list[str]:
        """How `run` reaches it."""
        opened = ["--url", self.url, "--app-id", APP_ID, "--secret-key", SECRET_KEY, "--insecure"]
        return [*opened, "--rig", f"emulator:{self.control_url}"]


@dataclass(frozen=True)
class Done:
    """What became of a job. `results` is results.json, empty where there is none; `seconds` is the wall clock's."""

    job: Job
    results: dict[str, Any]
    said: str
    seconds: float

    @property
    def alarms(self) -> list[str]:
        """What a run against a camera that keeps every sentence must not say."""
        if not self.results:
            return [f"no results: {self.said[-300:]}"]
        found = [
            f"{each['verdict']} {each['id']}: {each['reason'][:300]}"
            for each in self.results["requirements"]
            if each["verdict"] in ("fail", "warn", "blocked")
        ]
        found += self.results["problems"] + self.results["restored"]["differences"]
        if self.results["verdict"] != "conforms" and not found:
            found.append(f"verdict {self.results['verdict']}")
        return found


@contextlib.contextmanager
def camera(job: Job) -> Iterator[Camera]:
    """An emulator in a fork of this process, over HTTPS."""
    mine, its = FORK.Pipe()
    process = FORK.Process(target=_emulate, args=(its, job))
    process.start()
    its.close()
    try:
        if not mine.poll(START_SECONDS):
            raise RuntimeError("the emulator did not start")
        assert process.pid is not None
        url, control_url = mine.recv()
        yield Camera(url, control_url, process.pid)
    finally:
        process.terminate()
        process.join()


def _emulate(its: Connection, job: Job) -> None:
    spec = load_spec()
    book = job.code_book or spec.code_book
    if job.hangs:
        silence(frozenset(spec.operations[name].path for name in job.hangs))
    settings = server.Settings(spec, readings.choose(spec, job.readings), book, APP_ID, SECRET_KEY)
    server.run(settings, lambda url, control: its.send((url, control)))


def silence(paths: frozenset[str]) -> None:
    """The emulators of this process answer nothing there."""

    class Silent(Device):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] not in paths:
                return await super().__call__(scope, receive, send)
            while (await receive())["type"] != "http.disconnect":
                pass
            return None

    setattr(server, "Device", Silent)  # noqa: B010 - in a child of its own


def carried_out(job: Job, folder: Path, keep: bool = False) -> Done:
    """Makes one run; `keep`: its report folder stays."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with camera(job) as emulated:
        done = against(emulated, job, folder)
    if not keep:
        shutil.rmtree(folder)
    return done


def against(emulated: Camera, job: Job, folder: Path, *more: str) -> Done:
    """Makes one run against a camera that is there."""
    arguments = [*emulated.options, *job.options, *more, "--report-dir", str(folder / "report")]
    began = time.monotonic()
    process = FORK.Process(target=_run, args=(arguments, folder / "said"))
    process.start()
    process.join()
    seconds = time.monotonic() - began
    written = folder / "report" / "results.json"
    results = json.loads(written.read_text()) if written.exists() else {}
    return Done(job, results, (folder / "said").read_text(), seconds)


def _run(arguments: list[str], said: Path) -> None:
    """In the child: the command, with what it says in a file."""
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    gc.freeze()
    command.main(arguments)


class Lease:
    """The lock of a file, for machines on which others measure too: kept from run to run, let go every few minutes."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("a") if path else None
        self._since: float | None = None

    def __enter__(self) -> None:
        if self._file and self._since is None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        if self._file and self._since is not None and time.monotonic() - self._since > LEASE_SECONDS:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._since = None
            time.sleep(1)  # so that whoever waits gets it
