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


ZEROS = 4
"""Leading zeros that stay. A value of many is a name made of digits, and not a number."""


@lru_cache(maxsize=1024)
def token(value: str, key: bytes) -> str:
    """What stands for a value in a cassette.

    Values that differ in blanks around, in upper and lower case, or in leading zeros differ in these alone: whether a
    device tells them apart is open, and can still be seen.
    """
    core = value.strip()
    if core != value:
        lead = value[: len(value) - len(value.lstrip())]
        return lead + token(core, key) + value[len(lead) + len(core) :]
    digits = core.lstrip("0") if core.isdecimal() else core
    if 0 < len(core) - len(digits) <= ZEROS and digits:
        return "0" * (len(core) - len(digits)) + token(digits, key)
    if not core:
        return core
    folded = "".join(map(_small, core))
    stream = _stream(folded, key)
    like = _next_like(folded, stream)
    while _bits(like) != _bits(folded):
        like = _next_like(folded, stream)
    pairs = zip(like, core, strict=True)
    return "".join(letter.upper() if was in string.ascii_uppercase else letter for letter, was in pairs)


def _small(letter: str) -> str:
    """A letter in lower case, where that is as long in UTF-8: the length of a token is that of its value."""
    small = letter.lower()
    return small if len(to_bytes(small)) == len(to_bytes(letter)) and len(small) == 1 else letter


def _next_like(value: str, stream: Iterator[int]) -> str:
    like = "".join(_like(character, number) for character, number in zip(value, stream, strict=False))
    return ("0" if value.startswith("0") else "1") + like[1:] if "0" in (value[0], like[0]) else like


def _bits(value: str) -> int:
    """How many bits a long number needs, as far as it decides verdicts: one more than 63, one more than 64."""
    long = len(value) in (19, 20) and value.isascii() and value.isdecimal()
    return sorted((63, int(value).bit_length(), 65))[1] if long else 0


def _stream(value: str, key: bytes) -> Iterator[int]:
    text = to_bytes(value)
    block = 0
    while True:
        digest = hmac.new(key, block.to_bytes(4, "big") + text, hashlib.sha256).digest()
        for index in range(0, len(digest), 2):
            yield int.from_bytes(digest[index : index + 2], "big")
        block += 1


def _like(character: str, number: int) -> str:
    for alphabet in (string.digits, string.ascii_lowercase, string.ascii_uppercase):
        if character in alphabet:
            return alphabet[number % len(alphabet)]
    size = len(to_bytes(character))
    if size > 1:
        start, count = _WIDE[size]
        return chr(start + number % count)
    # Blanks and control characters decide verdicts (first character, line breaks) and tell nothing.
    return character if character.isspace() or not character.isprintable() else "_"
