"""A recorded and a live answer, field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.cassette.format import Line
from conformance.wire import Exchange, NotJson

VOLATILE = ("message", "arrive_count", "arrive_time")
"""Answer fields that people walking by change, and a text for people that the document does not fix."""


@dataclass(frozen=True)
class Difference:
    """One field that is not as it was; `path` leads into the answer, such as `data.faceid_list[0].age`."""

    path: str
    recorded: Any
    live: Any

    def __str__(self) -> str:
        return f"{self.path} was {_shown(self.recorded)} and is {_shown(self.live)}"


class Absent:
    """Stands for a field that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


def differences(recorded: Line, answer: Any, live: Exchange, volatile: Collection[str]) -> Iterator[Difference]:
    """How a live exchange differs from the recorded one; `answer` is the recorded JSON, its ids mapped."""
    if live.fault is not None or "fault" in recorded:
        was = recorded["fault"]["kind"] if "fault" in recorded else "an answer"
        now = live.fault.kind if live.fault is not None else "an answer"
        if was != now:
            yield Difference("what came", was, now)
        return
    assert live.response is not None
    response = recorded["response"]
    if response["status"] != live.response.status:
        yield Difference("the HTTP status", response["status"], live.response.status)
    parsed = live.response.parsed
    if "json" in response and not isinstance(parsed, NotJson):
        yield from _compared("", answer, parsed, frozenset(volatile))
    elif "json" in response or not isinstance(parsed, NotJson):
        kinds = ("JSON", "no JSON") if "json" in response else ("no JSON", "JSON")
        yield Difference("the body", *kinds)


def only_groups(answer: Any, names: set[str]) -> Any:
    """A list of groups with these alone, and counted so."""
    data = answer.get("data") if isinstance(answer, dict) else None
    groups = data.get("face_group") if isinstance(data, dict) else None
    if not isinstance(groups, list) or not isinstance(data, dict):
        return answer
    kept = [each for each in groups if not isinstance(each, dict) or each.get("name") in names]
    num = data.get("num")
    counted = {"num": num - (len(groups) - len(kept))} if isinstance(num, int) else {}
    return {**answer, "data": {**data, "face_group": kept, **counted}}


def _compared(path: str, recorded: Any, live: Any, volatile: frozenset[str]) -> Iterator[Difference]:
    if isinstance(recorded, Mapping) and isinstance(live, Mapping):
        for name in [*recorded, *(name for name in live if name not in recorded)]:
            if name not in volatile:
                below = f"{path}.{name}" if path else str(name)
                yield from _compared(below, recorded.get(name, ABSENT), live.get(name, ABSENT), volatile)
    elif isinstance(recorded, list) and isinstance(live, list):
        if len(recorded) != len(live):
            yield Difference(f"the length of {path}", len(recorded), len(live))
        for number, (was, now) in enumerate(zip(recorded, live, strict=False)):
            yield from _compared(f"{path}[{number}]", was, now, volatile)
    elif type(recorded) is not type(live) or recorded != live:
        yield Difference(path or "the answer", recorded, live)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
