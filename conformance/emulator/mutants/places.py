"""Changes in the wrong place: the wrong group or record, or something created that was not asked for."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Acting, around_act, own_groups
from conformance.emulator.mutants.witness import (
    add,
    attributes,
    change,
    create,
    get,
    groups,
    named,
    unattribute,
    update,
)
from conformance.emulator.render import Data
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import groups as stored_groups
from conformance.emulator.store import records


def first_edited(act: Acting, camera: Camera, values: Any) -> Data | None:
    """Capacity and description go to the oldest group of one's own."""
    asked = camera.existing_group(values.old_name)
    data = act(camera, values)
    first = own_groups(camera)[0]
    if asked.id > first.id:
        stored_groups.change(camera.db, asked.id, values.name, asked.capacity, asked.description)
        stored_groups.change(camera.db, first.id, first.name, values.capacity, values.description)
    return data


def old_name_kept(act: Acting, camera: Camera, values: Any) -> Data | None:
    """A renamed group leaves an empty one behind."""
    data = act(camera, values)
    if values.name != values.old_name:
        stored_groups.create(camera.db, values.old_name, 1, values.description)
    return data


def missing_created(act: Acting, camera: Camera, values: Any) -> Data | None:
    """A group that does not exist is created."""
    if camera.group(values.old_name) is None:
        stored_groups.create(camera.db, values.old_name, 1, "")
    return act(camera, values)


def only_first_name(act: Acting, camera: Camera, values: Any) -> Data | None:
    """All names are looked at, the first one is added."""
    data = act(camera, values)
    group = camera.existing_group(values.group_name)
    stored_attributes.remove(camera.db, group.id, values.names[1:])
    return data


def replaced(act: Acting, camera: Camera, values: Any) -> Data | None:
    """New attributes take the place of those that the group had."""
    group = camera.existing_group(values.group_name)
    before = stored_attributes.names(camera.db, group.id)
    data = act(camera, values)
    stored_attributes.remove(camera.db, group.id, [name for name in before if name not in values.names])
    return data


def last_removed(act: Acting, camera: Camera, values: Any) -> Data | None:
    """As many attributes as were named are removed from the end of the list."""
    group = camera.existing_group(values.group_name)
    present = stored_attributes.names(camera.db, group.id)
    if set(values.names) <= set(present):
        values = values._replace(names=present[len(present) - len(values.names) :])
    return act(camera, values)


def names_of_first(act: Acting, camera: Camera, group_name: str) -> Data | None:
    """The attributes are those of the oldest group of one's own."""
    own = own_groups(camera)
    asked = camera.existing_group(group_name)
    return act(camera, own[0].name if asked in own else group_name)


def newest_group(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """A record for a group of one's own goes to the newest of them."""
    own = own_groups(camera)
    names = [group.name for group in own]
    return act(camera, new._replace(group_name=names[-1]) if new.group_name in names else new, picture)


def missing_to_stranger(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """A record for a group that does not exist becomes a stranger."""
    known = camera.group(new.group_name) is not None
    return act(camera, new if known else new._replace(group_name=camera.spec.device.default_groups[0]), picture)


def overwritten(act: Acting, camera: Camera, values: Any) -> Data | None:
    """A new group of a name that there is changes the old one."""
    there = next((group for group in own_groups(camera) if group.name == values.name), None)
    if there is None:
        return act(camera, values)
    stored_groups.change(camera.db, there.id, values.name, values.capacity, values.description)
    return None


def first_updated(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """Age and gender go to the oldest record of the group."""
    group = camera.group(edit.group_name)
    asked = records.by_faceid(camera.db, edit.faceid)
    first = records.page(camera.db, group.id, "added", 1, 0) if group else []
    if asked and first and group and asked.group_id == group.id and edit.new_group_name is None:
        edit = edit._replace(faceid=first[0].faceid)
    return act(camera, edit, picture)


MUTANTS = [
    Mutant(
        "updateGroup.first-edited",
        kind="wrong-place",
        requirement="updateGroup.effect.updated",
        sentence="A new capacity and description go to the oldest group, whichever was named.",
        why="Editing one group damages another, and nobody looks there.",
        witness=(create("a"), create("b"), update("b", "b", 20), groups()),
        fault=around_act("updateGroup", first_edited),
    ),
    Mutant(
        "removeFaceInfoItem.last-instead",
        kind="wrong-place",
        requirement="removeFaceInfoItem.effect.gone",
        sentence="The last attribute of the group is removed instead of the one named.",
        why="The phone numbers are gone, and the hobby that nobody needs stays.",
        witness=(create(), attributes("a", "b"), unattribute("a"), named()),
        fault=around_act("removeFaceInfoItem", last_removed),
    ),
    Mutant(
        "getFaceInfoItem.of-first-group",
        kind="wrong-place",
        requirement="getFaceInfoItem.names.own",
        sentence="The attributes shown are those of the oldest group, whichever was asked for.",
        why="The registration form of one group asks for what belongs to another.",
        witness=(create("a"), create("b"), attributes("hobby", group="b"), named("b")),
        fault=around_act("getFaceInfoItem", names_of_first),
    ),
    Mutant(
        "addFace.newest-group",
        kind="wrong-place",
        requirement="addFace.effect.readable",
        sentence="A record goes to the newest group, whichever was named.",
        why="Banned customers stand among the gold cards.",
        witness=(create("a"), create("b"), add(group="a"), get()),
        fault=around_act("addFace", newest_group),
    ),
    Mutant(
        "addFace.missing-group-stranger",
        kind="wrong-place",
        requirement="addFace.group_name.missing",
        sentence="A record for a group that does not exist becomes a stranger.",
        why="A typing error in the group's name loses the customer among passers-by.",
        witness=(add(group="vip"),),
        fault=around_act("addFace", missing_to_stranger),
    ),
    Mutant(
        "updateFace.first-updated",
        kind="wrong-place",
        requirement="updateFace.effect.updated",
        sentence="An update goes to the oldest record of the group, whichever was named.",
        why="Mr. Brown gets the age of Mrs. White.",
        witness=(add("{n}", times=2), change("2", age=20), get("2")),
        fault=around_act("updateFace", first_updated),
    ),
    Mutant(
        "updateGroup.missing-created",
        kind="created-instead",
        requirement="updateGroup.old_name.missing",
        sentence="Editing a group that does not exist creates it.",
        why="A typing error leaves a group that nobody ordered.",
        witness=(update(),),
        fault=around_act("updateGroup", missing_created),
    ),
    Mutant(
        "updateGroup.old-name-kept",
        kind="created-instead",
        requirement="updateGroup.effect.updated",
        sentence="A renamed group leaves an empty group of its old name.",
        why="After some renaming all ten groups are used up.",
        witness=(create(), update(name="svip"), groups()),
        fault=around_act("updateGroup", old_name_kept),
    ),
    Mutant(
        "createGroup.overwrites",
        kind="created-instead",
        requirement="createGroup.name.taken",
        sentence="A new group of a name that there is changes the old one.",
        why="A second app that sets itself up takes over the shop's group.",
        witness=(create(), create(capacity=20)),
        fault=around_act("createGroup", overwritten),
    ),
    Mutant(
        "addFaceInfoItem.replaces",
        kind="list-mishandled",
        requirement="addFaceInfoItem.effect.listed",
        sentence="New attributes take the place of those that the group had.",
        why="Adding a field to the registration form empties the others.",
        witness=(create(), attributes("a"), attributes("b"), named()),
        fault=around_act("addFaceInfoItem", replaced),
    ),
    Mutant(
        "addFaceInfoItem.first-only",
        kind="list-mishandled",
        requirement="addFaceInfoItem.effect.listed",
        sentence="Of a list of attributes only the first is added.",
        why="The registration form has one field of four.",
        witness=(create(), attributes("a", "b"), named()),
        fault=around_act("addFaceInfoItem", only_first_name),
    ),
]
