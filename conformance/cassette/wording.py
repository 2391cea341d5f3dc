"""In what two requests differ, as a sentence that can be read however long their values are."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from conformance.cassette.format import Line

MOST_SHOWN = 80
"""Characters of a value; of a longer one those are shown where it begins to differ."""
_BEFORE = 20


def in_words(differences: Iterable[Line], most: int) -> str:
    """The first differences, of those that `meaning.differences` tells: `name was 'a' and is 'b'; ...`."""
    return "; ".join(
        f"{each['field']} was {_shown(each['recorded'], each['sent'])} and is {_shown(each['sent'], each['recorded'])}"
        for each in islice(differences, most)
    )


def _shown(value: str | None, other: str | None) -> str:
    if value is None or len(value) <= MOST_SHOWN:
        return repr(value)
    pairs = zip(value, other or "", strict=False)
    same = next(
        (place for place, (one, another) in enumerate(pairs) if one != another), min(len(value), len(other or ""))
    )
    start = max(0, min(same - _BEFORE, len(value) - MOST_SHOWN))
    end = start + MOST_SHOWN
    before, after = "..." if start else "", "..." if end < len(value) else ""
    return f"{before}{value[start:end]!r}{after} ({len(value)} characters)"
