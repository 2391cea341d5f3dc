"""What the headers of a message say of its body, found out once for all messages that carry the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from conformance.wire.text import to_text

Pairs = tuple[tuple[str, str], ...]

# A client sends the same few headers again and again. Bounded, for they may be long.
_REMEMBERED = 128


@dataclass(frozen=True)
class Head:
    """The headers of one message, of which the first of a name counts.

    `types` are all content types, `coding` is the content encoding, `accepted` those that are asked for; `names` are in
    lower case; `longest` is the length of the longest value in characters.
    """

    types: tuple[str, ...]
    coding: str
    accepted: str
    names: frozenset[str]
    longest: int

    @property
    def content_type(self) -> str:
        """The first content type; empty if there is none."""
        return self.types[0] if self.types else ""

    @property
    def is_coded(self) -> bool:
        """Whether the body has to be decoded before it is what its content type says."""
        return self.coding.lower() not in ("", "identity")


@lru_cache(maxsize=_REMEMBERED)
def head_of(headers: Pairs) -> Head:
    """What these headers say."""
    named: dict[str, list[str]] = {}
    for name, value in headers:
        named.setdefault(name.lower(), []).append(value)
    return Head(
        tuple(named.get("content-type", ())),
        named.get("content-encoding", [""])[0],
        named.get("accept-encoding", [""])[0],
        frozenset(named),
        max([len(value) for _, value in headers], default=0),
    )


def pairs_of(raw: Iterable[tuple[bytes, bytes]]) -> Pairs:
    """Headers in bytes as pairs of text; bytes that are no UTF-8 become lone surrogates."""
    return _decoded(tuple(raw))


@lru_cache(maxsize=_REMEMBERED)
def _decoded(raw: tuple[tuple[bytes, bytes], ...]) -> Pairs:
    try:
        return tuple([(name.decode("ascii"), value.decode("ascii")) for name, value in raw])
    except UnicodeDecodeError:
        return tuple([(to_text(name), to_text(value)) for name, value in raw])
