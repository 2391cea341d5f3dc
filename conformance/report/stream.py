"""Standard output whose reader may go away, as in `ipc-conformance run | head -1`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO


def prepare_streams() -> None:
    """Makes both streams such that nothing is ended by what is printed.

    What the terminal's encoding can't show, shows as an escape. A stream that was closed (`>&-`) is opened to nowhere,
    so that no file of ours gets its number.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - open until the process ends
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """What anybody prints inside, a lab's rig too, goes to standard error: standard output is for one document."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


class Patient:
    """Writes to a stream as long as anybody reads it, and then drops what is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", "utf-8")

    def write(self, text: str) -> int:
        """Writes, or drops the text."""
        with self._until_gone():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Writes what is held, or drops it."""
        with self._until_gone():
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person reads."""
        try:
            return self._stream.isatty()
        except ValueError:
            return False

    def fileno(self) -> int:
        """The file descriptor; OSError where there is none."""
        return self._stream.fileno()

    @contextlib.contextmanager
    def _until_gone(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError):
            self._drop()

    def _drop(self) -> None:
        """Python itself would complain at its end about what it could not write."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
