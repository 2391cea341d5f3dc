"""Runs that are watched and ended while they go on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.commands import PATIENCE, Ended, environment, program


@dataclass(frozen=True)
class Going:
    """A run that goes on."""

    process: subprocess.Popen[bytes]
    folder: Path

    def until_requests(self, number: int) -> None:
        """Waits until so many exchanges are on disk."""
        cassette = self.folder / "run.jsonl"
        until(lambda: cassette.exists() and cassette.read_bytes().count(b"\n") > number)

    def signal(self, number: int) -> None:
        """Sends it a signal."""
        self.process.send_signal(number)

    def end(self) -> Ended:
        """Waits for its end."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return Ended(self.process.returncode, out.decode(), err.decode(), self.folder)


@contextlib.contextmanager
def going(where: Path, *options: str) -> Iterator[Going]:
    """`ipc-conformance run`, begun, in a session of its own; nothing of it is left behind the block."""
    with going_command(where, program(), "run", "--report-dir", str(where / "report"), *options) as run:
        yield run


@contextlib.contextmanager
def going_command(where: Path, *command: str) -> Iterator[Going]:
    """The same for any command whose report folder is `where`/report."""
    folder = where / "report"
    process = subprocess.Popen(
        command,
        cwd=where,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Going(process, folder)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)


def children_of(pid: int) -> list[int]:
    """The processes that a process began."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_gone(pid: int) -> bool:
    """Whether a process is no more, or only its remains that nobody has fetched."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Waits until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "in vain"
        time.sleep(0.02)


def lines_of(file: Path) -> list[Any]:
    """The lines of a JSON Lines file, each whole."""
    text = file.read_text(encoding="ascii")
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def interrupt_group(pid: int) -> None:
    """Ctrl-C at a terminal: to all that the command began in its group."""
    os.killpg(pid, signal.SIGINT)
