"""Recorded values and those that stand for them on a live device: faceids that the camera gave."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from conformance.wire import Call


class Ids:
    """A map of recorded to live faceids."""

    def __init__(self) -> None:
        self._live: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._live)

    def learn(self, recorded: Any, live: Any) -> None:
        """Notes that a camera gave one id in the recording and gives another now."""
        if isinstance(recorded, str) and isinstance(live, str) and recorded != live:
            self._live[recorded] = live

    def call(self, call: Call) -> Call:
        """The call with live faceids."""
        if not self._live:
            return call
        return replace(call, fields=tuple((name, self._field(name, value)) for name, value in call.fields))

    def answer(self, value: Any) -> Any:
        """A recorded answer as it would be with the live faceids."""
        if not self._live:
            return value
        if isinstance(value, dict):
            return {key: self._member(key, item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.answer(item) for item in value]
        return value

    def _member(self, key: str, item: Any) -> Any:
        if key == "faceid" and isinstance(item, str):
            return self._live.get(item, item)
        if key in _LISTS and isinstance(item, list):
            return [self._live.get(each, each) if isinstance(each, str) else self.answer(each) for each in item]
        return self.answer(item)

    def _field(self, name: str, value: str) -> str:
        if name == "faceid":
            return self._live.get(value, value)
        entries = faceids_in(name, value)
        if not any(each in self._live for each in entries):
            return value
        return json.dumps([self._live.get(each, each) for each in entries], ensure_ascii=False)


_LISTS = ("success_list", "failed_list", "not_exist_list", "faceid_list")


def faceids_in(name: str, value: str) -> list[str]:
    """The faceids that a field of a request names."""
    if name == "faceid":
        return [value] if value else []
    if name != "faceid_list":
        return []
    try:
        entries = json.loads(value)
    except (ValueError, RecursionError):
        return []
    return entries if isinstance(entries, list) and all(isinstance(each, str) for each in entries) else []
