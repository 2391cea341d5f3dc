"""Which checks there are, and which of them came to an end: what passed for want of a check proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass
class Checks:
    """Of one run: each check that was collected with its requirements, and those that were made to their end.

    `complete`: all modules of the suite were collected. A check that was blocked, or can't be made on this device, did
    not come to its end.
    """

    requirements: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    complete: bool = False

    def all_ended(self, wanted: Callable[[str], bool]) -> bool:
        """Whether there are such checks, and all came to their end."""
        found = [check for check in self.requirements if wanted(check)]
        return self.complete and bool(found) and self.ended.issuperset(found)

    def of(self, requirement: str) -> Iterable[str]:
        """The checks that are for this requirement."""
        return [check for check, names in self.requirements.items() if requirement in names]
