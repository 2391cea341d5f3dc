"""How long a text is: bytes or characters, by a reading (facts 7 points 17, 43)."""

from __future__ import annotations

from conformance.emulator.readings import Readings
from conformance.spec import Kind


def too_long(text: str, kind: Kind, readings: Readings, reading: str) -> bool:
    """Whether a text exceeds the kind's limit; `reading` names the one that tells the unit."""
    length = len(text) if readings[reading] == "characters" else len(text.encode())
    return kind.max_length is not None and length > kind.max_length
