"""Why two runs can't be compared."""

from __future__ import annotations


class CompareError(Exception):
    """A sentence that says what is wrong with which folder."""
