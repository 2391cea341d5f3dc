"""Arranges a camera for a check, and clears away afterwards what the check made."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from conformance.run.assertions import Assertion
from conformance.run.outcomes import Blocked, NotMade, Untested
from conformance.run.pictures import BAD, Picture, TooFewPictures
from conformance.run.rig import CAPABILITIES
from conformance.run.session import Run
from conformance.suite.things import Group, Record
from conformance.wire import Call, Exchange, FilePart

PAGE = 100
"""The largest page that may be asked for (s:764) keeps the number of requests small."""


def file_of(picture: Picture) -> FilePart:
    """A picture as the part of a multipart body."""
    return FilePart("pic", picture.filename, picture.content_type, picture.data)


def _is_readable(entry: Any) -> bool:
    """Whether an entry of the group list can be worked with; what is wrong with one, the oracle says."""
    return isinstance(entry, dict) and isinstance(entry.get("name"), str) and isinstance(entry.get("capacity"), int)


class World:
    """What a check works with: groups and records of its own, made on demand.

    What it makes carries the run's prefix, and `clear` finds it by that, also what came into being by a fault.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.ipc = run.camera
        self.made: list[Group] = []
        self._objects = run.objects
        self._groups: list[str] = []
        self._strays: list[tuple[str, str]] = []
        self._migration: tuple[int, int] | None = None

    # ------------------------------------------------------------- making

    def group(
        self, *, capacity: int = 20, description: str = "made by a check", attributes: Sequence[str] = ()
    ) -> Group:
        """A new group. Raises Untested where the camera has no room for one, Blocked where it refuses."""
        group = Group(self.run.name(), capacity, description, tuple(attributes))
        self._claim(group.name)
        self.made.append(group)
        self._create(Call.of("createGroup", name=group.name, capacity=capacity, description=description))
        if attributes:
            names = list(attributes)
            self.ipc.must_accept(Call.of("addFaceInfoItem", num=len(names), group_name=group.name, name_list=names))
        return group

    def record(
        self,
        group: Group,
        *,
        person: int = 0,
        age: int | None = None,
        gender: int | None = None,
        faceid: str = "",
        **attributes: str,
    ) -> Record:
        """A new record of the n-th person. Raises Untested, or Blocked where the camera refuses the picture."""
        picture = self.person(person)
        record = Record(faceid or self.run.faceid(), group, picture, person, age, gender, attributes)
        self.add(self.call_to_add(record))
        return record

    def call_to_add(self, record: Record) -> Call:
        """The addFace that makes a record."""
        return Call.of(
            "addFace",
            faceid=record.faceid,
            pic=file_of(record.picture),
            group_name=record.group.name,
            age=record.age,
            gender=record.gender,
            **record.attributes,
        )

    def add(self, call: Call) -> Exchange:
        """Adds a record. A camera that refuses drawn faces as it refuses any bad picture is not at fault."""
        if self.run.album.drawn and not self.run.pictures_accepted:
            exchange = self.ipc.send(call)
            if not exchange.succeeded and self._is_picture_refusal(exchange, call):
                raise Blocked(
                    f"the camera refuses the drawn pictures ({exchange.describe()}); give photos of real people with "
                    "--pictures DIR"
                )
            if exchange.succeeded:
                self.run.pictures_accepted = True
                self.ipc.accepted(exchange)
                return exchange
            self.ipc.refused(exchange)
        exchange = self.ipc.must_accept(call)
        self.run.pictures_accepted = True
        return exchange

    def person(self, number: int) -> Picture:
        """The picture of the n-th person. Raises Untested where there are too few photos."""
        try:
            return self.run.album.person(number)
        except TooFewPictures as error:
            raise Untested(str(error)) from error

    def again(self, number: int) -> Picture:
        """Another picture of the n-th person. Raises Untested."""
        try:
            return self.run.album.again(number)
        except TooFewPictures as error:
            raise Untested(str(error)) from error

    def vouched(self, picture: Picture) -> Picture:
        """A picture of the first person in another form: where the camera took the usual one, it must take this."""
        self.ipc.vouch(picture.data, self.person(0).data)
        return picture

    def new_name(self) -> str:
        """A name for a group that a call may create; what comes of it is cleared away."""
        self._claim(self.run.name())
        return self._groups[-1]

    def no_name(self) -> str:
        """The empty name, for a call that may give it to a group. Raises Untested where a group has it already."""
        if "" in self.groups():
            raise Untested("needs the empty name to be free; the camera has a group of that name")
        self._claim("")
        return ""

    def deleted_faceid(self) -> str:
        """A faceid that no record has any more."""
        record = self.record(self.group(), person=9)
        call = Call.of("deleteFace", num=1, group_name=record.group.name, faceid_list=[record.faceid])
        self.ipc.must_accept(call)
        return record.faceid

    def free_faceid(self, faceid: str) -> str:
        """A certain faceid. Raises Untested where the camera has a record under it, which must not be touched."""
        if self.ipc.get_face(faceid).data.get("faceid") is not None:
            raise Untested(f"needs the faceid {faceid} to be free; the camera has a record under it")
        return faceid

    def record_like(self, call: Call) -> Record:
        """A record in the group that a call names."""
        group = next(each for each in self.made if each.name == call.value_of("group_name"))
        return self.record(group, person=8)

    def full_and_other(self, first: str) -> tuple[Group, Group, Record]:
        """A group of one place that is taken, and one with room and its record; `first`: which is made first."""
        kinds = ("full", "other") if first == "full" else ("other", "full")
        made = {kind: self.group(capacity=1) if kind == "full" else self.group() for kind in kinds}
        full, other = made["full"], made["other"]
        self.record(full, person=0)
        return full, other, self.record(other, person=1)

    def needs_room(self, capacity: int) -> None:
        """Raises Untested where a group of this capacity would be one too many."""
        device, listed = self.run.spec.device, self.groups()
        if len(listed) >= device.groups_total:
            raise Untested(f"needs a free group; the camera has {len(listed)} of {device.groups_total}")
        free = device.capacity_total - sum(int(entry.get("capacity", 0)) for entry in listed.values())
        if free < capacity:
            raise Untested(f"needs free capacity for {capacity} records; the camera has {free}")

    @property
    def secret(self) -> str:
        """The secret key."""
        return self.ipc.client.credentials.secret_key

    def public(self, name: str) -> str:
        """A good value of a public parameter."""
        now = int(self.ipc.client.camera_time())
        random = str(10**9 + time.monotonic_ns() // 1000 % 10**9)
        return {"app_id": self.ipc.client.credentials.app_id, "timestamp": str(now), "random": random}[name]

    def look(self, groups: Iterable[Group] = ()) -> None:
        """Reads the state, so that the oracle sees whether it is as it must be."""
        listed = self.ipc.get_group_list().data.get("face_group")
        entries = listed if isinstance(listed, list) else []
        names = [entry.get("name") for entry in entries if isinstance(entry, dict)]
        for group in groups:
            if group.name in names:
                self.ipc.get_face_info_item(group.name)
                self.ipc.get_face_list(group.name, 1, PAGE)

    def _claim(self, name: str) -> None:
        """Nobody else clears this group away."""
        self._groups.append(name)
        self.run.claimed.add(name)

    def named_group(self, stem: str) -> Group:
        """A new group whose name sorts by its stem."""
        group = Group(f"{self.run.prefix}-{stem}-{self.run.name()}", 20, "made by a check")
        self._claim(group.name)
        self.made.append(group)
        self._create(Call.of("createGroup", name=group.name, capacity=20, description=group.description))
        return group

    def part(self, person: int) -> FilePart:
        """The picture of a person, ready to send."""
        return file_of(self.person(person))

    def call_with(self, operation: str, fields: tuple[tuple[str, str], ...]) -> Call:
        """A call with just these fields."""
        return replace(Call.of(operation), fields=fields)

    # ------------------------------------------------------------- searching

    def find(self, picture: Picture) -> None:
        """Searches by a picture; the oracle knows whether it must find somebody."""
        self.ipc.get_face_by_picture(file_of(picture))

    def find_none(self, picture: Picture) -> None:
        """Searches by a picture of somebody without a record: code 0 with a record is wrong."""
        answer = self.ipc.get_face_by_picture(file_of(picture))
        found = answer.data.get("faceid")
        Assertion(self.run.ledger, "getFaceByPicture.match.none").that(
            found is None, "no record to be found", f"{found} came", answer
        )

    def find_again(self, record: Record) -> None:
        """Searches by another picture of the same person."""
        answer = self.ipc.get_face_by_picture(file_of(self.again(record.person)))
        Assertion(self.run.ledger, "getFaceByPicture.match.again").equal(
            answer.data.get("faceid"), record.faceid, "the record found", answer
        )

    # ------------------------------------------------------------- what the rig does

    def needs(self, capability: str) -> None:
        """Raises Untested where the rig can't do this."""
        if capability not in self.run.rig.capabilities:
            what = CAPABILITIES[capability]
            raise Untested(f"needs a rig that can {what} (capability {capability})")

    def arrive_now(self, record: Record) -> None:
        """Makes the person of a record arrive, where the rig can."""
        if "arrive" in self.run.rig.capabilities:
            self.ipc.arrival(record.picture.data)
            self.run.rig.act("arrive", picture=record.picture.data)

    def arrive(self, record: Record, hours_ago: float = 0) -> int:
        """Makes the person of a record arrive; the time of it, in Unix seconds of the camera."""
        return self.arrive_person(record.person, hours_ago)

    def arrive_person(self, person: int, hours_ago: float = 0) -> int:
        """Makes a person arrive; the time of it, in Unix seconds of the camera."""
        picture = self.person(person)
        at = int(self.ipc.client.camera_time() - 3600 * hours_ago)
        self.ipc.arrival(picture.data)
        self.run.rig.act("arrive", picture=picture.data, time=at)
        return at

    @contextmanager
    def default_group_restored(self, name: str) -> Iterator[Mapping[str, Any]]:
        """A default group's entry, whose description and capacity are put back afterwards."""
        entry = self.groups()[name]
        capacity, description = int(entry["capacity"]), str(self.description(entry))
        back = Call.of("updateGroup", old_name=name, name=name, capacity=capacity, description=description)
        self.run.going_to_change(back)
        try:
            yield entry
        finally:
            self.ipc.send(back)

    # ------------------------------------------------------------- looking

    def groups(self) -> dict[str, Mapping[str, Any]]:
        """The entries of the group list by name. Raises Blocked where it can't be read."""
        entries = self.ipc.must_accept(Call.of("getGroupList")).data.get("face_group")
        if not isinstance(entries, list) or not all(_is_readable(entry) for entry in entries):
            raise Blocked("the list of groups can't be read")
        return {str(entry.get("name")): entry for entry in entries}

    def description(self, entry: Mapping[str, Any]) -> Any:
        """The description in an entry of the group list, however it is spelled (point 36)."""
        return entry.get("description", entry.get("Description"))

    def attributes(self, group: Group) -> list[str]:
        """The attributes of a group as listed."""
        data = self.ipc.must_accept(Call.of("getFaceInfoItem", group_name=group.name)).data
        names = data.get("name_list")
        return list(names) if isinstance(names, list) else []

    def records(self, group: Group) -> dict[str, Mapping[str, Any]]:
        """All records of a group by faceid."""
        return {str(entry.get("faceid")): entry for page in self.pages(group, PAGE) for entry in page}

    def pages(self, group: Group, size: int) -> Iterator[list[Mapping[str, Any]]]:
        """The pages of a group's record list, as many as its total says."""
        number, total = 1, 1
        while (number - 1) * size < total:
            call = Call.of("getFaceList", group_name=group.name, page_num=number, page_size=size)
            data = self.ipc.must_accept(call).data
            listed, entries = data.get("total_num"), data.get("faceid_list")
            if not isinstance(listed, int) or not isinstance(entries, list):
                raise Blocked("the list of records can't be read")
            total = listed
            yield [entry for entry in entries if isinstance(entry, dict)]
            number += 1

    def migration(self) -> tuple[int, int]:
        """The migration condition (times, days); it will be put back when the check is over."""
        stranger = self.groups().get(self.run.spec.device.default_groups[0], {})
        times, days = stranger.get("times"), stranger.get("period")
        if not isinstance(times, int) or not isinstance(days, int):
            raise Blocked("the migration condition can't be read from the list of groups")
        if self._migration is None:
            self._migration = (times, days)
            self.run.going_to_change(Call.of("updateMigration", arrive_times=times, period=days))
        return times, days

    def state(self, groups: Iterable[Group] = ()) -> dict[str, Any]:
        """What can be read: all groups, and the attributes and records of those given."""
        listed = self.groups()
        for name in self.run.spec.device.default_groups:
            listed.get(name, {}).pop("count", None)  # type: ignore[attr-defined]
        mine = [group for group in groups if group.name in listed]
        return {
            "groups": listed,
            "attributes": {group.name: self.attributes(group) for group in mine},
            "records": {group.name: self.records(group) for group in mine},
        }

    # ------------------------------------------------------------- clearing

    def clear(self) -> None:
        """Deletes what this check made. What can't be deleted is seen when the run compares before and after."""
        with contextlib.suppress(NotMade):
            self._restore_migration()
        for group, faceid in self._strays:
            with contextlib.suppress(NotMade):
                self.ipc.delete_face(group, [faceid])
        if self.run.objects > self._objects:
            self.run.sweep(self._groups)
        self._objects = self.run.objects
        self.made.clear()
        self._groups.clear()
        self._strays.clear()
        self._migration = None

    def stray(self, group: str, faceid: str) -> None:
        """A record in a group that is not ours will have to be deleted by itself."""
        self._strays.append((group, faceid))

    def _restore_migration(self) -> None:
        if self._migration is not None:
            self.ipc.update_migration(*self._migration)

    def _create(self, call: Call) -> None:
        exchange = self.ipc.send(call)
        if not exchange.succeeded:
            self.needs_room(int(call.value_of("capacity") or 0))
            if not self.ipc.spelling:
                exchange = self._respelled(call, exchange)
        if not exchange.succeeded:
            self.ipc.refused(exchange)
        self.ipc.accepted(exchange)

    def _respelled(self, call: Call, refused: Exchange) -> Exchange:
        """A device may know the description by the name that the table gives it (point 18), and sort that name among
        the others, as the English rule for signatures may mean it.
        """
        self.ipc.spelling = "Description"
        again = self.ipc.send_in_either_order(call)
        if again.succeeded:
            return again
        self.ipc.spelling = ""
        return refused

    def _is_picture_refusal(self, exchange: Exchange, call: Call) -> bool:
        """Whether the camera answers to no picture at all as it did to ours: one cause gives one code."""
        bad = self.ipc.send(call.with_file("pic", file_of(BAD["text"](self.person(0)))))
        return bad.code == exchange.code
