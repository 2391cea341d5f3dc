"""Emulated cameras as processes of their own, and what opens them to a client."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from support.commands import environment, program

APP_ID = "JO83UNV983U9OR"
SECRET = "planted-secret-47110815"


@dataclass(frozen=True)
class Emulated:
    """A running emulator."""

    url: str
    control_url: str
    process: subprocess.Popen[str]

    @property
    def options(self) -> list[str]:
        """The options that open it, for `ipc-conformance run`."""
        return ["--url", self.url, "--app-id", APP_ID, "--secret-key", SECRET, "--insecure"]

    def options_for(self, url: str) -> list[str]:
        """The same for a proxy that stands before it."""
        return ["--url", url, *self.options[2:]]

    def control(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """Asks the control plane."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.control_url + path, data, {"Content-Type": "application/json"}, method=method)
        with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
            content: dict[str, object] = json.load(answer)
        return content

    def groups(self) -> set[str]:
        """The names of the groups that it has."""
        groups = self.control("GET", "/status")["groups"]
        assert isinstance(groups, dict)
        return set(groups)

    @contextmanager
    def clock_off_by(self, seconds: float) -> Iterator[None]:
        """Its clock, moved for a while."""
        self.control("PUT", "/clock", {"offset": seconds})
        try:
            yield
        finally:
            self.control("PUT", "/clock", {"offset": 0})

    @contextmanager
    def faulty(self, fault: str) -> Iterator[None]:
        """A fault, for a while."""
        self.control("PUT", f"/faults/{fault}", {"active": True})
        try:
            yield
        finally:
            self.control("PUT", f"/faults/{fault}", {"active": False})


@contextmanager
def emulated(*options: str | Path) -> Iterator[Emulated]:
    """An emulator that lives as long as the block."""
    process = subprocess.Popen(
        [program(), "emulate", "--app-id", APP_ID, "--secret-key", SECRET, *map(str, options)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    try:
        urls = [process.stdout.readline().split()[1] for _ in range(2)]
        yield Emulated(urls[0], urls[1], process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
