"""Which recorded exchanges overlapped, so that the device may have carried them out in any order."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from datetime import datetime

from conformance.cassette.reader import Cassette

# The beginning of a line, which we write ourselves; parsing whole lines for it would double the cost of judging.
_TIMES = re.compile(rb'\{"kind":"exchange","n":\d+,"at":"([^"]{10,40})","ms":([0-9.e+-]+),')
TOLERANCE = 100e-6
"""Seconds. Times of day are rounded, and durations are measured by another clock."""


MOST_HELD = 1000
"""Exchanges that overlap; of more than so many, whoever goes through them keeps none in memory."""


def clusters(cassette: Cassette) -> Iterator[range]:
    """The groups of exchanges that overlap, as places in the file; an exchange by itself is a group of one.

    Exchanges stand in the order in which they ended, so that a group is always one piece of the file.
    """
    starts, ends = _times(cassette)
    begins_later = _earliest_start_from(starts)
    first, latest = 0, 0.0
    for place in range(len(starts)):
        latest = max(latest, ends[place])
        if place + 1 == len(starts) or begins_later[place + 1] >= latest - TOLERANCE:
            yield range(first, place + 1)
            first = place + 1


def _times(cassette: Cassette) -> tuple[array[float], array[float]]:
    starts, ends = array("d"), array("d")
    for place in range(len(cassette)):
        found = _TIMES.match(cassette.raw_at(place))
        start = datetime.fromisoformat(found[1].decode("ascii")).timestamp() if found else 0.0
        starts.append(start)
        ends.append(start + float(found[2]) / 1000 if found else 0.0)
    return starts, ends


def _earliest_start_from(starts: array[float]) -> array[float]:
    """For each place the earliest start there or later."""
    earliest = array("d", starts)
    for place in range(len(earliest) - 2, -1, -1):
        earliest[place] = min(earliest[place], earliest[place + 1])
    return earliest
