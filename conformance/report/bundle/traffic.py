"""What a cassette holds, in figures, and which pictures belong to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from conformance.cassette.format import Line, answer_of
from conformance.cassette.reader import Cassette


@dataclass
class Traffic:
    """Times of day of the first and the last exchange, in ISO 8601; SHA-256 of all pictures that were sent.

    `selected` is what the run was told to check alone, `answers` has operation and code of the exchanges that were
    asked for, by number.
    """

    exchanges: int = 0
    first: str = ""
    last: str = ""
    selected: list[str] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)
    answers: dict[int, tuple[str, int | None]] = field(default_factory=dict)


def traffic_of(cassette: Cassette, wanted: Collection[int] = ()) -> Traffic:
    """Goes through the exchanges once. Raises KeyError, TypeError or ValueError where one is not of the format."""
    found = Traffic(selected=[str(each) for each in cassette.header["run"]["recipe"]["only"]])
    for line in cassette.exchanges():
        found.exchanges += 1
        found.first = found.first or line["at"]
        found.last = max(found.last, line["at"])
        found.pictures.update(_pictures(line))
        if line["n"] in wanted:
            found.answers[line["n"]] = (line["request"]["operation"], _code(line))
    return found


def _pictures(line: Line) -> Iterator[str]:
    return (str(file["sha256"]) for file in line["request"].get("files", ()))


def _code(line: Line) -> int | None:
    code = answer_of(line).get("code")
    return code if type(code) is int else None
