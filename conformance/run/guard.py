"""What a run may send to a camera, and how fast."""

from __future__ import annotations

import time
from dataclasses import dataclass

from conformance.run.outcomes import Untested
from conformance.spec import Spec
from conformance.wire import Call

# The parameters that carry a group's name.
_NAMING = ("name", "old_name", "group_name", "new_group_name")


@dataclass
class Guard:
    """Holds a run to what was asked for: `read_only`, `keep_defaults`, operations declared `absent`, and `rate`, the
    most requests a second (0: any number).
    """

    spec: Spec
    read_only: bool = False
    keep_defaults: bool = False
    absent: frozenset[str] = frozenset()
    rate: float = 0.0
    _next: float = 0.0

    def admit(self, call: Call) -> None:
        """Waits for a call's turn. Raises Untested for one that must not be sent."""
        operation = self.spec.operations.get(call.operation)
        if operation is None:
            return
        if call.operation in self.absent:
            raise Untested(f"the profile declares {call.operation} absent")
        if self.read_only and operation.effect == "write":
            raise Untested("not made: a read-only run sends only the get operations")
        if self.keep_defaults and self._changes_defaults(call):
            raise Untested("not made: the default groups and the migration condition are to be left alone")
        self._wait()

    def _changes_defaults(self, call: Call) -> bool:
        """Whether a writing call names a default group, be it one that must be refused: a bad camera may do it."""
        if call.operation == "updateMigration":
            return True
        if self.spec.operations[call.operation].effect != "write":
            return False
        named = (call.value_of(parameter) or "" for parameter in _NAMING)
        return any(name.strip().lower() in self.spec.device.default_groups for name in named)

    def _wait(self) -> None:
        if not self.rate:
            return
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now))
        self._next = max(now, self._next) + 1 / self.rate
