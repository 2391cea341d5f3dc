"""One pass over a cassette: where each exchange lies, and whether every line is the one that was written."""

from __future__ import annotations

import hashlib
import json
from array import array
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from conformance.cassette.chain import GENESIS
from conformance.cassette.errors import CassetteError
from conformance.cassette.format import FORMAT, KINDS, Line

_EXCHANGE = b'{"kind":"exchange","n":'
_EVENT = b'{"kind":"event",'
_MARK = b',"hash":"'
# A line ends in its hash, two characters that close it, and a line break.
_TAIL = len(_MARK) + len(GENESIS) + len(b'"}\n')
_HASH = slice(-len(GENESIS) - 3, -3)


@dataclass
class Scan:
    """What one pass found. The arrays have one entry for each exchange: offset and length in bytes, number, line.

    `events` has offset and length of each event, one after the other.

    `problems` are sentences on lines that were changed, cut, added or removed; `remarks` on how the recording ended.
    """

    offsets: array[int] = field(default_factory=lambda: array("Q"))
    lengths: array[int] = field(default_factory=lambda: array("Q"))
    numbers: array[int] = field(default_factory=lambda: array("Q"))
    lines: array[int] = field(default_factory=lambda: array("Q"))
    events: array[int] = field(default_factory=lambda: array("Q"))
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unreadable: set[int] = field(default_factory=set)
    complete: bool = False
    head: str = GENESIS
    size: int = 0


def read_header(raw: bytes, name: str) -> Line:
    """The header, which is the first line of the file `name`. Raises CassetteError where it is none that we read."""
    if not raw:
        raise CassetteError(f"{name} is empty: no cassette, or one whose recording ended before it began")
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError) as error:
        if raw.startswith(b'{"kind":"header"') and not raw.endswith(b"\n"):
            raise CassetteError(f"{name} ends within its first line: nothing was recorded, record again") from error
        other = "; an HTTP archive (HAR) becomes one by `cassette import`" if raw.startswith(b"{") else ""
        raise CassetteError(f"{name} is not a cassette: its first line is no JSON{other}") from error
    if not isinstance(header, dict) or header.get("kind") != "header" or not isinstance(header.get("format"), int):
        raise CassetteError(f"{name} is not a cassette: its first line is no header with a format version")
    if header["format"] > FORMAT:
        raise CassetteError(
            f"{name} has format {header['format']}, and this version reads up to {FORMAT}: "
            "use the version of ipc-conformance that recorded it, or a newer one"
        )
    return header


class Scanner:
    """Goes through the lines of an open cassette, once."""

    def __init__(self, name: str) -> None:
        self.found = Scan()
        self._name = name
        self._previous = GENESIS.encode("ascii")
        self._number = 0

    def scan(self, file: BinaryIO) -> tuple[Line, Scan]:
        """The header, and what was found. Raises CassetteError where this is no cassette of ours."""
        first = file.readline()
        header = read_header(first, self._name)
        if not first.endswith(b"\n"):
            raise CassetteError(f"{self._name} ends within its first line: nothing was recorded, record again")
        self._take(first)
        for raw in file:
            self._take(raw)
        self._conclude()
        return header, self.found

    def _take(self, raw: bytes) -> None:
        """One line: a plain exchange, as nearly all are, without being parsed."""
        self._number += 1
        found = self.found
        if raw[-1:] != b"\n":
            return self._torn()
        good = self._follows(raw)
        offset, size = found.size, len(raw)
        found.size = offset + size
        if raw.startswith(_EVENT) and good:
            found.complete = False
            found.events.extend((offset, size))
            return None
        number = _plain_number(raw) if good else None
        if number is None:
            number = self._look(raw)
        else:
            found.complete = False
        if number is None:
            return None
        found.offsets.append(offset)
        found.lengths.append(size)
        found.numbers.append(number)
        found.lines.append(self._number)
        return None

    def _follows(self, raw: bytes) -> bool:
        """Whether the line's hash is that of the hash before and itself; if not, a problem says so."""
        digest = hashlib.sha256(self._previous)
        digest.update(raw[:-_TAIL])
        digest.update(b"}")
        stored = raw[_HASH]
        if raw[-_TAIL : -_TAIL + len(_MARK)] != _MARK or raw[-3:] != b'"}\n':
            self._problem("carries no hash: it was cut or changed")
            return False
        before, self._previous = self._previous, stored
        if digest.hexdigest().encode("ascii") == stored:
            return True
        if self._number == 1:
            self._problem("was changed: its hash is not that of its text")
        else:
            missing = "" if before != self._previous else ", or stands there twice"
            self._problem(
                f"does not follow from line {self._number - 1}: one of the two was changed{missing}, "
                "or a line between them was taken away or added"
            )
        return False

    def _look(self, raw: bytes) -> int | None:
        """Parses a line that is no plain exchange; the number if it is an exchange all the same."""
        line = _parsed(raw)
        if line is None:
            self.found.unreadable.add(self._number)
            self._problem("is no JSON object, and is left out")
            return None
        kind = line.get("kind")
        self.found.complete = kind == "end"
        if kind not in KINDS or (kind == "header" and self._number > 1):
            self._problem(f"is of the kind {kind!r}, which does not belong there")
        if kind == "end":
            self._check_end(line)
        number = line.get("n")
        if kind != "exchange":
            return None
        if isinstance(number, int) and number >= 0:
            return number
        self._problem("is an exchange without a number, and is left out")
        self.found.unreadable.add(self._number)
        return None

    def _check_end(self, line: Line) -> None:
        there = len(self.found.numbers)
        if line.get("count") != there:
            self._problem(f"counts {line.get('count')} exchanges, and there are {there} before it: lines are missing")

    def _torn(self) -> None:
        self.found.complete = False
        self.found.remarks.append(
            f"line {self._number}, the last one, is torn: the recording was cut off within it, and it is left out"
        )

    def _problem(self, what: str) -> None:
        if len(self.found.problems) < MOST_PROBLEMS:
            self.found.problems.append(f"line {self._number} {what}")
        elif len(self.found.problems) == MOST_PROBLEMS:
            self.found.problems.append(f"line {self._number} and later ones may be wrong too; only so many are listed")

    def _conclude(self) -> None:
        found = self.found
        found.head = self._previous.decode("ascii", "replace")
        if not found.complete:
            found.remarks.append("there is no closing line: the recording was interrupted, and what there is counts")


MOST_PROBLEMS = 100
"""A cassette with more is not going to be mended line by line."""


def _plain_number(raw: bytes) -> int | None:
    """The number of an exchange as our writer writes it; None where the line has to be looked at closely."""
    if not raw.startswith(_EXCHANGE):
        return None
    number = raw[len(_EXCHANGE) : raw.find(b",", len(_EXCHANGE))]
    return int(number) if number.isdigit() else None


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None
