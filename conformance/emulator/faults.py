"""What can befall a camera. A test rig sets a fault; the camera's own rules and code book make an answer of it."""

from __future__ import annotations

from conformance.emulator.refusal import Refused
from conformance.spec import CodeBook, Operation

NOT_ACTIVATED = "not-activated"
INTERNAL = "internal-failure"
STORAGE = "storage-gone"
BUSY = "library-busy"
STRANGER_LOST = "stranger-lost"

FAULTS = (NOT_ACTIVATED, INTERNAL, STORAGE, BUSY, STRANGER_LOST)


def check_activated(faults: set[str]) -> None:
    """A camera that is not activated answers nothing else, signed or not. Raises Refused."""
    if NOT_ACTIVATED in faults:
        raise Refused(NOT_ACTIVATED)


def check_working(faults: set[str], operation: Operation, book: CodeBook) -> None:
    """Raises Refused for a fault that concerns the operation: internal failure, then storage, then busy."""
    if not faults:
        return
    for fault in (INTERNAL, STORAGE):
        if fault in faults:
            raise Refused(fault)
    # Only the operations that list a code of their own for it can be kept waiting (facts 1.2).
    if BUSY in faults and book.causes[BUSY].codes[0] in operation.codes:
        raise Refused(BUSY)
