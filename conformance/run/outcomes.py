"""How a check can end without a verdict of its own."""

from __future__ import annotations


class UsageError(Exception):
    """An option that can't be used; the message names it and says what to do."""


class NotMade(Exception):  # noqa: N818 - a check or a call that was not made, for one of the two reasons below
    """What clearing up has to bear: an operation may be absent, held back, or not answer."""


class Blocked(NotMade):
    """A precondition failed, so the requirement can't be judged. Never the device's fault and never a pass."""


class Untested(NotMade):
    """The check can't be made on this device, for a permitted reason."""


class Violation(AssertionError):  # noqa: N818 - the word of the report
    """A requirement was violated; it stands in the ledger already."""
