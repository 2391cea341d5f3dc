"""Writes a cassette: append-only, each exchange on disk before its answer is handed on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from conformance.cassette.chain import GENESIS, linked
from conformance.cassette.errors import CassetteError
from conformance.cassette.format import Header, end_line
from conformance.cassette.pictures import keep_picture
from conformance.cassette.reader import Cassette
from conformance.cassette.redact import Redactor
from conformance.wire import Exchange


class Writer:
    """Appends exchanges to a cassette. Use as an observer of a client; safe from several threads.

    An exchange that a caller saw is on disk, whatever becomes of this process: each line is one write to the file.
    `append` continues a cassette that is there; without `keep_pictures`, files are known by their digests alone.
    Raises CassetteError if the file exists already or can't be made or continued, or another recorder is writing it.
    If later a line can't be written, such as on a full disk, the exchanges go on: `failed` says so in a sentence,
    nothing is written any more, and what was written stays readable as an interrupted cassette.
    """

    def __init__(
        self, path: Path, header: Header, redactor: Redactor, *, append: bool = False, keep_pictures: bool = True
    ) -> None:
        self.path = path
        self.failed = ""
        self._redactor = redactor
        self._lock = threading.Lock()
        self._hash = GENESIS
        self._count = 0
        self._size = 0
        self._kept: set[str] = set()
        self._keeps = keep_pictures
        self._file = -1
        self.next_number = 1
        self.is_new = not (append and path.exists())
        if self.is_new:
            self._begin(header)
        else:
            self._continue()

    def __call__(self, exchange: Exchange) -> None:
        """Writes one exchange."""
        text = self._redactor.exchange_text(exchange)
        with self._lock:
            if self.failed:
                return
            if self._keeps:
                self._keep_pictures(exchange)
            self._append(text)
            self._count += not self.failed
            self.next_number = max(self.next_number, exchange.number + 1)

    @property
    def count(self) -> int:
        """How many exchanges there are in the cassette."""
        return self._count

    def note(self, event: Mapping[str, Any]) -> None:
        """Writes an event: what is known beyond the exchanges, for whoever judges them later."""
        text = self._redactor.text({"kind": "event", **event})
        with self._lock:
            if not self.failed:
                self._append(text)

    def close(self) -> None:
        """Writes the closing line. A cassette without one was interrupted and is still good."""
        with self._lock:
            if self._file >= 0:
                self._append(self._redactor.text(end_line(self._count, self._hash)))
                os.close(self._file)
                self._file = -1

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _begin(self, header: Header) -> None:
        self._file = _made(self.path)
        self._append(self._redactor.text(header.line()))
        if self.failed:
            self.close()
            self.path.unlink(missing_ok=True)
            raise CassetteError(self.failed)

    def _continue(self) -> None:
        """Goes on behind the last whole line; what is torn behind it was never an exchange."""
        self._file = _opened(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            with Cassette.open(self.path) as before:
                if before.problems:
                    raise CassetteError(f"{self.path} can't be continued: {before.problems[0]}; name a new file")
                numbers = (before.number_at(place) for place in range(len(before)))
                self._hash, self._count, self._size = before.head, len(before), before.size
                self.next_number = 1 + max(numbers, default=0)
            os.ftruncate(self._file, self._size)
            # Nobody knows what happened to the camera meanwhile.
            self.note({"event": "continued", "at": datetime.now(UTC).isoformat(timespec="microseconds")})
        except (CassetteError, OSError):
            os.close(self._file)
            raise

    def _append(self, text: str) -> None:
        if self.failed:
            return
        digest, data = linked(self._hash, text)
        try:
            _write_all(self._file, data)
        except OSError as error:
            self._fail(error)
            # Half a line would be taken for one that was cut off.
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
        else:
            self._hash = digest
            self._size += len(data)

    def _keep_pictures(self, exchange: Exchange) -> None:
        try:
            for part in exchange.request.files:
                keep_picture(self.path.parent / "pictures", part.data, self._kept)
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        after = f" after {self._count} exchanges" if self._size else ""
        self.failed = f"{self.path} can't be written{after}: {error.strerror or error}"


def _made(path: Path) -> int:
    try:
        return _opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
    except FileExistsError as error:
        raise CassetteError(f"{path} exists already; name another file or remove it") from error


def _opened(path: Path, how: int) -> int:
    """The file, ours alone as long as it is open. Raises CassetteError, and FileExistsError where that was asked."""
    try:
        file = os.open(path, how, 0o644)
    except FileExistsError:
        raise
    except OSError as error:
        raise CassetteError(f"{path} can't be written: {error.strerror}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(file)
        raise CassetteError(f"another recorder is writing {path}; name another file, or end that one first") from error
    return file


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
