"""Reads exchanges back from a cassette."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from conformance.cassette.format import Line


def read_exchanges(path: Path, numbers: Collection[int]) -> dict[int, Line]:
    """The lines of the exchanges with these numbers. A torn last line is passed over."""
    wanted, found = set(numbers), {}
    with path.open("rb") as file:
        for raw in file:
            if raw.startswith(b'{"kind":"exchange"') and raw.endswith(b"\n"):
                line = json.loads(raw)
                if line["n"] in wanted:
                    found[line["n"]] = line
    return found
