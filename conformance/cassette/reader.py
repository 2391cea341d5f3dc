"""Reads a cassette: what is in it is known at once, each exchange is read when it is asked for."""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from conformance.cassette.errors import CassetteError
from conformance.cassette.format import Line
from conformance.cassette.scan import Scan, Scanner

__all__ = ["Cassette", "CassetteError", "read_exchanges"]


class Cassette:
    """A cassette that was opened; nothing but the place of each exchange is kept in memory.

        cassette = Cassette.open(Path("run.jsonl"))
        cassette.header["device"]        what the cassette says of itself
        cassette.exchange(17)            the line of exchange 17
        for line in cassette: ...        all lines in their order: header, exchanges, events, closing line

    `problems` are sentences on lines that were changed, cut, added or taken away: such a cassette proves nothing.
    `remarks` say that the recording was interrupted, or a last line torn: what there is, is good. `complete`: it has
    its closing line. Lines that can't be read are left out. Safe to read from several threads.
    """

    def __init__(self, path: Path, header: Line, found: Scan, file: int) -> None:
        self.path = path
        self.header = header
        self._found = found
        self._file = file

    @classmethod
    def open(cls, path: Path) -> Cassette:
        """Goes through the cassette once. Raises CassetteError where it can't be read, is none, or is newer."""
        try:
            with path.open("rb", buffering=1 << 20) as file:
                header, found = Scanner(str(path)).scan(file)
                return cls(path, header, found, os.dup(file.fileno()))
        except OSError as error:
            raise CassetteError(f"{path} can't be read: {error.strerror or error}") from error

    @property
    def problems(self) -> list[str]:
        """What is wrong with the cassette, in sentences that begin with the number of the line."""
        return self._found.problems

    @property
    def remarks(self) -> list[str]:
        """How the recording ended, where it was not closed."""
        return self._found.remarks

    @property
    def complete(self) -> bool:
        """Whether the last line is the closing one."""
        return self._found.complete

    @property
    def head(self) -> str:
        """The hash, in hex, of the last whole line: who goes on writing begins with it."""
        return self._found.head

    @property
    def size(self) -> int:
        """The bytes of all whole lines."""
        return self._found.size

    def __len__(self) -> int:
        """How many exchanges there are."""
        return len(self._found.numbers)

    def __iter__(self) -> Iterator[Line]:
        """All lines that can be read, in their order."""
        with self.path.open("rb", buffering=1 << 20) as file:
            left = self.size
            for number, raw in enumerate(file, start=1):
                left -= len(raw)
                if left < 0:
                    return
                if number not in self._found.unreadable:
                    yield self._parsed(raw, number)

    def exchanges(self) -> Iterator[Line]:
        """The exchanges in their order in the file."""
        return (self.at(place) for place in range(len(self)))

    def events(self) -> Iterator[Line]:
        """What a run knew beyond its exchanges, in order; those of damaged lines are left out."""
        places = self._found.events
        for at in range(0, len(places), 2):
            yield self._parsed(os.pread(self._file, places[at + 1], places[at]), 0)

    def exchange(self, number: int) -> Line:
        """The exchange of that number. Raises KeyError where there is none."""
        return self.at(self.place_of(number))

    def __contains__(self, number: object) -> bool:
        """Whether there is an exchange of that number."""
        if not isinstance(number, int):
            return False
        with suppress(KeyError):
            return self.place_of(number) >= 0
        return False

    def place_of(self, number: int) -> int:
        """The place, from 0, of an exchange among the exchanges. Raises KeyError."""
        numbers = self._found.numbers
        if 0 < number <= len(numbers) and numbers[number - 1] == number:
            return number - 1
        if self._sorted:
            place = bisect_left(numbers, number)
            if place < len(numbers) and numbers[place] == number:
                return place
            raise KeyError(number)
        return self._places[number]

    def number_at(self, place: int) -> int:
        """The number of the exchange at a place."""
        return self._found.numbers[place]

    def line_at(self, place: int) -> int:
        """The number of the line, from 1, on which the exchange at a place stands."""
        return self._found.lines[place]

    def at(self, place: int) -> Line:
        """The exchange at a place, from 0. Raises CassetteError where it is not what was scanned."""
        return self._parsed(self.raw_at(place), self._found.lines[place])

    def raw_at(self, place: int) -> bytes:
        """The text of the exchange at a place. Raises CassetteError where the file is shorter by now."""
        size = self._found.lengths[place]
        raw = os.pread(self._file, size, self._found.offsets[place])
        if len(raw) != size:
            raise CassetteError(f"{self.path} was cut while it was read: line {self._found.lines[place]} is gone")
        return raw

    @property
    def picture_folder(self) -> Path:
        """Where its pictures lie, each under its SHA-256."""
        return self.path.parent / "pictures"

    def picture(self, digest: str) -> bytes:
        """The picture of that SHA-256. Raises CassetteError where it is missing or not what was recorded."""
        file = self.picture_folder / digest
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CassetteError(
                f"the picture {digest} of {self.path} can't be read from {self.picture_folder}: {error.strerror}; "
                "copy the folder along with the cassette"
            ) from error
        if sha256(data).hexdigest() != digest:
            raise CassetteError(f"the picture {file} is not the one that was recorded: its SHA-256 is another")
        return data

    def close(self) -> None:
        """Closes the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Cassette:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            self.close()

    def _parsed(self, raw: bytes, number: int) -> Line:
        try:
            line: Any = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise CassetteError(f"{self.path}: line {number} is no JSON ({error})") from error
        if not isinstance(line, dict):
            raise CassetteError(f"{self.path}: line {number} is no JSON object")
        return line

    @cached_property
    def _sorted(self) -> bool:
        numbers = self._found.numbers
        return all(numbers[at] < numbers[at + 1] for at in range(len(numbers) - 1))

    @cached_property
    def _places(self) -> dict[int, int]:
        """For exchanges that overlapped and stand in the order of their answers."""
        return {number: place for place, number in enumerate(self._found.numbers)}


def read_exchanges(path: Path, numbers: Collection[int]) -> dict[int, Line]:
    """The lines of the exchanges with these numbers. A torn last line is passed over."""
    wanted, found = set(numbers), {}
    with path.open("rb") as file:
        for raw in file:
            if raw.startswith(b'{"kind":"exchange"') and raw.endswith(b"\n"):
                line = json.loads(raw)
                if line["n"] in wanted:
                    found[line["n"]] = line
    return found
