"""Reasons to refuse a request: what the document demands, and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An open point that the outcome of a request decides: `refused` and `accepted` are values of the reading."""

    reading: str
    refused: str
    accepted: str


@dataclass(frozen=True)
class Reason:
    """Why a device could refuse.

    With a `requirement` it must: accepting violates it. Without one it may: the point is open, decided by a `choice`
    or by nothing. `cause` is what the refusal's code stands for, empty where that is nobody's to say.
    """

    why: str
    cause: str
    requirement: str = ""
    choice: Choice | None = None

    @property
    def binding(self) -> bool:
        """Whether the document demands the refusal."""
        return bool(self.requirement)


def must(requirement: str, why: str, cause: str) -> Reason:
    """The document demands a refusal."""
    return Reason(why, cause, requirement)


def may(why: str, cause: str = "", choice: Choice | None = None) -> Reason:
    """The document leaves it open."""
    return Reason(why, cause, "", choice)
