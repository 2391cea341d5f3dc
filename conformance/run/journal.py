"""What a run is about to change, on disk before it is sent, so that a killed run can be undone."""

from __future__ import annotations

import json
import os
from pathlib import Path

from conformance.spec import load_spec
from conformance.wire import Call


class Journal:
    """Appends one line for each writing call: {"operation", "fields": {name: value}}. One write a line."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def about_to(self, call: Call) -> None:
        """Called before a call is sent; reading calls leave no line."""
        operation = load_spec().operations.get(call.operation)
        if operation is not None and operation.effect == "write":
            line = {"operation": call.operation, "fields": dict(call.fields)}
            os.write(self._file, (json.dumps(line) + "\n").encode("ascii"))

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)
