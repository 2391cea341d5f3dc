"""A stream of small numbers from a text, the same in every Python: what makes a drawn face reproducible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import shake_256
from struct import unpack
from typing import TypeVar

T = TypeVar("T")

_SUPPLY = 256  # throws; a face takes about 110


class Dice:
    """Throws that follow from `seed` alone.

    A hash instead of `random`, of which Python promises only the sequence of `random()`, and integers only, because
    pixels that follow from floats may differ between machines.
    """

    def __init__(self, seed: str) -> None:
        self._supply: Iterator[int] = iter(unpack(f"<{_SUPPLY}H", shake_256(seed.encode()).digest(2 * _SUPPLY)))

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + next(self._supply) % (high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.between(0, len(options) - 1)]
