"""How a rule refuses: by cause. The code book turns the cause into the code of the operation."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is an answer, no error
    """A request that the camera refuses.

    `cause` is one of the code book. `code` is set only where an open point names the code itself
    (getFace.unknown = code-2). `detail` is for the log: no answer tells it (facts 7 point 8). `partly`: what could be
    done was done, as some readings have it, and stays.
    """

    def __init__(self, cause: str, detail: str = "", code: int | None = None, *, partly: bool = False) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause = cause
        self.detail = detail
        self.code = code
        self.partly = partly


def bad_parameter(detail: str) -> Refused:
    """The refusal of a parameter that is missing or has no allowed form."""
    return Refused("bad-parameter", detail)


def by_reading(value: str, cause: str) -> Refused:
    """The refusal that a reading such as `code-207` names by its code."""
    return Refused(cause, f"as the reading says: {value}", code=int(value.removeprefix("code-")))
