"""What the judge says of an exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Finding = Literal["kept", "violated", "observed"]


@dataclass(frozen=True)
class Judgement:
    """One requirement, judged by one or more exchanges.

    `kept` means that a violating answer was possible and did not come. `reason` is a sentence for the report.
    """

    requirement: str
    finding: Finding
    reason: str
    exchanges: tuple[int, ...]
    expected: str = ""
    actual: str = ""


def kept(requirement: str, reason: str, *exchanges: int) -> Judgement:
    """The device did as required."""
    return Judgement(requirement, "kept", reason, exchanges)


def violated(requirement: str, expected: str, actual: str, *exchanges: int) -> Judgement:
    """The device did otherwise."""
    return Judgement(requirement, "violated", f"expected {expected}, but {actual}", exchanges, expected, actual)
