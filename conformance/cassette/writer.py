"""Writes a cassette: append-only, each exchange on disk before its answer is handed on."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType

from conformance.cassette.chain import GENESIS, dumps, link, with_hash
from conformance.cassette.format import Header, Line, end_line, exchange_line
from conformance.cassette.redact import Redactor
from conformance.wire import Exchange, FilePart


class CassetteError(Exception):
    """A cassette that can't be written or read; the message says which and why."""


class Writer:
    """Appends exchanges to a cassette. Use as an observer of a client; safe from several threads.

    An exchange that a caller saw is on disk, whatever becomes of this process: each line is one write to the file.
    Raises CassetteError if the file exists already or can't be made.
    """

    def __init__(self, path: Path, header: Header, redactor: Redactor) -> None:
        self.path = path
        self._redactor = redactor
        self._lock = threading.Lock()
        self._hash = GENESIS
        self._count = 0
        self._pictures = path.parent / "pictures"
        self._kept: set[str] = set()
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        except FileExistsError as error:
            raise CassetteError(f"{path} exists already; name another file or remove it") from error
        except OSError as error:
            raise CassetteError(f"{path} can't be written: {error.strerror}") from error
        self._append(header.line())

    def __call__(self, exchange: Exchange) -> None:
        """Writes one exchange."""
        line = exchange_line(exchange, self._redactor.value)
        with self._lock:
            if exchange.request.files:
                for part, described in zip(exchange.request.files, line["request"]["files"], strict=True):
                    self._keep(part, described["sha256"])
            self._append(line)
            self._count += 1

    def close(self) -> None:
        """Writes the closing line. A cassette without one was interrupted and is still good."""
        with self._lock:
            if self._file >= 0:
                self._append(end_line(self._count, self._hash))
                os.close(self._file)
                self._file = -1

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _append(self, line: Line) -> None:
        text = self._redactor.line(dumps(line))
        self._hash = link(self._hash, text)
        _write_all(self._file, (with_hash(text, self._hash) + "\n").encode("ascii"))

    def _keep(self, part: FilePart, digest: str) -> None:
        """Pictures are stored once, under their digest."""
        if digest in self._kept:
            return
        self._pictures.mkdir(exist_ok=True)
        file = self._pictures / digest
        if not file.exists():
            file.write_bytes(part.data)
        self._kept.add(digest)


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
