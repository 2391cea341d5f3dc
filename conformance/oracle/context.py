"""One exchange in its context: what the rules of an operation look at and change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle.arguments import Arguments
from conformance.oracle.judgement import Judgement, kept, violated
from conformance.oracle.known import UNKNOWN, Event, State
from conformance.oracle.readings import Readings
from conformance.spec import Operation, Spec
from conformance.wire import Exchange

# What a write that was carried out promises; a surprise about an object that it was about breaks this.
EFFECTS = {
    "createGroup": "createGroup.effect.listed",
    "updateGroup": "updateGroup.effect.updated",
    "updateMigration": "updateMigration.effect.reported",
    "deleteGroup": "deleteGroup.effect.gone",
    "addFaceInfoItem": "addFaceInfoItem.effect.listed",
    "removeFaceInfoItem": "removeFaceInfoItem.effect.gone",
    "addFace": "addFace.effect.readable",
    "deleteFace": "deleteFace.effect.gone",
    "updateFace": "updateFace.effect.updated",
}


@dataclass
class Context:
    """An exchange, its arguments, and what is known."""

    exchange: Exchange
    operation: Operation
    arguments: Arguments
    state: State
    readings: Readings
    spec: Spec
    said: set[str] = dataclasses.field(default_factory=set)

    @property
    def number(self) -> int:
        """The exchange's number."""
        return self.exchange.number

    @property
    def data(self) -> Mapping[str, Any]:
        """The answer's data."""
        return self.exchange.data

    def holds(self, requirement: str, condition: bool, expected: str, actual: str) -> Judgement:
        """Judges a requirement by a condition on the answer."""
        if condition:
            return kept(requirement, f"as expected: {expected}", self.number)
        return violated(requirement, expected, actual, self.number)

    def each_holds(self, requirement: str, condition: bool, expected: str, actual: str) -> Iterator[Judgement]:
        """The same of one record of many: that it was kept, is said once for all of them."""
        if not condition or requirement not in self.said:
            self.said.add(requirement)
            yield self.holds(requirement, condition, expected, actual)

    def group_name(self, parameter: str) -> str | None:
        """The group that a parameter means."""
        name = self.arguments.text(parameter)
        return None if name is None else self.state.resolve(name)

    def compare(self, key: str, since: int, known: Mapping[str, Any], shown: Mapping[str, Any]) -> Iterator[Judgement]:
        """Holds what is shown of an object against what is known of it, field by field."""
        same = True
        for field, value in known.items():
            if value is not UNKNOWN and value != shown.get(field):
                same = False
                yield self.surprise(key, since, field, value, shown.get(field))
        if not same:
            return
        writes = {field: self.state.responsible(since, key, field) for field in known}
        told = {_blamed(event, key, field): event for field, event in writes.items() if event is not None}
        for requirement, event in told.items():
            yield kept(requirement, f"{key.replace(':', ' ', 1)} is as expected", event.number, self.number)
        if not told:
            yield kept(f"{self.operation.name}.values.stored", "what is shown is what is known", self.number)

    def surprise(self, key: str, since: int, field: str, expected: Any, actual: Any) -> Judgement:
        """What is shown of an object differs from what is known: blames the write that it is due to, or this read."""
        event = self.state.responsible(since, key, field)
        requirement, numbers = f"{self.operation.name}.values.stored", [self.number]
        if event is not None:
            requirement = _blamed(event, key, field)
            numbers = [event.number, self.number]
        what = f"{key.replace(':', ' ', 1)}: {field}"
        return violated(requirement, f"{what} to be {_shown(expected)}", f"it is {_shown(actual)}", *numbers)

    def observe(self, name: str, value: str) -> Iterator[Judgement]:
        """Enters a reading that this exchange shows."""
        return self.readings.observe(name, value, self.number)


def _blamed(event: Event, key: str, field: str) -> str:
    """The requirement that a write broke if this field of this object is not as it should be."""
    operation = event.operation
    if not event.succeeded:
        return f"{operation}.refused.changes-nothing"
    if key not in event.keys:
        return f"{operation}.effect.others-kept"
    if field == "count" and operation in ("addFace", "deleteFace", "updateFace"):
        return "getGroupList.count.follows"
    if field == "presence" and operation == "addFace":
        return "addFace.effect.listed"
    if operation == "updateGroup" and not key.startswith("group:"):
        return "updateGroup.records.kept"
    if operation == "updateFace" and field == "group_name":
        return "updateFace.new_group_name.moves"
    if operation == "updateFace" and field and field not in event.mentioned:
        return "updateFace.unmentioned.kept"
    return EFFECTS[operation]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
