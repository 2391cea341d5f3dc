"""Cases of names, descriptions and values of attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.spec import Kind
from conformance.suite.world import World

Make = Callable[[World], str]

WIDE = "\u4e2d"  # three bytes in UTF-8, so that a limit in bytes and one in characters fall apart
SPECIAL = {
    "ampersand": "a&b=c",
    "plus": "a+b c",
    "percent": "50%41%",
    "semicolon": "a;b,c",
    "quotes": '"it\'s" \\ back',
    "brackets": "<b>[x]{y}</b>",
    "non-ascii": "Grüße, \u4e2d\u6587",
    "emoji": "smile \U0001f600",
}


def limit_texts(kind: Kind) -> Iterator[tuple[str, Make]]:
    """Texts around the limit of length; the run's prefix comes first, so that names are the run's own."""
    assert kind.max_length is not None
    limit = kind.max_length
    yield "max", lambda world: filled(world, limit)
    yield "max+1", lambda world: filled(world, limit + 1)
    yield "far-beyond", lambda world: filled(world, 20 * limit)
    yield "max-bytes-in-fewer-characters", lambda world: wide(world, limit, over=False)
    yield "max-characters-in-more-bytes", lambda world: wide(world, limit, over=True)


def special_texts() -> Iterator[tuple[str, Make]]:
    """Texts with characters that mean something in a form, in multipart, in JSON or in SQL."""
    for name, text in SPECIAL.items():
        yield name, lambda world, text=text: f"{world.run.name()} {text}"  # type: ignore[misc]


def odd_texts() -> Iterator[tuple[str, Make]]:
    """Texts of which the document says nothing."""
    yield "trailing-blank", lambda world: world.run.name() + " "
    yield "nul", lambda world: world.run.name() + "\0x"
    yield "newline", lambda world: world.run.name() + "\nx"
    yield "not-utf8", lambda world: world.run.name() + "\udcff"


def filled(world: World, length: int) -> str:
    """An ASCII text of just that length."""
    text = world.run.name()
    return (text + "-" + "x" * length)[:length]


def wide(world: World, limit: int, *, over: bool) -> str:
    """At most `limit` bytes, ending on a wide character, or at most `limit` characters of more bytes."""
    text = world.run.name()
    if over:
        return text + WIDE * (limit - len(text))
    room = limit - len(text)
    return text + "x" * (room % 3) + WIDE * (room // 3)
