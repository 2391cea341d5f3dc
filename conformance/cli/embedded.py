"""The embedded emulator: a process of its own, checked through its URL like any camera."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

START_SECONDS = 30.0
STOP_SECONDS = 5.0


class EmbeddedError(Exception):
    """The emulator did not start; the message says why."""


@dataclass(frozen=True)
class Embedded:
    """Where the emulator listens, and the credentials it was given."""

    url: str
    control_url: str
    app_id: str
    secret_key: str


@contextmanager
def embedded_emulator(mutant: str = "") -> Iterator[Embedded]:
    """An emulator on free ports, over HTTPS. It ends with the block, and with this process however that ends.

    `mutant` names a fault that it is to have. Raises EmbeddedError.
    """
    app_id, secret_key = f"EMU{secrets.token_hex(5).upper()}", secrets.token_hex(16)
    chosen = [f"--mutant={mutant}"] if mutant else []
    process = subprocess.Popen(  # noqa: S603 - our own module, and the name of a mutant
        # -P: a folder `conformance` in the current directory is somebody else's.
        [sys.executable, "-P", "-m", "conformance.cli.emulate", "--exit-with-parent", *chosen],
        stdin=subprocess.PIPE,  # held open: its end tells the emulator that we are gone
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "IPC_APP_ID": app_id, "IPC_SECRET_KEY": secret_key},
        start_new_session=True,  # Ctrl-C is for us alone: the camera has to be there while we clear it up
    )
    try:
        yield Embedded(*_urls(process), app_id, secret_key)
    finally:
        _stop(process)


def _urls(process: subprocess.Popen[str]) -> tuple[str, str]:
    too_late = threading.Timer(START_SECONDS, process.kill)
    too_late.start()
    try:
        return _read(process, "LISTENING"), _read(process, "CONTROL")
    finally:
        too_late.cancel()


def _read(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    found, _, url = process.stdout.readline().strip().partition(" ")
    if found != word:
        raise EmbeddedError("the embedded emulator did not start; `ipc-conformance emulate` shows why")
    return url


def _stop(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
