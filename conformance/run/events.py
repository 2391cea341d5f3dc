"""Events of a run for its cassette: what is known beyond the exchanges."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from conformance.oracle.judgement import Judgement

Note = Callable[[Mapping[str, Any]], None]
"""Takes an event: what a run knew beyond its exchanges, so that whoever judges them again knows it too."""

LARGE = 2000
"""Characters. Compared values that are longer stand in the cassette as digests."""


def told(judgement: Judgement) -> dict[str, Any]:
    """A judgement as it stands in an event."""
    return {
        "requirement": judgement.requirement,
        "finding": judgement.finding,
        "exchanges": list(judgement.exchanges),
        "reason": judgement.reason,
        **({"expected": judgement.expected, "actual": judgement.actual} if judgement.expected else {}),
    }


def compared_values(values: Sequence[Any], equal: bool) -> dict[str, Any]:
    """Two values for an event, if JSON can tell them apart or not as Python does."""
    try:
        texts = [json.dumps(value, sort_keys=True) for value in values]
    except (TypeError, ValueError):
        return {}
    if len(texts) != 2 or (texts[0] == texts[1]) != equal:
        return {}
    if max(map(len, texts)) <= LARGE:
        return {"json": list(values)}
    return {"digests": [sha256(text.encode("ascii")).hexdigest() for text in texts]}
