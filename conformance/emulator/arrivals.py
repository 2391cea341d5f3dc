"""A face arrives: counts, times, and the move from stranger to regular (s:117, s:133)."""

from __future__ import annotations

from conformance.emulator import people, pictures
from conformance.emulator.camera import Camera
from conformance.emulator.refusal import Refused
from conformance.emulator.rules import faces
from conformance.emulator.rules import groups as group_rules
from conformance.emulator.store import arrivals, groups, records
from conformance.emulator.store.groups import Condition
from conformance.emulator.store.records import Record


def arrive(camera: Camera, record: Record, time: int) -> Record:
    """Notes the arrival of a record at that Unix time, and moves it if it has come often enough."""
    arrivals.note(camera.db, record, time)
    condition = groups.condition(camera.db)
    if comes_often(camera, record, condition, time):
        move_to_regular(camera, record)
    # No condition looks further back than the longest period.
    arrivals.forget(camera.db, record, time - (camera.spec.kinds["period"].max or 0) * arrivals.DAY)
    return records.by_id(camera.db, record.id)


def comes_often(camera: Camera, record: Record, condition: Condition, time: int) -> bool:
    """Whether the record arrived more than (or at least, by migration.compare) `times` times in the period."""
    came = arrivals.within(camera.db, record, condition.period, time)
    return came > condition.times or (camera.readings["migration.compare"] == "at-least" and came == condition.times)


def move_to_regular(camera: Camera, record: Record) -> None:
    """Moves a stranger to the regular group; one of another group, or for whom there is no room, stays."""
    stranger, regular = (camera.group(name) for name in camera.spec.device.default_groups)
    if stranger and regular and record.group_id == stranger.id and regular.size < regular.capacity:
        records.move(camera.db, record.id, regular.id)


def newcomer(camera: Camera, picture: bytes) -> Record:
    """A new record of the stranger group for a face that no record has. Raises Refused if there is no room."""
    group = camera.existing_group(camera.spec.device.default_groups[0])
    group_rules.check_room(group)
    preset = (
        None,
        faces.estimated_age_range(picture, camera.spec, camera.readings),
        faces.estimated_gender(picture, camera.spec),
    )
    return records.by_id(camera.db, records.add(camera.db, records.next_faceid(camera.db), group.id, picture, preset))


def by_faceid(camera: Camera, faceid: str, time: int) -> Record:
    """The arrival of a known face. Raises Refused (record-missing)."""
    record = people.by_faceid(camera, faceid)
    if record is None:
        raise Refused("record-missing", faceid)
    return arrive(camera, record, time)


def by_picture(camera: Camera, content: bytes, time: int) -> Record:
    """The arrival of whoever a picture shows; a face without a record gets one. Raises Refused."""
    picture = pictures.look(content, camera.spec.kinds["picture"], camera.readings)
    return arrive(camera, people.by_picture(camera, picture) or newcomer(camera, picture), time)
