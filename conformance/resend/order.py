"""Exchanges one after the other, as they may have been carried out, though some overlapped when they were recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conformance.cassette import Cassette
from conformance.cassette.format import Line, answer_of, data_of
from conformance.cassette.overlap import MOST_HELD, clusters


def one_by_one(cassette: Cassette) -> Iterator[tuple[Line, bool]]:
    """All exchanges, and whether each overlapped with another.

    They stand as they ended. Of two that overlapped, the one that was carried out goes before the one that was refused:
    what was in the way of the second may be what the first one did. Of two that got a faceid from the camera, the one
    with the smaller goes first.
    """
    for piece in clusters(cassette):
        lines = map(cassette.at, piece)
        # More than may be held in memory are taken as they ended.
        for line in _arranged(list(lines)) if len(piece) <= MOST_HELD else lines:
            yield line, len(piece) > 1


def _arranged(lines: list[Line]) -> list[Line]:
    for first in reversed(range(len(lines) - 1)):
        place = first
        while place + 1 < len(lines) and _gives_way(lines[place], lines[place + 1]):
            lines[place], lines[place + 1] = lines[place + 1], lines[place]
            place += 1
    return lines


def _gives_way(first: Line, second: Line) -> bool:
    """Whether two that stand in this order are sent in the other one."""
    if _begin(second) >= _begin(first) + first["ms"] / 1000 or not _succeeded(second):
        return False
    return not _succeeded(first) or _faceid(first) > _faceid(second) > 0


def _begin(line: Line) -> float:
    return datetime.fromisoformat(line["at"]).timestamp()


def _succeeded(line: Line) -> bool:
    return answer_of(line).get("code") == 0


def _faceid(line: Line) -> int:
    """The number that the camera gave a new record; 0 where it gave none."""
    request = line["request"]
    if request["operation"] != "addFace" or any(name == "faceid" for name, _ in request["fields"]):
        return 0
    faceid = data_of(line).get("faceid")
    return int(faceid) if isinstance(faceid, str) and faceid.isascii() and faceid.isdecimal() else 0
