"""Words that all reports share: how a number of things is said, and how a sentence begins and ends."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[a-z]+(?=[\s,])")
"""A word of the language, and no address or operation, which keep their small letter."""


def plural(number: int, noun: str) -> str:
    """`1 request`, `2 requests`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """The text, begun and ended as a sentence."""
    begun = f"{text[0].upper()}{text[1:]}" if _PLAIN.match(text) else text
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
