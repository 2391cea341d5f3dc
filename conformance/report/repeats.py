"""How often something failed when its check was made again, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.run.attempts import Rate

_KINDS = {
    "always": "fails every time, also from a fresh state",
    "sometimes": "fails sometimes: not every repetition showed it",
    "needs-state": "shows only after what happened before it",
}


def repeats_words(finding: Mapping[str, Any]) -> str:
    """`fails always (3 of 3 attempts)`, of a finding of results.json; those of older runs have no numbers."""
    return rate_words(Rate(**finding["attempts"])) if "attempts" in finding else _KINDS[finding["repeats"]]


def rate_words(rate: Rate) -> str:
    """The same of the numbers alone."""
    made, failed = rate.made, rate.failed
    if made == 1:
        return "was seen once and not repeated"
    match rate.repeats:
        case "always":
            return f"fails always ({failed} of {made} attempts)"
        case "needs-state":
            return f"needs state ({failed} of {failed} attempts as the camera was, 0 of {rate.fresh_made} afresh)"
        case _:
            return f"fails sometimes ({failed} of {made} attempts)"
