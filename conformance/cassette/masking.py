"""Masks secrets in a line of a cassette: in what people and devices wrote, never in the line's own structure."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

Mask = Callable[[str], tuple[str, int]]

# What these hold is made by us: numbers, hashes, words from a fixed list. A secret that looks like one of them, such
# as "fields" or "2026", is no less a secret where it stands there, and masking it would make the line unreadable.
OURS = frozenset(
    {"kind", "format", "spec", "volatile", "redacted", "n", "at", "ms", "operation", "encoding", "auth", "bytes"}
    | {"sha256", "raw", "hostile", "kept", "status", "count", "head", "hash", "masked"}
    | {"event", "requirement", "requirements", "finding", "exchanges", "sequence", "check", "picture", "usual"}
    | {"reading", "readings", "value", "cause", "since", "active", "forgets", "same_face", "quiet", "strict"}
    | {"absent", "digests", "within", "resumed", "code_book"}
)
# Objects that others made: here the names are masked too.
FOREIGN = frozenset({"json", "device"})

SHORTEST_NUMBER = 6
"""Digits. A number that holds a secret is masked, as a string, but a shorter one says more about counts."""


class Masking:
    """Masks one line. `hits` counts what was masked."""

    def __init__(self, mask: Mask, longest_in: Callable[[str], int]) -> None:
        self._mask_text = mask
        self._longest_in = longest_in
        self.hits = 0

    def structure(self, value: Any) -> Any:
        """A part of the line that we shaped."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.structure(item) for item in value]
        if isinstance(value, Mapping):
            return {name: self._member(name, item) for name, item in value.items()}
        return value

    def _member(self, name: str, value: Any) -> Any:
        if name in OURS:
            return value
        if name == "base64":
            return self._base64(value)
        return self._foreign(value) if name in FOREIGN else self.structure(value)

    def _foreign(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self._foreign(item) for item in value]
        if isinstance(value, Mapping):
            return {self._text(name): self._foreign(item) for name, item in value.items()}
        return self._number(value)

    def _number(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        text = json.dumps(value)
        if self._longest_in(text) < SHORTEST_NUMBER:
            return value
        return self._text(text)

    def _base64(self, text: str) -> str:
        """Bytes are masked as bytes; if their base64 then holds a secret by chance, all of it goes."""
        plain = self._text(base64.b64decode(text).decode("latin-1"))
        encoded = base64.b64encode(plain.encode("latin-1")).decode("ascii")
        if not self._mask_text(encoded)[1]:
            return encoded
        self.hits += 1
        return base64.b64encode(b"*" * len(plain)).decode("ascii")

    def _text(self, text: str) -> str:
        masked, hits = self._mask_text(text)
        self.hits += hits
        return masked
