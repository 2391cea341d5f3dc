"""Refused requests that change something, and codes that the document does not list."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Read, around_read, recoded, refused_yet
from conformance.emulator.mutants.witness import (
    add,
    attributes,
    call,
    change,
    create,
    find,
    get,
    groups,
    migration,
    named,
    unattribute,
)
from conformance.emulator.refusal import Refused
from conformance.emulator.request import Request
from conformance.emulator.rules import names
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import groups as stored_groups
from conformance.emulator.store import records as stored_records


def create_anyway(camera: Camera, values: Any) -> None:
    """The group is made before its capacity is looked at."""
    stored_groups.create(camera.db, values.name, values.capacity, values.description)


def half_a_condition(read: Read, camera: Camera, asked: Request) -> Any:
    """arrive_times is stored before the period is looked at."""
    try:
        return read(camera, asked)
    except Refused:
        times, kind = asked.values.get("arrive_times", ""), camera.spec.kinds["arrive_times"]
        if times.isdigit() and (kind.min or 0) <= int(times) <= (kind.max or 0):
            stored_groups.set_condition(camera.db, int(times), stored_groups.condition(camera.db).period)
        raise


def names_before_reserved(read: Read, camera: Camera, asked: Request) -> Any:
    """The names before a reserved one are stored."""
    try:
        return read(camera, asked)
    except Refused as refused:
        if refused.cause == "attribute-name-refused":
            store_good_names(camera, asked)
        raise


def store_good_names(camera: Camera, asked: Request) -> None:
    """Stores the first name of the list if it is a good one and the group has no attributes yet."""
    group = camera.group(asked.values["group_name"])
    first = asked.values["name_list"].split('"')[1]
    good = first and first not in camera.spec.reserved_attributes and len(first) <= 50
    if not group or not good or names.is_default(group.name, camera.spec, camera.readings):
        return
    if not stored_attributes.names(camera.db, group.id):
        stored_attributes.add(camera.db, group.id, [first])


def age_before_record(camera: Camera, edit: Any, _picture: Any) -> None:
    """The age is stored before the group to move to is looked for."""
    record = stored_records.by_faceid(camera.db, edit.faceid)
    if record and edit.age is not None:
        stored_records.change(camera.db, record.id, record.group_id, (edit.age, record.age_range, record.gender))


def delete_before_look(read: Read, camera: Camera, asked: Request) -> Any:
    """deleteFace deletes the first faceid, then finds that num is missing."""
    try:
        return read(camera, asked)
    except Refused:
        first = asked.values.get("faceid_list", "").split('"')[1:2]
        record = stored_records.by_faceid(camera.db, first[0]) if first else None
        if record:
            stored_records.delete(camera.db, [record.id])
        raise


MUTANTS = [
    Mutant(
        "createGroup.code-203",
        kind="code-unlisted",
        requirement="createGroup.answer.code-listed",
        sentence="A ninth group is refused with 203, which the document does not list.",
        why="The app shows `unknown error` where it could say that all groups are in use.",
        witness=tuple(create(f"g{number}") for number in range(1, 10)),
        fault=recoded("createGroup", "group-limit", 203),
    ),
    Mutant(
        "deleteGroup.code-206",
        kind="code-unlisted",
        requirement="deleteGroup.answer.code-listed",
        sentence="Deleting a group that holds records is refused with 206, which is addFace's.",
        why="The app tells the manager that a faceid exists already.",
        witness=(create(), add(group="vip"), call("deleteGroup", name="vip")),
        fault=recoded("deleteGroup", "group-not-empty", 206),
    ),
    Mutant(
        "removeFaceInfoItem.code-244",
        kind="code-unlisted",
        requirement="removeFaceInfoItem.answer.code-listed",
        sentence="Removing an attribute that the group has not is refused with 244, which the document does not list.",
        why="The app can't tell why, and tries again for ever.",
        witness=(create(), unattribute("hobby")),
        fault=recoded("removeFaceInfoItem", "attribute-missing", 244),
    ),
    Mutant(
        "getFace.code-207",
        kind="code-unlisted",
        requirement="getFace.answer.code-listed",
        sentence="An unknown faceid is refused with 207, which getFace does not list.",
        why="An app made by the document takes it for a broken camera.",
        witness=(get("404"),),
        fault=recoded("getFace", "record-missing", 207),
    ),
    Mutant(
        "getFaceByPicture.code-207",
        kind="code-unlisted",
        requirement="getFaceByPicture.answer.code-listed",
        sentence="A picture that shows nobody known is refused with 207, which getFaceByPicture does not list.",
        why="The till shows an error for every new customer.",
        witness=(find(),),
        fault=recoded("getFaceByPicture", "no-match", 207),
    ),
    Mutant(
        "createGroup.refused-created",
        kind="refused-applied",
        requirement="createGroup.refused.changes-nothing",
        sentence="A group that is refused for its capacity is there all the same.",
        why="Tries that failed fill the list of groups.",
        witness=(create(capacity=30001), groups()),
        fault=refused_yet("createGroup", "capacity-refused", create_anyway),
    ),
    Mutant(
        "updateMigration.refused-half",
        kind="refused-applied",
        requirement="updateMigration.refused.changes-nothing",
        sentence="A condition that is refused for its period changes arrive_times.",
        why="Strangers move by a rule that nobody set.",
        witness=(migration(arrive_times=3, period=101), groups()),
        fault=around_read("updateMigration", half_a_condition),
    ),
    Mutant(
        "addFaceInfoItem.refused-part",
        kind="refused-applied",
        requirement="addFaceInfoItem.refused.changes-nothing",
        sentence="A list that is refused for a reserved name leaves the names before it.",
        why="The second try, with a better name, is refused because of the first.",
        witness=(create(), attributes("hobby", "age"), named()),
        fault=around_read("addFaceInfoItem", names_before_reserved),
    ),
    Mutant(
        "deleteFace.refused-deleted",
        kind="refused-applied",
        requirement="deleteFace.refused.changes-nothing",
        sentence="A deletion that is refused for a missing num deletes the first record of the list.",
        why="The app says that nothing happened, and a customer is gone.",
        witness=(add(), call("deleteFace", group_name="regular", faceid_list=["1"]), get()),
        fault=around_read("deleteFace", delete_before_look),
    ),
    Mutant(
        "updateFace.refused-age",
        kind="refused-applied",
        requirement="updateFace.refused.changes-nothing",
        sentence="An update that is refused because the group to move to does not exist changes the age.",
        why="The record is half of the old and half of the new.",
        witness=(add(), change(new_group_name="nobody", age=20), get()),
        fault=refused_yet("updateFace", "group-missing", age_before_record),
    ),
]
