"""Protection that is missing or goes too far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, Read, around_act, around_read, by_device, by_spec
from conformance.emulator.mutants.witness import add, attributes, call, change, create, update
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.request import Request
from conformance.emulator.rules import names
from conformance.emulator.store import attributes as stored_attributes


def objects(operation: str, look: Callable[..., None]) -> Fault:
    """`look(camera, *read)` may refuse before the operation acts."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        look(camera, *read)
        return act(camera, *read)

    return around_act(operation, around)


def empty_group(act: Acting, camera: Camera, name: str) -> Data | None:
    """The group is emptied first, so that nothing stands in the way."""
    camera.db.execute("DELETE FROM records WHERE group_id = (SELECT id FROM groups WHERE name = ?)", (name,))
    return act(camera, name)


def same_name(_camera: Camera, values: Any) -> None:
    """An edit that keeps the name is refused."""
    if values.old_name == values.name:
        raise Refused("group-name-taken", values.name)


def default_locked(camera: Camera, values: Any) -> None:
    """A default group can't be edited at all."""
    if names.is_default(values.old_name, camera.spec, camera.readings):
        raise Refused("default-group-protected", values.old_name)


def full_locked(camera: Camera, edit: Any, _picture: Any) -> None:
    """A record of a full group can't be updated."""
    group = camera.group(edit.group_name)
    if group and group.size >= group.capacity:
        raise Refused("group-full", group.name)


def unknown_refused(camera: Camera, new: Any, _picture: Any) -> None:
    """A parameter that names no attribute is refused."""
    group = camera.group(new.group_name)
    known = {parameter.name for parameter in (*camera.spec.public, *new.request.operation.parameters)}
    if group and set(new.request.values) - known - set(stored_attributes.names(camera.db, group.id)):
        raise Refused("bad-parameter", "an unknown attribute")


def apostrophe(read: Read, camera: Camera, asked: Request) -> Any:
    """An apostrophe in the description breaks the statement."""
    if "'" in asked.values.get("description", ""):
        raise Refused("internal-failure", "syntax error")
    return read(camera, asked)


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
        requirement="updateGroup.default-groups.editable",
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
        sentence="A description with an apostrophe is refused.",
        why="Marc's friends can't be described, and whoever notices may try worse than a name.",
        witness=(create("vip", description="Marc's"),),
        fault=around_read("createGroup", apostrophe),
    ),
]
