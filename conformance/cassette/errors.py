"""The error of whoever writes or reads cassettes."""

from __future__ import annotations


class CassetteError(Exception):
    """A cassette that can't be written or read; the message says which and why."""
