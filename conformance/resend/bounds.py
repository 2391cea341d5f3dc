"""What a resent cassette may touch on a live camera: the groups that it makes itself, and their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from conformance.cassette.format import Line, data_of
from conformance.resend.calls import LeftOut
from conformance.resend.ids import faceids_in
from conformance.run.snapshot import State
from conformance.spec import load_spec
from conformance.wire import Call

GROUP_FIELDS = ("name", "old_name", "group_name", "new_group_name")
# What is written without naming a group may reach any.
_NEEDS_GROUP = {
    "updateGroup": "old_name",
    "deleteGroup": "name",
    "addFaceInfoItem": "group_name",
    "removeFaceInfoItem": "group_name",
    "addFace": "group_name",
    "deleteFace": "group_name",
    "updateFace": "group_name",
}


class Bounds:
    """Knows which groups and records were there before. `is_there` asks the camera for a record by its faceid."""

    def __init__(self, before: State, is_there: Callable[[str], bool]) -> None:
        self._foreign = {_plain(name) for name in before}
        self._is_there = is_there
        self._own_faceids: set[str] = set()
        self._foreign_faceids: set[str] = set()
        self._missing: set[str] = set()

    def admit(self, call: Call, line: Line) -> None:
        """Raises LeftOut for a call that names, may reach or found in its time what the cassette did not make."""
        operation = load_spec().operations[call.operation]
        for name in self.groups_of(call):
            if _plain(name) in self._foreign:
                raise LeftOut(f"it names the group {name!r}, which the cassette did not make")
        if self._missing.intersection([*self._faceids_of(call), _answered(line)]):
            raise LeftOut("it is about a record whose making was left out")
        if operation.effect != "write":
            return
        if call.operation == "updateMigration":
            raise LeftOut("it changes the migration condition, which is the camera's own")
        if call.operation in _NEEDS_GROUP and not call.value_of(_NEEDS_GROUP[call.operation]):
            raise LeftOut("it names no group, and so may reach any")
        for faceid in self._faceids_of(call):
            if self._is_foreign(faceid):
                raise LeftOut(f"the camera had a record {faceid} already, which the cassette did not make")

    def groups_of(self, call: Call) -> list[str]:
        """The groups that a call names."""
        return [value for name, value in call.fields if name in GROUP_FIELDS and value]

    def made(self, call: Call, answer: Mapping[str, Any]) -> None:
        """Notes what a call that was carried out made."""
        if call.operation == "addFace":
            self._own_faceids |= {str(answer.get("faceid")), *self._faceids_of(call)}

    def left_out(self, line: Line) -> None:
        """Notes what a recorded exchange that is not sent again would have made."""
        if line["request"]["operation"] == "addFace" and (faceid := _answered(line)):
            self._missing.add(faceid)

    def _faceids_of(self, call: Call) -> Iterable[str]:
        return [faceid for name, value in call.fields for faceid in faceids_in(name, value)]

    def _is_foreign(self, faceid: str) -> bool:
        if faceid in self._own_faceids or faceid in self._foreign_faceids:
            return faceid in self._foreign_faceids
        if self._is_there(faceid):
            self._foreign_faceids.add(faceid)
            return True
        return False


def _answered(line: Line) -> str:
    """The faceid in a recorded answer: of a record that was made or found; empty without one."""
    return str(data_of(line).get("faceid") or "")


def _plain(name: str) -> str:
    """A device may tell neither blanks around nor upper and lower case apart."""
    return name.strip().casefold()
