"""Bodies that are too large to be kept: they go through, and their digest remains."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from conformance.wire.digest import Digest

KEPT_BYTES = 4 * 1024 * 1024
"""Larger bodies are known by their digests alone: four times the largest picture that the document allows (s:422)."""


class Tap:
    """Stands where a body flows through in pieces. Keeps a copy as long as it is small enough.

    `declared` is the length that the head announced, if it did; `on_last` is called with the piece that completes it
    at hand, before that is handed on.
    """

    def __init__(self, declared: int | None = None, on_last: Callable[[], None] | None = None) -> None:
        self._hash = hashlib.sha256()
        self._size = 0
        self._kept: bytearray | None = bytearray()
        self._declared = declared
        self._on_last = on_last

    def __call__(self, piece: bytes) -> bytes:
        """One piece; the empty one is the end."""
        self._hash.update(piece)
        self._size += len(piece)
        if self._kept is not None:
            self._kept += piece
            if len(self._kept) > KEPT_BYTES:
                self._kept = None
        if self._on_last is not None and piece and self._size == self._declared:
            self._on_last()
        return piece

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has come through."""
        return self._size == 0

    @property
    def body(self) -> bytes:
        """The whole of it, if it was small enough; or else nothing."""
        return bytes(self._kept or b"")

    @property
    def omitted(self) -> Digest | None:
        """What stands for it if it was not."""
        return None if self._kept is not None else Digest(self._size, self._hash.hexdigest())
