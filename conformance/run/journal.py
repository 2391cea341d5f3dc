"""What a run is about to change, on disk before it is sent, so that a killed run can be undone."""

from __future__ import annotations

import errno
import json
import os
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.run.outcomes import Blocked
from conformance.run.own import is_own_faceid
from conformance.spec import load_spec
from conformance.wire import Call


class Journal:
    """Appends a line for each writing call: {"operation", "fields": {name: value}}. One write a line.

    The first line names the run: {"run": prefix}. What is going to be changed of things that the run did not make
    stands there with the call that puts it back: {"restore": {"operation", "fields"}}; a group whose name lacks the
    prefix as {"made": name}. A run that cleared up after
    itself says {"finished": true}. `faceids` are those of the records that were added, by group.
    """

    def __init__(self, path: Path, prefix: str) -> None:
        self.faceids: defaultdict[str, list[str]] = defaultdict(list)
        self._prefix = prefix
        self._made: set[str] = set()
        self._originals: list[tuple[str, dict[str, str]]] = []
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._write({"run": prefix})

    def about_to(self, call: Call) -> None:
        """Called before a call is sent; reading calls leave no line. Raises Blocked: nothing is changed unnoted.

        What takes back a change that stands there is sent even where the disk is full: the camera is left as it was.
        """
        operation = load_spec().operations.get(call.operation)
        if operation is None or operation.effect != "write":
            return
        fields = dict(call.fields)
        try:
            self._write({"operation": call.operation, "fields": fields})
        except Blocked:
            if not self._takes_back(call.operation, fields):
                raise
        if "faceid" in fields and call.files:
            self.faceids[fields.get("group_name", "")].append(fields["faceid"])

    def original(self, call: Call) -> None:
        """The call that puts back what is about to be changed. Raises Blocked."""
        self._write({"restore": {"operation": call.operation, "fields": dict(call.fields)}})
        self._originals.append((call.operation, dict(call.fields)))

    def made(self, group: str) -> None:
        """A group whose name does not tell that it was made is going to be. Raises Blocked."""
        self._write({"made": group})
        self._made.add(group)

    def finished(self) -> None:
        """The run has cleared up after itself."""
        self._write({"finished": True})

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)

    def _takes_back(self, operation: str, fields: Mapping[str, str]) -> bool:
        """Whether a call deletes what the run made, or is one that puts back what it changed."""
        if operation in ("deleteGroup", "deleteFace"):
            group = fields.get("name" if operation == "deleteGroup" else "group_name", "")
            ids = re.findall(r"\d+", fields.get("faceid_list", ""))
            are_own = bool(ids) and all(is_own_faceid(self._prefix, each) for each in ids)
            return are_own or group in self._made or group.lstrip().startswith(self._prefix)
        return (operation, dict(fields)) in self._originals

    def _write(self, line: Mapping[str, Any]) -> None:
        data = (json.dumps(line) + "\n").encode("ascii")
        before = os.fstat(self._file).st_size
        try:
            if os.write(self._file, data) < len(data):
                os.ftruncate(self._file, before)  # half a line would spoil the next one
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise Blocked(
                f"the journal can't be written ({error.strerror}), and nothing is changed without it"
            ) from error
