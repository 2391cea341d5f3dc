"""A raw server that keeps what arrives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "wire"))

from raw_server import OK, RawServer, answering

from conformance.wire import sign


@pytest.fixture(scope="session")
def raw_camera() -> Iterator[RawServer]:
    """Answers code 0 to everything; `is_signed` tells whether fields carry the right sign."""
    with answering(OK) as server:
        server.is_signed = lambda fields: dict(fields)["sign"] == sign(fields, "12345678")  # type: ignore[attr-defined]
        yield server
