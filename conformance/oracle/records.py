"""The records that are known to exist, found by group, by picture and by number without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.oracle.known import KnownRecord, Maybe


class Records:
    """The known records by their faceids.

    A group may hold tens of thousands, and every addFace asks who has this face, this number: each answer has to
    cost the same however many there are.
    """

    def __init__(self) -> None:
        self._all: dict[str, KnownRecord] = {}
        self._by_group: dict[Maybe, dict[str, KnownRecord]] = {}
        self._by_picture: dict[Maybe, dict[str, KnownRecord]] = {}
        self._by_number: dict[str, set[str]] = {}

    def __getitem__(self, faceid: str) -> KnownRecord:
        return self._all[faceid]

    def __contains__(self, faceid: object) -> bool:
        return faceid in self._all

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def get(self, faceid: str) -> KnownRecord | None:
        """The record with this faceid."""
        return self._all.get(faceid)

    def values(self) -> Iterable[KnownRecord]:
        """All of them."""
        return self._all.values()

    def add(self, record: KnownRecord) -> KnownRecord:
        """A record more, or another one in place of that with its faceid."""
        self.pop(record.faceid)
        self._all[record.faceid] = record
        self._by_group.setdefault(record.group, {})[record.faceid] = record
        self._by_picture.setdefault(record.picture, {})[record.faceid] = record
        self._by_number.setdefault(_number(record.faceid), set()).add(record.faceid)
        return record

    def pop(self, faceid: str) -> KnownRecord | None:
        """Takes a record out, if there is one."""
        record = self._all.pop(faceid, None)
        if record is not None:
            _take_out(self._by_group, record.group, faceid)
            _take_out(self._by_picture, record.picture, faceid)
            self._by_number[_number(faceid)].discard(faceid)
        return record

    def clear(self) -> None:
        """Takes all of them out."""
        for index in (self._all, self._by_group, self._by_picture, self._by_number):
            index.clear()

    def regroup(self, record: KnownRecord, group: Maybe) -> None:
        """Another group for a record, also for one that is not in here yet."""
        if self._all.get(record.faceid) is record:
            _take_out(self._by_group, record.group, record.faceid)
            self._by_group.setdefault(group, {})[record.faceid] = record
        record.group = group

    def repicture(self, record: KnownRecord, picture: Maybe) -> None:
        """Another picture (SHA-256) for a record, also for one that is not in here yet."""
        if self._all.get(record.faceid) is record:
            _take_out(self._by_picture, record.picture, record.faceid)
            self._by_picture.setdefault(picture, {})[record.faceid] = record
        record.picture = picture

    def of_group(self, name: str) -> list[KnownRecord]:
        """The records that are known to be in a group."""
        return list(self._by_group.get(name, {}).values())

    def of_picture(self, picture: Maybe) -> list[KnownRecord]:
        """The records that are known to have a picture (SHA-256)."""
        return list(self._by_picture.get(picture, {}).values())

    def has_picture(self, picture: Maybe, other_than: str | None = None) -> bool:
        """Whether a record, other than that with this faceid, is known to have a picture (SHA-256)."""
        held = self._by_picture.get(picture, {})
        return len(held) > (other_than in held)

    def same_number(self, faceid: str) -> bool:
        """Whether another faceid is the same number but for leading zeros (point 55)."""
        return any(same_number(each, faceid) for each in self._by_number.get(_number(faceid), ()))


def same_number(one: str, other: str) -> bool:
    """Whether two different faceids are the same number but for leading zeros (point 55)."""
    return one != other and one.isdecimal() and other.isdecimal() and _number(one) == _number(other)


def _number(faceid: str) -> str:
    return faceid.lstrip("0")


def _take_out(index: dict[Maybe, dict[str, KnownRecord]], key: Maybe, faceid: str) -> None:
    held = index[key]
    held.pop(faceid, None)
    if not held:
        del index[key]
