"""Lists: JSON text in one form field, with a `num` beside it (facts 7 points 5, 41, 67)."""

from __future__ import annotations

import json

from conformance.emulator.form import without_nul
from conformance.emulator.refusal import bad_parameter


def strings(text: str) -> list[str]:
    """The strings of a JSON array, at least one. Raises Refused (bad-parameter)."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise bad_parameter(f"no JSON: {error}") from error
    if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
        raise bad_parameter("no JSON array of strings")
    return [stored(item) for item in items]


def one_or_more(text: str, plain: str) -> list[str]:
    """The same, or one name that stands by itself, by the reading `plain`. Raises Refused (bad-parameter)."""
    if plain == "accepted" and not text.startswith(("[", "{")):
        return [stored(text)]
    return strings(text)


def stored(item: str) -> str:
    """The item, if it is a text that can be stored: no NUL and no half of a surrogate pair. Raises Refused."""
    try:
        item.encode()
    except UnicodeEncodeError as error:
        raise bad_parameter("a lone surrogate") from error
    return without_nul(item)


def counted(items: list[str], num: int, mismatch: str) -> list[str]:
    """The items that count if `num` differs from their number, by the reading `mismatch`. Raises Refused."""
    if num == len(items) or mismatch == "list-counts":
        return items
    if mismatch == "refused" or num < 1:
        raise bad_parameter(f"num is {num} for {len(items)} items")
    return items[:num]
