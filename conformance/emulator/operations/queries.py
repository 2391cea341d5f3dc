"""getGroupList, getFace, getFaceList, getFaceByArrival, getFaceByPicture."""

from __future__ import annotations

from typing import NamedTuple

from conformance.emulator import arrivals, people, render
from conformance.emulator.camera import Camera
from conformance.emulator.refusal import Refused, bad_parameter, by_reading
from conformance.emulator.render import Data
from conformance.emulator.request import Request
from conformance.emulator.rules import faces, numbers, presence
from conformance.emulator.store import attributes, groups, records
from conformance.emulator.store.groups import Group
from conformance.emulator.store.records import Record


class Page(NamedTuple):
    """Which page of which group getFaceList asks for."""

    group_name: str
    number: int
    size: int


class Absent(NamedTuple):
    """How many records of which group getFaceByArrival asks for."""

    group_name: str
    num: int


def read_nothing(camera: Camera, request: Request) -> None:
    """getGroupList has no parameters of its own."""


def get_group_list(camera: Camera, nothing: None) -> Data:  # noqa: ARG001 - every operation takes what was read
    """All groups (s:198), by the reading getGroupList.order."""
    found = camera.groups()
    match camera.readings["getGroupList.order"]:
        case "name":
            found.sort(key=lambda group: group.name)
        case "newest-first":
            found.reverse()
        case "other":
            found = found[1::2] + found[::2]
    return render.group_list(found, groups.condition(camera.db), camera.spec, camera.readings)


def read_get_face(camera: Camera, request: Request) -> str:
    """The parameter of getFace. Raises Refused."""
    return faces.check_faceid(presence.required(request, "faceid"), camera.readings)


def get_face(camera: Camera, faceid: str) -> Data | None:
    """One record (s:682); of an unknown faceid by the reading getFace.unknown."""
    record = people.by_faceid(camera, faceid)
    if record:
        return with_group(camera, record)
    if camera.readings["getFace.unknown"] == "empty":
        return None
    raise by_reading(camera.readings["getFace.unknown"], "record-missing")


def with_group(camera: Camera, record: Record) -> Data:
    """A record with the name of its group."""
    (name,) = (group.name for group in groups.every(camera.db) if group.id == record.group_id)
    return {**described(camera, record.group_id, [record])[0], "group_name": name}


def described(camera: Camera, group_id: int, found: list[Record]) -> list[Data]:
    """Records of one group with the values of its attributes."""
    names = attributes.names(camera.db, group_id)
    values = attributes.values(camera.db, [record.id for record in found]) if names else {}
    return [render.record(record, names, values.get(record.id, {}), camera.readings) for record in found]


def read_get_face_list(camera: Camera, request: Request) -> Page:
    """The parameters of getFaceList (s:762). Raises Refused."""
    return Page(
        presence.required(request, "group_name"),
        optional_number(camera, request, "page_num", "page_num.outside"),
        optional_number(camera, request, "page_size", "page_size.outside"),
    )


def optional_number(camera: Camera, request: Request, name: str, reading: str) -> int:
    """A number with a default and a range; beyond it as the reading says. Raises Refused."""
    kind = request.operation.parameter(name).kind
    text = presence.optional(request, name, camera.readings)
    if text is None:
        return kind.default or 0
    return numbers.within(numbers.integer(text, camera.readings), kind, camera.readings[reading])


def get_face_list(camera: Camera, page: Page) -> Data:
    """A page of a group's records (s:751)."""
    group = listed_group(camera, page.group_name, camera.readings["getFaceList.unknown-group"])
    total = group.size if group else 0
    skip = (page.number - 1) * page.size
    if skip and skip >= total:
        skip = beyond_end(camera, page, total)
    found: list[Data] = []
    if group and skip < total:
        order = camera.readings["getFaceList.order"]
        found = described(camera, group.id, records.page(camera.db, group.id, order, page.size, skip))
    return render.face_list(total, found, camera.readings)


def beyond_end(camera: Camera, page: Page, total: int) -> int:
    """How many records to skip for a page beyond the last, by getFaceList.beyond-end. Raises Refused."""
    match camera.readings["getFaceList.beyond-end"]:
        case "refused":
            raise bad_parameter(f"page {page.number} of {total} records")
        case "last-page":
            return max(0, total - 1) // page.size * page.size
    return total


def listed_group(camera: Camera, name: str, unknown: str) -> Group | None:
    """The group; for an unknown one None or a refusal, as the reading `unknown` says. Raises Refused."""
    group = camera.group(name)
    if group is None and unknown != "empty":
        raise by_reading(unknown, "group-missing")
    return group


def read_get_face_by_arrival(camera: Camera, request: Request) -> Absent:
    """The parameters of getFaceByArrival (s:848). Raises Refused."""
    return Absent(
        presence.required(request, "group_name"),
        optional_number(camera, request, "num", "getFaceByArrival.num-outside"),
    )


def get_face_by_arrival(camera: Camera, absent: Absent) -> Data:
    """The records that did not arrive for the longest time (s:837): the oldest, in the order of the reading."""
    readings = camera.readings
    group = listed_group(camera, absent.group_name, readings["getFaceByArrival.unknown-group"])
    if group is None:
        return render.arrival_list([])
    if not group.size and readings["getFaceByArrival.empty-group"] != "empty":
        raise by_reading(readings["getFaceByArrival.empty-group"], "record-missing")
    arrived_only = readings["getFaceByArrival.never-arrived"] == "left-out"
    found = records.longest_absent(camera.db, group.id, absent.num, arrived_only)
    if readings["getFaceByArrival.order"] == "newest-first":
        found.reverse()
    return render.arrival_list(described(camera, group.id, found))


def read_get_face_by_picture(camera: Camera, request: Request) -> None:  # noqa: ARG001 - every reader takes the camera
    """The picture is there. Raises Refused."""
    presence.file(request, "pic")


def get_face_by_picture(camera: Camera, nothing: None, picture: bytes) -> Data:  # noqa: ARG001
    """The record that a picture shows (s:920). Raises Refused (no-match)."""
    record = people.by_picture(camera, picture)
    if record is None:
        raise Refused("no-match")
    if camera.readings["getFaceByPicture.counts-arrival"] == "yes":
        record = arrivals.arrive(camera, record, int(camera.now))
    return with_group(camera, record)
