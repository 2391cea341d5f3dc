"""What is known of a camera's state. What was never observed is unknown, not absent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from conformance.oracle.arguments import shape_of
from conformance.oracle.records import Records
from conformance.spec.faceid import UNSIGNED_END


class Unknown:
    """Stands for a value that was never observed; equal to nothing."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown()
Maybe = Any
"""A value, or UNKNOWN."""


def is_known(value: Maybe) -> bool:
    """Whether a value was observed or follows from what was."""
    return value is not UNKNOWN


@dataclass(frozen=True)
class Doubt:
    """A refused call that may have been carried out in part, by `reading`; whether nothing else was a reason to refuse
    it (`alone`), the attributes before it and those that it names.
    """

    reading: str
    alone: bool
    before: frozenset[str]
    names: frozenset[str]


@dataclass
class KnownGroup:
    """A group that exists. `complete`: every record of it is in the state."""

    name: str
    capacity: Maybe = UNKNOWN
    description: Maybe = UNKNOWN
    attributes: Maybe = UNKNOWN
    count: Maybe = UNKNOWN
    complete: bool = False
    attributes_since: int = 0
    in_doubt: Doubt | None = None
    since: int = 0
    """The exchange by which all this was last confirmed."""


@dataclass
class KnownRecord:
    """A record that exists. `Records.regroup` and `Records.repicture` give it another group or picture.

    `age` and `gender` are None where they were never given. `attributes` are the values that were given and kept,
    None for one that was given and must not be kept; `shown` is what an answer showed last of what the device
    chooses itself. `searched`: a search by picture found it since, which may count as an arrival (point 102).
    """

    faceid: str
    group: Maybe = UNKNOWN
    age: Maybe = UNKNOWN
    gender: Maybe = UNKNOWN
    attributes: dict[str, str | None] = field(default_factory=dict)
    picture: Maybe = UNKNOWN
    shown: dict[str, Any] = field(default_factory=dict)
    searched: bool = False
    arrivals: Maybe = UNKNOWN
    since: int = 0


@dataclass(frozen=True)
class Event:
    """A writing exchange, for finding out later what a surprise is due to."""

    number: int
    operation: str
    succeeded: bool
    keys: frozenset[str]
    mentioned: frozenset[str] = frozenset()


class State:
    """Groups, records, the migration condition, and what happened to them."""

    def __init__(self, defaults: tuple[str, ...], *, quiet: bool = False, foreign: bool = False) -> None:
        self.defaults = defaults
        self.quiet = quiet
        self.foreign = foreign
        self.groups: dict[str, KnownGroup] = {}
        self.all_groups = False
        self.records = Records()
        self.gone: set[str] = set()
        self.never: set[str] = set()
        self.migration: Maybe = UNKNOWN
        self.migration_since = 0
        self.listed_since = 0
        self.trouble: set[str] = set()
        self.overlapping = False
        self.unsettled_until = 0.0
        self.accepted_pictures: set[str] = set()
        self.faces: dict[str, str] = {}
        self.former_pictures: dict[str, str] = {}
        self._formerly: dict[str, set[str]] = {}
        self.lists_without_arrivals = False
        self.spellings: set[str] = set()
        self.deleted_groups: dict[str, int] = {}
        self.used_randoms: set[int] = set()
        self._about: dict[str, Event] = {}
        self._given: dict[tuple[str, str], Event] = {}
        self._last: Event | None = None

    def resolve(self, name: str) -> str:
        """The group that a name means: itself, or the one there is whose name differs in case or blanks at the end."""
        if name in self.groups:
            return name
        meant = name.rstrip().lower()
        return next((known for known in self.groups if known.rstrip().lower() == meant), name)

    def group(self, name: str) -> KnownGroup | None:
        """A group that exists for certain."""
        return self.groups.get(name)

    def group_is_missing(self, name: str) -> bool:
        """Whether there is certainly no such group."""
        return self.all_groups and name not in self.groups

    def record(self, faceid: str) -> KnownRecord | None:
        """A record that exists for certain."""
        return self.records.get(faceid)

    def record_is_missing(self, faceid: str) -> bool:
        """Whether there is certainly no such record. No record has a faceid of more than 64 bits (s:420)."""
        return faceid not in self.records and (
            faceid in self.gone
            or (shape_of(faceid) == "integer" and int(faceid) >= UNSIGNED_END)
            or (self.all_groups and all(group.complete for group in self.groups.values()))
        )

    def records_of(self, name: str) -> list[KnownRecord]:
        """The records that are known to be in a group."""
        return self.records.of_group(name)

    def changes_by_itself(self, name: str) -> bool:
        """Whether people walking by may change a group: a default one (unless the camera stands in an empty room)."""
        return name in self.defaults and not self.quiet

    def sees_arrivals(self, name: str) -> bool:
        """Whether records of a group may arrive at any time: a run's own show drawn people, a client's real ones."""
        return self.changes_by_itself(name) or (self.foreign and not self.quiet)

    def may_show(self, record: KnownRecord, picture: str) -> bool:
        """Whether a record's picture may be of the person that a picture (SHA-256) shows.

        It is the same picture, or was when it was last known, or somebody vouched that it is of the same face.
        """
        return (
            self._same_face(record.picture, picture)
            if is_known(record.picture)
            else self.may_have_shown(record.faceid, picture)
        )

    def may_have_shown(self, faceid: str, picture: str) -> bool:
        """Whether a record had a picture of this person when it was last known, if it still exists."""
        return self._same_face(self.former_pictures.get(faceid, ""), picture)

    def _same_face(self, one: str, other: str) -> bool:
        return self.faces.get(one, one) == self.faces.get(other, other)

    def has_other(self, faceid: str | None, picture: str) -> bool:
        """Whether another record than `faceid` is known to have this picture (SHA-256)."""
        return self.records.has_picture(picture, faceid)

    def may_have_other(self, faceid: str | None, picture: str) -> bool:
        """Whether another record than `faceid` may be of the person that this picture (SHA-256) shows."""
        face = self.faces.get(picture, picture)
        alike = [face, *(each for each, shown in self.faces.items() if shown == face)]
        if any(self.records.has_picture(each, faceid) for each in alike):
            return True
        former = {faceid for shown in alike for faceid in self._formerly.get(shown, ())} - {faceid}
        known = (self.records.get(each) for each in former)
        return any(record is not None and self.may_show(record, picture) for record in known)

    def add(self, record: KnownRecord) -> None:
        """A record came into being."""
        self.records.add(record)
        self.gone.discard(record.faceid)
        self._count(record.group, 1)

    def drop(self, faceid: str) -> None:
        """A record ceased to be."""
        record = self.records.pop(faceid)
        self.gone.add(faceid)
        if record is not None:
            self._count(record.group, -1)

    def move(self, record: KnownRecord, name: str) -> None:
        """A record went to another group."""
        self._count(record.group, -1)
        self.records.regroup(record, name)
        self._count(name, 1)

    def _count(self, name: Maybe, change: int) -> None:
        group = self.groups.get(name) if is_known(name) else None
        if group is not None and is_known(group.count):
            group.count += change

    def arrived(self, picture: str) -> None:
        """Somebody with this picture (SHA-256) arrives: what was shown of their arrivals is out of date, and a stranger
        may have become a regular (s:23).
        """
        for record in list(self.records.values()):
            if not is_known(record.picture) or record.picture == picture:
                record.arrivals = UNKNOWN
                for field in ("arrive_count", "arrive_time"):
                    record.shown.pop(field, None)
                if record.group in self.defaults:
                    self._may_have_moved(record)

    def _may_have_moved(self, record: KnownRecord) -> None:
        """A record of a default group may be in the other one by now."""
        self.records.regroup(record, UNKNOWN)
        for name in self.defaults:
            if name in self.groups:
                self.groups[name].count = UNKNOWN
                self.groups[name].complete = False

    def settle(self, at: float) -> None:
        """Called at the time of each exchange: while a write that got no answer may still be on its way, nothing that
        was learned since is sure.
        """
        if self.unsettled_until:
            self.forget()
            if at >= self.unsettled_until:
                self.unsettled_until = 0.0

    def remember_picture(self, faceid: str, picture: str) -> None:
        """A record had this picture (SHA-256) when it was last known."""
        self.former_pictures[faceid] = picture
        self._formerly.setdefault(picture, set()).add(faceid)

    def forget(self) -> None:
        """Whatever was known may have changed: an unanswered write, requests that overlapped, a reboot."""
        for each in self.records.values():
            if is_known(each.picture):
                self.remember_picture(each.faceid, each.picture)
        self.groups.clear()
        self.all_groups = False
        self.records.clear()
        self.gone.clear()
        self.migration = UNKNOWN
        self._about.clear()
        self._given.clear()
        self._last = None

    def happened(
        self, number: int, operation: str, succeeded: bool, keys: set[str], mentioned: set[str] | None = None
    ) -> None:
        """Notes a writing exchange, the objects (`group:NAME`, `record:FACEID`, `migration`) it was about, and the
        fields of theirs that it gave a value (`mentioned`).
        """
        self._last = Event(number, operation, succeeded, frozenset(keys), frozenset(mentioned or ()))
        for key in keys:
            self._about[key] = self._last
            for given in self._last.mentioned:
                self._given[key, given] = self._last

    def responsible(self, since: int, key: str, field: str = "") -> Event | None:
        """The writing exchange since `since` to which a surprise about an object is due: the last one that gave this
        field a value, else the last one that was about the object, else the last one at all; None if there was none,
        so that reading itself is to blame.
        """
        for event in (self._given.get((key, field)), self._about.get(key), self._last):
            if event is not None and event.number > since:
                return event
        return None
