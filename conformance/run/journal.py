"""What a run is about to change, on disk before it is sent, so that a killed run can be undone."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

from conformance.run.outcomes import Blocked
from conformance.spec import load_spec
from conformance.wire import Call


class Journal:
    """Appends one line for each writing call: {"operation", "fields": {name: value}}. One write a line.

    `faceids` are those of the records that were added, by group.
    """

    def __init__(self, path: Path) -> None:
        self.faceids: defaultdict[str, list[str]] = defaultdict(list)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def about_to(self, call: Call) -> None:
        """Called before a call is sent; reading calls leave no line. Raises Blocked: nothing is changed unnoted."""
        operation = load_spec().operations.get(call.operation)
        if operation is None or operation.effect != "write":
            return
        fields = dict(call.fields)
        line = json.dumps({"operation": call.operation, "fields": fields}) + "\n"
        try:
            os.write(self._file, line.encode("ascii"))
        except OSError as error:
            raise Blocked(
                f"the journal can't be written ({error.strerror}), and nothing is changed without it"
            ) from error
        if "faceid" in fields and call.files:
            self.faceids[fields.get("group_name", "")].append(fields["faceid"])

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)
