"""A field of a request as words of the shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.wire.text import to_bytes


@dataclass(frozen=True)
class Word:
    """A field. Its value is `text`, or what `made` becomes when the command runs, a word of the shell."""

    name: str
    text: str = ""
    made: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether it takes part in the signature."""
        return bool(self.text or self.made)

    @property
    def is_argument(self) -> bool:
        """Whether name and value can be arguments of a program."""
        return can_be_argument(self.name) and can_be_argument(self.text)

    def pair(self, name: str) -> str:
        """`name=value` as one word, `name` as it is to stand there."""
        return shlex.quote(f"{name}=") + self.made if self.made else shlex.quote(f"{name}={self.text}")


def printing(words: Sequence[Word]) -> str:
    """Commands that print `name=value&` of fields that are all arguments, or all not."""
    if all(word.is_argument for word in words):
        return f"printf '%s&' {' '.join(word.pair(word.name) for word in words)};"
    pairs = ((escaped(to_bytes(f"{word.name}={word.text}")), word.made or "''") for word in words)
    return " ".join(f"printf '%b%s&' {pair} {made};" for pair, made in pairs)


def can_be_argument(text: str) -> bool:
    """Whether a program can get the text on its command line, and a terminal show it."""
    return not _NOT_TEXT.search(text)


def escaped(data: bytes) -> str:
    """The argument of printf's %b that stands for these bytes."""
    plain = (chr(byte) if 32 <= byte < 127 and byte != ord("\\") else f"\\0{byte:03o}" for byte in data)
    return shlex.quote("".join(plain))


# Lone surrogates stand for bytes that are no UTF-8.
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")
