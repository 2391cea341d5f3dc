"""A changed copy of a cassette: its lines chained anew, whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from conformance.cassette.chain import GENESIS, dumps, link, with_hash
from conformance.cassette.errors import CassetteError
from conformance.cassette.format import end_line


class Chained:
    """Writes lines, which are text already, to a new file. Raises CassetteError where it exists or can't be written.

    The file appears under its name when it is closed without an error.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hash, self._count = GENESIS, 0
        if path.exists() or path.is_symlink():
            raise CassetteError(f"{path} exists already; name another file, so that nothing is lost")
        self._draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._file = self._draft.open("xb", buffering=1 << 16)
        except OSError as error:
            raise CassetteError(f"{path} can't be written: {error.strerror}") from error

    def add(self, texts: Iterable[str], *, exchange: bool = False) -> None:
        """Adds lines. `exchange`: they count as exchanges."""
        for text in texts:
            self._hash = link(self._hash, text)
            self._count += exchange
            self._guarded(with_hash(text, self._hash) + "\n")

    def end(self, *, complete: bool) -> None:
        """Ends the file, with a closing line or, as its source was interrupted, without one."""
        if complete:
            self.add([dumps(end_line(self._count, self._hash))])
        try:
            self._file.close()
            os.link(self._draft, self.path)
        except FileExistsError as error:
            raise CassetteError(f"{self.path} exists already; name another file, so that nothing is lost") from error
        except OSError as error:
            raise CassetteError(f"{self.path} can't be written: {error.strerror}") from error
        finally:
            self._draft.unlink(missing_ok=True)

    def __enter__(self) -> Chained:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._draft.unlink(missing_ok=True)

    def _guarded(self, text: str) -> None:
        try:
            self._file.write(text.encode("ascii"))
        except OSError as error:
            raise CassetteError(f"{self.path} can't be written: {error.strerror}") from error
