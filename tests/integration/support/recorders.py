"""Recorders as processes of their own, and mitmdump with the addon."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import conformance.cassette
from conformance.cassette import Cassette
from support.commands import PATIENCE, Ended, environment, program
from support.emulators import APP_ID, SECRET

ADDON = Path(conformance.cassette.__file__).with_name("addon.py")


@dataclass(frozen=True)
class Recorder:
    """A recorder that runs."""

    url: str
    process: subprocess.Popen[str]
    cassette: Path
    log: Path

    def end(self, number: int = signal.SIGTERM) -> Ended:
        """Ends it, and gives what it said."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        return Ended(status, "", self.said())

    def said(self) -> str:
        """What it has said so far."""
        return self.log.read_text()

    @property
    def most_memory(self) -> int:
        """Its peak, in kB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])

    def exchanges(self) -> list[dict[str, Any]]:
        """What is on disk; the chain holds."""
        return exchanges_of(self.cassette)


def exchanges_of(path: Path) -> list[dict[str, Any]]:
    """The exchanges of a cassette whose chain holds."""
    with Cassette.open(path) as cassette:
        assert cassette.problems == []
        return list(cassette.exchanges())


@contextmanager
def recorder(
    where: Path,
    camera: str,
    *options: str | Path,
    before: tuple[str, ...] = (),
    key: bool = True,
    insecure: bool = True,
) -> Iterator[Recorder]:
    """`ipc-conformance record`, its cassette and log below `where`, its CA beside them; `before` stands before it."""
    cassette, log, ca = where / "app.jsonl", where / "log", where.parent / "ca"
    known = {"IPC_APP_ID": APP_ID, "IPC_SECRET_KEY": SECRET} if key else {}
    command = [program(), "record", "--url", camera, "--ca-dir", ca, "--cassette", cassette, *options]
    command += ["--insecure"] if insecure else []
    with log.open("a") as errors:
        process = subprocess.Popen(
            [*before, *map(str, command)], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment(**known)
        )
    assert process.stdout is not None
    try:
        words = process.stdout.readline().split()
        assert words[:1] == ["LISTENING"], log.read_text()
        yield Recorder(words[1], process, cassette, log)
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


@contextmanager
def mitmdump(where: Path, *options: str | Path, before: tuple[str, ...] = (), key: bool = True) -> Iterator[Recorder]:
    """`mitmdump -s` with the addon; `before` stands before it."""
    log, port = where / "mitmdump.log", free_port()
    known = {"IPC_APP_ID": APP_ID, "IPC_SECRET_KEY": SECRET} if key else {}
    command = [program("mitmdump"), "--listen-host", "127.0.0.1", "-p", port, "-s", ADDON, "--set"]
    with log.open("a") as errors:
        process = subprocess.Popen(
            [str(each) for each in [*before, *command, f"confdir={where.parent / 'ca'}", *options]],
            stdout=errors,
            stderr=errors,
            text=True,
            env=environment(**known),
        )
    try:
        _until_listening(port, process, log)
        yield Recorder(f"127.0.0.1:{port}", process, where / "app.jsonl", log)
    finally:
        process.kill()
        process.wait(10)


def _until_listening(port: int, process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it does not listen")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def meaning(line: dict[str, Any]) -> dict[str, Any]:
    """What of an exchange is the same for every client."""
    request = line["request"]
    volatile = {"random", "timestamp", "sign"}
    return {
        "operation": request["operation"],
        "encoding": request["encoding"],
        "auth": {**request["auth"], "offset": 0},
        "fields": sorted(pair for pair in request["fields"] if pair[0] not in volatile),
        "files": [(file["name"], file["sha256"]) for file in request.get("files", [])],
        "response": json.dumps(line["response"], sort_keys=True),
    }
