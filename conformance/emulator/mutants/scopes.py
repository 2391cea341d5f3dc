"""Changes that reach too far, or change others beside the right one."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Acting, around_act, own_groups, stored
from conformance.emulator.mutants.witness import (
    absent,
    add,
    arrive,
    attributes,
    call,
    change,
    create,
    delete,
    get,
    groups,
    listed,
    named,
    unattribute,
)
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import groups as stored_groups
from conformance.emulator.store import records


def added_to_all(act: Acting, camera: Camera, values: Any) -> Data | None:
    """Every group of one's own gets the attributes, where they fit."""
    data = act(camera, values)
    for group in own_groups(camera):
        present = stored_attributes.names(camera.db, group.id)
        if not set(present) & set(values.names) and len(present) + len(values.names) <= 5:
            stored_attributes.add(camera.db, group.id, values.names)
    return data


def all_removed(act: Acting, camera: Camera, values: Any) -> Data | None:
    """With one attribute all are removed."""
    data = act(camera, values)
    group = camera.existing_group(values.group_name)
    stored_attributes.remove(camera.db, group.id, stored_attributes.names(camera.db, group.id))
    return data


def values_lost(act: Acting, camera: Camera, values: Any) -> Data | None:
    """With an attribute the records lose the values of the others."""
    data = act(camera, values)
    group = camera.existing_group(values.group_name)
    stored_attributes.drop_values(camera.db, group.id, stored_attributes.names(camera.db, group.id))
    return data


def face_moves(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """A face that is added again loses its earlier record."""
    data = act(camera, new, picture)
    if data is not None:
        camera.db.execute("DELETE FROM records WHERE hash = ? AND faceid <> ?", (picture, data["faceid"]))
    return data


def delete_anywhere(_act: Acting, camera: Camera, deletion: Any) -> Data | None:
    """Records are deleted from whichever group they are in."""
    camera.existing_group(deletion.group_name)
    lists: Data = {"success_list": [], "failed_list": [], "not_exist_list": []}
    for faceid in dict.fromkeys(deletion.faceids):
        record = records.by_faceid(camera.db, faceid)
        lists["success_list" if record else "not_exist_list"].append(faceid)
        records.delete(camera.db, [record.id] if record else [])
    return lists


def delete_alike(act: Acting, camera: Camera, deletion: Any) -> Data | None:
    """Records go whose faceid begins like that of a deleted one."""
    data = act(camera, deletion)
    for faceid in data["success_list"] if data else ():
        camera.db.execute("DELETE FROM records WHERE faceid LIKE ? || '%'", (faceid,))
    return data


def groups_alike(act: Acting, camera: Camera, name: str) -> Data | None:
    """Empty groups go whose name begins like that of the deleted one."""
    data = act(camera, name)
    camera.db.execute("DELETE FROM groups WHERE size = 0 AND id > 2 AND substr(name, 1, length(?1)) = ?1", (name,))
    return data


def alike_taken(act: Acting, camera: Camera, values: Any) -> Data | None:
    """A name counts as taken if it begins with that of a group."""
    if any(values.name.startswith(group.name) for group in own_groups(camera)):
        raise Refused("group-name-taken", values.name)
    return act(camera, values)


def everybody_listed(act: Acting, camera: Camera, page: Any) -> Data | None:
    """The first page also holds records of the other default group."""
    data = act(camera, page)
    group = camera.group(page.group_name)
    others = [other for other in stored_groups.every(camera.db)[:2] if not group or other.id != group.id]
    if data and group and len(data["faceid_list"]) < page.size:
        for other in others:
            shown = act(camera, page._replace(group_name=other.name, number=1))
            data["faceid_list"] += shown["faceid_list"] if shown else []
    return data


def any_group(act: Acting, camera: Camera, asked: Any) -> Data | None:
    """An empty group answers with the records of another one."""
    group = camera.group(asked.group_name)
    filled = [other.name for other in stored_groups.every(camera.db) if other.size]
    if group and not group.size and filled:
        asked = asked._replace(group_name=filled[0])
    return act(camera, asked)


def prefix_found(act: Acting, camera: Camera, faceid: str) -> Data | None:
    """An unknown faceid finds a record whose faceid begins with it."""
    row = camera.db.execute("SELECT faceid FROM records WHERE faceid LIKE ? || '%' ORDER BY faceid", (faceid,))
    found = row.fetchone()
    return act(camera, found[0] if found else faceid)


MUTANTS = [
    Mutant(
        "addFaceInfoItem.all-groups",
        kind="wrong-scope",
        requirement="getFaceInfoItem.names.own",
        sentence="Attributes are added to every group, not only to the one named.",
        why="The five places of the other groups are used up.",
        witness=(create("a"), create("b"), attributes("hobby", group="a"), named("b")),
        fault=around_act("addFaceInfoItem", added_to_all),
    ),
    Mutant(
        "removeFaceInfoItem.all-removed",
        kind="wrong-scope",
        requirement="removeFaceInfoItem.effect.gone",
        sentence="With one attribute all attributes of the group are removed.",
        why="Removing the hobby costs the phone numbers.",
        witness=(create(), attributes("a", "b"), unattribute("a"), named()),
        fault=around_act("removeFaceInfoItem", all_removed),
    ),
    Mutant(
        "deleteFace.other-group",
        kind="wrong-scope",
        requirement="deleteFace.group.own",
        sentence="A record of another group than the one named is deleted.",
        why="Clearing the strangers deletes a gold-card customer.",
        witness=(add(), delete("1", group="stranger")),
        fault=around_act("deleteFace", delete_anywhere),
    ),
    Mutant(
        "getFaceList.other-groups",
        kind="wrong-scope",
        requirement="getFaceList.records.asked-group",
        sentence="A list also holds records of the default groups.",
        why="Strangers are counted as members.",
        witness=(add(group="stranger"), listed()),
        fault=around_act("getFaceList", everybody_listed),
    ),
    Mutant(
        "getFaceByArrival.any-group",
        kind="wrong-scope",
        requirement="getFaceByArrival.records.asked-group",
        sentence="A group without records is answered with those of another one.",
        why="Letters meant for gold cards go to strangers.",
        witness=(add(group="stranger"), absent()),
        fault=around_act("getFaceByArrival", any_group),
    ),
    Mutant(
        "updateMigration.moves-any-group",
        kind="wrong-scope",
        requirement="updateMigration.effect.moves",
        sentence="Records of every group move to regular when they come often, not only strangers.",
        why="The best customers lose their gold card by coming.",
        witness=(create(), add(group="vip"), arrive(times=7), get()),
        fault=stored(
            "CREATE TEMP TRIGGER mutant AFTER UPDATE OF arrive_count ON records "
            "WHEN new.group_id > 2 AND new.arrive_count > (SELECT times FROM condition) "
            "BEGIN UPDATE records SET group_id = 2 WHERE id = new.id; END"
        ),
    ),
    Mutant(
        "createGroup.regular-described",
        kind="others-changed",
        requirement="createGroup.effect.others-kept",
        sentence="The description of a new group also becomes that of regular.",
        why="The overview tells that regulars are `Customers with gold card`.",
        witness=(create(), groups()),
        fault=stored(
            "CREATE TEMP TRIGGER mutant AFTER INSERT ON groups "
            "BEGIN UPDATE groups SET description = new.description WHERE id = 2; END"
        ),
    ),
    Mutant(
        "removeFaceInfoItem.other-values-lost",
        kind="others-changed",
        requirement="removeFaceInfoItem.effect.others-kept",
        sentence="With an attribute the records lose the values of all others.",
        why="Removing the hobby empties every phone number.",
        witness=(create(), attributes("a", "b"), add(group="vip", b="2"), unattribute("a"), get()),
        fault=around_act("removeFaceInfoItem", values_lost),
    ),
    Mutant(
        "addFace.same-face-moves",
        kind="others-changed",
        requirement="addFace.effect.others-kept",
        sentence="Adding a face a second time, under another faceid, deletes its first record.",
        why="The customer's old card stops working without a word.",
        witness=(add("1"), add("2"), get("1")),
        fault=around_act("addFace", face_moves),
    ),
    Mutant(
        "deleteFace.alike-deleted",
        kind="others-changed",
        requirement="deleteFace.effect.gone",
        sentence="With a record all records go whose faceid begins with its faceid.",
        why="Deleting customer 1 deletes customers 10 to 19 too.",
        witness=(add("1"), add("12"), delete("1"), get("12")),
        fault=around_act("deleteFace", delete_alike),
    ),
    Mutant(
        "deleteGroup.alike-deleted",
        kind="others-changed",
        requirement="deleteGroup.effect.others-kept",
        sentence="With a group all empty groups go whose name begins with its name.",
        why="Deleting `vip` deletes `vip-gold` too.",
        witness=(create("vip"), create("vip-gold"), call("deleteGroup", name="vip"), groups()),
        fault=around_act("deleteGroup", groups_alike),
    ),
    Mutant(
        "updateFace.arrivals-reset",
        kind="others-changed",
        requirement="updateFace.effect.others-kept",
        sentence="An update sets the record's arrivals back to none.",
        why="A corrected age costs the customer the loyalty bonus.",
        witness=(add(), arrive(), change(age=20), get()),
        fault=stored(
            "CREATE TEMP TRIGGER mutant AFTER UPDATE OF age ON records "
            "BEGIN UPDATE records SET arrive_count = 0, arrive_time = NULL WHERE id = new.id; END"
        ),
    ),
    Mutant(
        "createGroup.alike-taken",
        kind="compared-by-prefix",
        requirement="createGroup.answer.accepts",
        sentence="A name is refused as taken if it begins with the name of a group.",
        why="Beside `vip` there can be no `vip-gold`.",
        witness=(create("vip"), create("vip-gold")),
        fault=around_act("createGroup", alike_taken),
    ),
    Mutant(
        "getFace.prefix-found",
        kind="compared-by-prefix",
        requirement="getFace.record.asked",
        sentence="A faceid that no record has finds one whose faceid begins with it.",
        why="A half-typed customer number opens the door to another customer's account.",
        witness=(add("12"), get("1")),
        fault=around_act("getFace", prefix_found),
    ),
]
