"""addFace, deleteFace, updateFace (s:405 to s:676)."""

from __future__ import annotations

from typing import NamedTuple

from conformance.emulator import people
from conformance.emulator.camera import Camera
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.request import Request
from conformance.emulator.rules import attributes as attribute_rules
from conformance.emulator.rules import faces, lists, numbers, presence
from conformance.emulator.rules import groups as group_rules
from conformance.emulator.store import attributes, records
from conformance.emulator.store.groups import Group
from conformance.emulator.store.records import Record


class NewFace(NamedTuple):
    """What addFace gives; None is what it leaves to the camera."""

    request: Request
    group_name: str
    faceid: str | None
    age: int | None
    gender: int | None


class FaceChange(NamedTuple):
    """What updateFace gives; None is what it leaves as it is."""

    request: Request
    group_name: str
    faceid: str
    new_group_name: str | None
    age: int | None
    gender: int | None


class Deletion(NamedTuple):
    """What deleteFace gives."""

    group_name: str
    faceids: list[str]


def read_add_face(camera: Camera, request: Request) -> NewFace:
    """The parameters of addFace but the picture's content. Raises Refused."""
    presence.file(request, "pic")
    group_name = presence.required(request, "group_name")
    faceid = presence.optional(request, "faceid", camera.readings)
    return NewFace(
        request,
        group_name,
        faceid and faces.check_faceid(faceid, camera.readings),
        faces.age_of(presence.optional(request, "age", camera.readings), camera.spec, camera.readings),
        faces.gender_of(presence.optional(request, "gender", camera.readings), camera.spec, camera.readings),
    )


def add_face(camera: Camera, new: NewFace, picture: bytes) -> Data:
    """A new record (s:405)."""
    group = camera.existing_group(new.group_name)
    names = attributes.names(camera.db, group.id)
    values = attribute_rules.values(new.request, names, camera.spec, camera.readings)
    taken = check_taken(camera, new.faceid)
    check_same_face(camera, picture)
    group_rules.check_room(group, leaving=1 if taken and taken.group_id == group.id else 0)
    if taken:
        records.delete(camera.db, [taken.id])
    faceid = new.faceid or records.next_faceid(camera.db)
    record_id = records.add(camera.db, faceid, group.id, picture, preset_of(camera, new, picture))
    attributes.set_values(camera.db, record_id, values)
    return {"faceid": faceid}


def check_taken(camera: Camera, faceid: str | None) -> Record | None:
    """The record that has the faceid, if it may be replaced (faceid.taken). Raises Refused (faceid-taken)."""
    taken = people.by_faceid(camera, faceid) if faceid else None
    if taken and camera.readings["faceid.taken"] == "refused":
        raise Refused("faceid-taken", taken.faceid)
    return taken


def check_same_face(camera: Camera, picture: bytes) -> None:
    """No record has the same face, by the reading picture.same. Raises Refused (faceid-taken)."""
    if camera.readings["picture.same"] == "refused" and people.by_picture(camera, picture):
        raise Refused("faceid-taken", "there is a record with this face")


def preset_of(camera: Camera, new: NewFace, picture: bytes) -> tuple[int | None, int, int]:
    """Age, age range and gender of a new record: as given, or as seen in the picture (s:437, s:439)."""
    if new.age is None:
        age_range = faces.estimated_age_range(picture, camera.spec, camera.readings)
    else:
        age_range = faces.age_range_of(new.age, camera.spec, camera.readings)
    gender = faces.estimated_gender(picture, camera.spec) if new.gender is None else new.gender
    return new.age, age_range, gender


def read_delete_face(camera: Camera, request: Request) -> Deletion:
    """The parameters of deleteFace. Raises Refused."""
    num = numbers.integer(presence.required(request, "num"), camera.readings)
    group_name = presence.required(request, "group_name")
    listed = lists.strings(presence.required(request, "faceid_list"))
    return Deletion(group_name, lists.counted(listed, num, camera.readings["deleteFace.num-mismatch"]))


def delete_face(camera: Camera, deletion: Deletion) -> Data:
    """Records less (s:525). A faceid that can't be one has no record; one named twice is answered once."""
    group = camera.existing_group(deletion.group_name)
    lists_of: dict[str, list[str]] = {"success_list": [], "failed_list": [], "not_exist_list": []}
    for faceid in dict.fromkeys(deletion.faceids):
        lists_of[delete_one(camera, group, faceid)].append(faceid)
    found = lists_of["success_list"] or lists_of["failed_list"]
    if not found and camera.readings["deleteFace.none-exist"] == "refused":
        raise Refused("record-missing", "none of them")
    return lists_of


def delete_one(camera: Camera, group: Group, faceid: str) -> str:
    """Deletes a record if the group has it. Returns the list of the answer in which the faceid belongs."""
    record = people.by_faceid(camera, faceid) if faces.is_faceid(faceid, camera.readings) else None
    if record is None:
        return "not_exist_list"
    if record.group_id != group.id:
        return camera.readings["deleteFace.other-group"]
    records.delete(camera.db, [record.id])
    return "success_list"


def read_update_face(camera: Camera, request: Request) -> FaceChange:
    """The parameters of updateFace but the picture's content. Raises Refused."""
    return FaceChange(
        request,
        presence.required(request, "group_name"),
        faces.check_faceid(presence.required(request, "faceid"), camera.readings),
        presence.optional(request, "new_group_name", camera.readings),
        faces.age_of(presence.optional(request, "age", camera.readings), camera.spec, camera.readings),
        faces.gender_of(presence.optional(request, "gender", camera.readings), camera.spec, camera.readings),
    )


def update_face(camera: Camera, change: FaceChange, picture: bytes | None) -> None:
    """Other values for a record (s:579). What is not given stays, estimates from an older picture too."""
    group = camera.existing_group(change.group_name)
    target = camera.existing_group(change.new_group_name) if change.new_group_name else None
    record = existing_record(camera, change.faceid, group)
    moves = target is not None and target.id != record.group_id
    home = target.id if target is not None else record.group_id
    names = attributes.names(camera.db, home)
    values = attribute_rules.values(change.request, names, camera.spec, camera.readings)
    if target is not None and moves and camera.readings["updateFace.move-full"] == "refused":
        group_rules.check_room(target)
    records.change(camera.db, record.id, home, changed_preset(camera, record, change))
    if picture:
        records.set_picture(camera.db, record.id, picture)
    if moves and camera.readings["updateFace.moved-attributes"] == "dropped":
        attributes.keep_values(camera.db, record.id, names)
    if camera.readings["updateFace.empty-value"] == "kept":
        values = {name: value for name, value in values.items() if value}
    attributes.set_values(camera.db, record.id, values)


def existing_record(camera: Camera, faceid: str, group: Group) -> Record:
    """The record of that group, of any by the reading updateFace.other-group. Raises Refused (record-missing)."""
    record = people.by_faceid(camera, faceid)
    if record is None:
        raise Refused("record-missing", faceid)
    if record.group_id != group.id and camera.readings["updateFace.other-group"] == "refused":
        raise Refused("record-missing", f"{faceid} is in another group")
    return record


def changed_preset(camera: Camera, record: Record, change: FaceChange) -> tuple[int | None, int, int]:
    """Age, age range and gender of a record after the change: a new age brings its range."""
    gender = record.gender if change.gender is None else change.gender
    if change.age is None:
        return record.age, record.age_range, gender
    return change.age, faces.age_range_of(change.age, camera.spec, camera.readings), gender
