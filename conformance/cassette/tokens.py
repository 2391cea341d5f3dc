"""Keyed digests that look like the values they stand for: nothing is readable, equal stays equal.

A token keeps the length in characters and in UTF-8 bytes and the class of each character, so that limits and first
characters can still be judged. The key is never in the cassette.
"""

from __future__ import annotations

import hashlib
import hmac
import string
from collections.abc import Iterator
from functools import lru_cache

from conformance.wire.text import to_bytes

# A range of assigned letters for each number of UTF-8 bytes above one.
_WIDE = {2: (0x0430, 32), 3: (0x4E00, 4096), 4: (0x20000, 4096)}


@lru_cache(maxsize=1024)
def token(value: str, key: bytes) -> str:
    """What stands for a value in a cassette."""
    return "".join(_like(character, number) for character, number in zip(value, _stream(value, key), strict=False))


def _stream(value: str, key: bytes) -> Iterator[int]:
    text = to_bytes(value)
    block = 0
    while True:
        digest = hmac.new(key, block.to_bytes(4, "big") + text, hashlib.sha256).digest()
        for index in range(0, len(digest), 2):
            yield int.from_bytes(digest[index : index + 2], "big")
        block += 1


def _like(character: str, number: int) -> str:
    for alphabet in (string.digits, string.ascii_uppercase, string.ascii_lowercase):
        if character in alphabet:
            return alphabet[number % len(alphabet)]
    size = len(to_bytes(character))
    if size > 1:
        start, count = _WIDE[size]
        return chr(start + number % count)
    # Blanks and control characters decide verdicts (first character, line breaks) and tell nothing.
    return character if character.isspace() or not character.isprintable() else "_"
