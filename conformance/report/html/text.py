"""Text of a camera on a page: nothing in it is markup, moves the reader's eye, or can't be written."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from conformance.cassette.show import printable

LONGEST = 1000
"""Characters of a sentence that quotes a camera; results.json has all of it."""


def shown(value: Any) -> Any:
    """What the template prints: control characters, half surrogates and turned directions as escapes."""
    return _shortened(printable(value)) if type(value) is str else value


def lines(text: str) -> Markup:
    """Text of several lines, the same way, each line kept."""
    return Markup("\n").join(escape(printable(each)) for each in text.split("\n"))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"
