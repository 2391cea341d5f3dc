"""A command at a real terminal (a pseudo-terminal), and what a person sees there."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from support.commands import PATIENCE, environment

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def at_terminal(
    *command: str | Path,
    cwd: Path,
    columns: int,
    answers: dict[str, str] | None = None,
    keys: Sequence[tuple[str, str]] = (),
    **env: str,
) -> tuple[int, str]:
    """The exit status and all that was sent to the terminal.

    `answers` are typed whenever their question shows; `keys` once each, in their order, when their text shows, and
    Ctrl-C among them is one.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {**environment(**env), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        # Ctrl-C goes to those whose terminal it is.
        [*(["setsid", "-c"] if keys else []), *map(str, command)],
        cwd=cwd,
        env=kept,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        screen = _watched(ours, dict(answers or {}), list(keys))
        return process.wait(10), screen
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _watched(terminal: int, answers: dict[str, str], keys: list[tuple[str, str]]) -> str:
    screen, seen = "", 0
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        data = b""
        with contextlib.suppress(OSError):  # the other end is closed
            data = os.read(terminal, 65536)
        if not data:
            return screen
        screen += data.decode("utf-8", "replace")
        for question, answer in answers.items():
            if question in screen[seen:]:
                seen = len(screen)
                os.write(terminal, answer.encode())
        if keys and keys[0][0] in screen[seen:]:
            seen = len(screen)
            os.write(terminal, keys.pop(0)[1].encode())
    raise AssertionError(f"it did not end: {screen[-2000:]}")


def plain(screen: str) -> str:
    """What was sent, without its control sequences."""
    return _CONTROL.sub("", screen)


def coloured(screen: str) -> bool:
    """Whether a colour was asked for."""
    return re.search(r"\x1b\[[0-9;]*3[0-9][0-9;]*m", screen) is not None
