"""One thing that is not in the later run as it was in the earlier one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["run", "verdict", "waivers", "codes", "fields", "readings", "limits", "order", "latency"]
KINDS: dict[Kind, str] = {
    "run": "The run as a whole",
    "verdict": "Verdicts",
    "waivers": "Waivers",
    "codes": "Return codes",
    "fields": "Fields of answers",
    "readings": "Readings of open points",
    "limits": "Limits found",
    "order": "Order",
    "latency": "Latency",
}
"""Each kind with its heading, in the order in which they are shown."""


@dataclass(frozen=True)
class Difference:
    """`before` and `after` are words that a person reads; `detail` says more, or is empty.

    `operation` is empty where it is about all of them. A `regression` is worse than it was, whatever the document
    allows; everything else only changed.
    """

    kind: Kind
    operation: str
    what: str
    before: str
    after: str
    regression: bool = False
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it stands in the JSON report."""
        return asdict(self)
