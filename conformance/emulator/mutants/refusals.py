"""Refusals: protection that is missing or too wide, unlisted codes, and refused requests that change something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import (
    Read,
    around_act,
    around_read,
    by_device,
    by_spec,
    recoded,
    refused_yet,
)
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
    update,
)
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.request import Request
from conformance.emulator.rules import names
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import groups as stored_groups
from conformance.emulator.store import records as stored_records


def objects(operation: str, look: Callable[..., None]) -> Fault:
    """`look(camera, *read)` may refuse before the operation acts."""

    def around(act: Any, camera: Camera, *read: Any) -> Data | None:
        look(camera, *read)
        return act(camera, *read)  # type: ignore[no-any-return]

    return around_act(operation, around)


def empty_group(act: Any, camera: Camera, name: str) -> Data | None:
    """The group is emptied first, so that nothing stands in the way."""
    camera.db.execute("DELETE FROM records WHERE group_id = (SELECT id FROM groups WHERE name = ?)", (name,))
    return act(camera, name)  # type: ignore[no-any-return]


def same_name(camera: Camera, values: Any) -> None:
    """An edit that keeps the name is refused."""
    if values.old_name == values.name:
        raise Refused("group-name-taken", values.name)


def default_locked(camera: Camera, values: Any) -> None:
    """A default group can't be edited at all."""
    if names.is_default(values.old_name, camera.spec, camera.readings):
        raise Refused("default-group-protected", values.old_name)


def full_locked(camera: Camera, edit: Any, picture: Any) -> None:
    """A record of a full group can't be updated."""
    group = camera.group(edit.group_name)
    if group and group.size >= group.capacity:
        raise Refused("group-full", group.name)


def unknown_refused(camera: Camera, new: Any, picture: Any) -> None:
    """A parameter that names no attribute is refused."""
    group = camera.group(new.group_name)
    known = {parameter.name for parameter in (*camera.spec.public, *new.request.operation.parameters)}
    if group and set(new.request.values) - known - set(stored_attributes.names(camera.db, group.id)):
        raise Refused("bad-parameter", "an unknown attribute")


def apostrophe(read: Read, camera: Camera, asked: Request) -> Any:
    """An apostrophe breaks the statement."""
    if "'" in asked.values.get("name", ""):
        raise Refused("internal-failure", "syntax error")
    return read(camera, asked)


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
    if group and good and not names.is_default(group.name, camera.spec, camera.readings):
        if not stored_attributes.names(camera.db, group.id):
            stored_attributes.add(camera.db, group.id, [first])


def age_before_record(camera: Camera, edit: Any, picture: Any) -> None:
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


def reserved(operation: str, allowed: str) -> Fault:
    """One of the reserved names is missing in the camera's list."""
    return by_spec(
        operation,
        lambda spec: replace(
            spec, reserved_attributes=tuple(name for name in spec.reserved_attributes if name != allowed)
        ),
    )


MUTANTS = [
    Mutant(
        "updateGroup.default-renamed",
        kind="protection-missing",
        requirement="updateGroup.name.default-group",
        sentence="A default group can be renamed.",
        why="Strangers no longer move anywhere, because the camera looks for a group `regular`.",
        witness=(update("regular", "staff", 5000),),
        fault=by_device("updateGroup", default_groups=()),
    ),
    Mutant(
        "deleteGroup.default-deleted",
        kind="protection-missing",
        requirement="deleteGroup.name.default-group",
        sentence="A default group can be deleted while it is empty.",
        why="The camera has nowhere to put strangers until it is activated anew.",
        witness=(call("deleteGroup", name="regular"),),
        fault=by_device("deleteGroup", default_groups=()),
    ),
    Mutant(
        "deleteGroup.with-records",
        kind="protection-missing",
        requirement="deleteGroup.group.not-empty",
        sentence="A group that holds records is deleted, and they with it.",
        why="One wrong click deletes all gold-card customers.",
        witness=(create(), add(group="vip"), call("deleteGroup", name="vip")),
        fault=around_act("deleteGroup", empty_group),
    ),
    Mutant(
        "addFaceInfoItem.default-group",
        kind="protection-missing",
        requirement="addFaceInfoItem.group_name.default-group",
        sentence="A default group gets attributes.",
        why="The attributes are gone at the next activation, with what the shop stored in them.",
        witness=(attributes("hobby", group="regular"),),
        fault=by_device("addFaceInfoItem", default_groups=()),
    ),
    Mutant(
        "addFaceInfoItem.last-reserved",
        kind="protection-missing",
        requirement="addFaceInfoItem.name_list.reserved",
        sentence="The last of the reserved names, return_num, is taken as an attribute.",
        why="An answer's own return_num and the attribute can't be told apart.",
        witness=(create(), attributes("return_num")),
        fault=reserved("addFaceInfoItem", "return_num"),
    ),
    Mutant(
        "updateGroup.same-name-refused",
        kind="too-strict",
        requirement="updateGroup.answer.accepts",
        sentence="An edit that keeps the name is refused, though the name can be the same.",
        why="The description of a group can't be corrected without renaming it.",
        witness=(create(), update()),
        fault=objects("updateGroup", same_name),
    ),
    Mutant(
        "updateGroup.default-locked",
        kind="too-strict",
        requirement="updateGroup.answer.accepts",
        sentence="A default group can't be edited at all, though only its name is protected.",
        why="The shop can't give its regulars more places.",
        witness=(update("stranger", "stranger", 500),),
        fault=objects("updateGroup", default_locked),
    ),
    Mutant(
        "updateFace.full-group-locked",
        kind="too-strict",
        requirement="updateFace.answer.accepts",
        sentence="A record of a full group can't be updated, though nothing is added.",
        why="Of all groups the one that is used most can't be kept up to date.",
        witness=(create(capacity=1), add(group="vip"), change(group="vip", age=20)),
        fault=objects("updateFace", full_locked),
    ),
    Mutant(
        "addFace.unknown-refused",
        kind="too-strict",
        requirement="addFace.attributes.unknown-ignored",
        sentence="A parameter that names no attribute of the group is refused instead of ignored.",
        why="An app that sends all it knows can't register anybody.",
        witness=(add(hobby="tennis"),),
        fault=objects("addFace", unknown_refused),
    ),
    Mutant(
        "createGroup.apostrophe-refused",
        kind="too-strict",
        requirement="createGroup.answer.accepts",
        sentence="A name with an apostrophe is refused.",
        why="Marc's group can't be created, and whoever notices may try worse than a name.",
        witness=(create("Marc's"),),
        fault=around_read("createGroup", apostrophe),
    ),
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
        "updateGroup.code-minus-one",
        kind="code-unlisted",
        requirement="updateGroup.answer.code-listed",
        sentence="Editing a group that does not exist is refused with -1.",
        why="An app that reads codes as unsigned numbers crashes.",
        witness=(update(),),
        fault=recoded("updateGroup", "group-missing", -1),
    ),
    Mutant(
        "createGroup.refused-created",
        kind="refused-applied",
        requirement="createGroup.refused.changes-nothing",
        sentence="A group that is refused for its capacity is there all the same.",
        why="Tries that failed fill the list of groups.",
        witness=(create(capacity=30000), groups()),
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
