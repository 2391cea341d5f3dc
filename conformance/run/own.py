"""By what a run's own objects are known among those of others: the prefix of names, the range of faceids."""

from __future__ import annotations

import hashlib
import re
import time

PREFIX = re.compile(r"ipcc-[0-9a-f]{6}")
"""The prefix of any run."""

# Eighteen digits fit in 63 bits; ids that people and cameras give are short.
_FIRST = 7 * 10**17
_EACH = 10**6


def new_prefix(seed: int) -> str:
    """A prefix that no other run has."""
    return "ipcc-" + hashlib.sha256(f"{seed} {time.time_ns()}".encode()).hexdigest()[:6]


def own_faceid(prefix: str, number: int) -> str:
    """The n-th faceid of the run with that prefix."""
    return str(_first_of(prefix) + number)


def is_own_faceid(prefix: str, faceid: str) -> bool:
    """Whether a faceid is of that run's."""
    return faceid.isdecimal() and 0 < int(faceid) - _first_of(prefix) < _EACH


def _first_of(prefix: str) -> int:
    return _FIRST + int(prefix[-6:], 16) * _EACH
