"""What stands for bytes that are not kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Digest:
    """How many bytes there were, and their SHA-256 in hex."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Digest:
        """The digest of bytes that are at hand."""
        return cls(len(data), hashlib.sha256(data).hexdigest())
