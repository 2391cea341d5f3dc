"""What a success promises and nobody does: not stored, not found missing, not deleted."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Acting, around_act, forgiven, stored, trigger
from conformance.emulator.mutants.witness import (
    add,
    attributes,
    call,
    change,
    create,
    delete,
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
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import records


def fiftieth_lost(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """Every 50th record of a group is answered and not stored."""
    data = act(camera, new, picture)
    if data is not None and camera.existing_group(new.group_name).size % 50 == 0:
        camera.db.execute("DELETE FROM records WHERE faceid = ?", (data["faceid"],))
    return data


def third_lost(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """Values of the third and later attributes of a group are not stored."""
    data = act(camera, new, picture)
    group = camera.existing_group(new.group_name)
    record = records.by_faceid(camera.db, data["faceid"]) if data else None
    if record:
        stored_attributes.keep_values(camera.db, record.id, stored_attributes.names(camera.db, group.id)[:2])
    return data


def done_although_taken(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """A faceid that is taken is answered with success; the record that has it stays as it was."""
    if new.faceid and records.by_faceid(camera.db, new.faceid):
        return {"faceid": new.faceid}
    return act(camera, new, picture)


def not_moved(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """Everything but the move is done."""
    before = records.by_faceid(camera.db, edit.faceid)
    data = act(camera, edit, picture)
    if before:
        records.move(camera.db, before.id, before.group_id)
    return data


def move_forgotten(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """A group to move to that does not exist is not moved to."""
    known = edit.new_group_name is None or camera.group(edit.new_group_name) is not None
    return act(camera, edit if known else edit._replace(new_group_name=None), picture)


def nothing(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """All is looked at; nothing is done, and that is answered with success."""
    camera.db.execute("SAVEPOINT before")
    data = act(camera, *read)
    camera.db.execute("ROLLBACK TO before")
    return data


def found_nobody(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """Nobody is found, with success."""
    try:
        return act(camera, *read)
    except Refused as refused:
        if refused.cause != "no-match":
            raise
        return {}


MUTANTS = [
    Mutant(
        "updateGroup.description-not-stored",
        kind="not-stored",
        requirement="updateGroup.effect.updated",
        sentence="A new description is answered with success and not stored.",
        why="The manager's correction is lost, and the app says it is done.",
        witness=(create(), update(description="platinum"), groups()),
        fault=trigger(
            "AFTER UPDATE OF description ON groups", "UPDATE groups SET description = old.description WHERE id = new.id"
        ),
    ),
    Mutant(
        "updateGroup.capacity-by-rename",
        kind="not-stored",
        requirement="updateGroup.effect.updated",
        sentence="A new capacity is stored only if the name changes too.",
        why="The shop pays for more places and does not get them.",
        witness=(create(), update(capacity=20), groups()),
        fault=trigger(
            "AFTER UPDATE OF capacity ON groups WHEN old.name = new.name AND old.capacity <> new.capacity",
            "UPDATE groups SET capacity = old.capacity WHERE id = new.id",
        ),
    ),
    Mutant(
        "updateMigration.period-not-stored",
        kind="not-stored",
        requirement="updateMigration.effect.reported",
        sentence="A new period is answered with success and not stored.",
        why="Strangers become regulars by a period that nobody wants any more.",
        witness=(migration(), groups()),
        fault=trigger("AFTER UPDATE OF period ON condition", "UPDATE condition SET period = old.period"),
    ),
    Mutant(
        "updateFace.age-not-stored",
        kind="not-stored",
        requirement="updateFace.effect.updated",
        sentence="A new age is answered with success and not stored.",
        why="A corrected age stays wrong.",
        witness=(add(age=10), change(age=20), get()),
        fault=trigger(
            "AFTER UPDATE OF age ON records",
            "UPDATE records SET age = old.age, age_range = old.age_range WHERE id = new.id",
        ),
    ),
    Mutant(
        "updateFace.picture-not-stored",
        kind="not-stored",
        requirement="getFaceByPicture.match.found",
        sentence="A new picture is answered with success and not stored.",
        why="A customer who grew a beard is never recognised again.",
        witness=(add(), change(picture="bert"), find("bert")),
        fault=trigger("AFTER UPDATE OF hash ON records", "UPDATE records SET hash = old.hash WHERE id = new.id"),
    ),
    Mutant(
        "updateFace.move-not-done",
        kind="not-stored",
        requirement="updateFace.new_group_name.moves",
        sentence="A move is answered with success and not carried out.",
        why="The banned customer stays in the gold-card group.",
        witness=(add(), change(new_group_name="stranger"), get()),
        fault=around_act("updateFace", not_moved),
    ),
    Mutant(
        "addFace.fiftieth-lost",
        kind="sometimes-lost",
        requirement="addFace.effect.readable",
        sentence="Every 50th record of a group is answered with success and not stored.",
        why="One customer in fifty is never recognised, and no test with ten notices.",
        witness=(add("{n}", times=50), get("50")),
        fault=around_act("addFace", fiftieth_lost),
    ),
    Mutant(
        "addFace.third-attribute-lost",
        kind="sometimes-lost",
        requirement="addFace.effect.readable",
        sentence="Of a record's attributes only the first two are stored.",
        why="The third column of the customer table is empty.",
        witness=(create(), attributes("a", "b", "c"), add(group="vip", c="3"), get()),
        fault=around_act("addFace", third_lost),
    ),
    Mutant(
        "createGroup.never-again",
        kind="sometimes-lost",
        requirement="createGroup.effect.listed",
        sentence="A group of a name that was deleted before is answered with success and not created.",
        why="A group that was deleted by mistake can't be made again.",
        witness=(create(), call("deleteGroup", name="vip"), create(), groups()),
        fault=stored(
            "CREATE TEMP TABLE gone (name TEXT)",
            "CREATE TEMP TRIGGER noted AFTER DELETE ON groups BEGIN INSERT INTO gone VALUES (old.name); END",
            "CREATE TEMP TRIGGER mutant AFTER INSERT ON groups WHEN new.name IN (SELECT name FROM gone) "
            "BEGIN DELETE FROM groups WHERE id = new.id; DELETE FROM gone WHERE name = new.name; END",
        ),
    ),
    Mutant(
        "addFace.done-although-taken",
        kind="sometimes-lost",
        requirement="addFace.effect.readable",
        sentence="A record whose faceid is taken is answered with success; the old one stays as it was.",
        why="The app believes that the new face is stored.",
        witness=(add(age=10), add(age=20), get()),
        fault=around_act("addFace", done_although_taken),
        readings=("faceid.taken=replaced",),
    ),
    Mutant(
        "deleteGroup.missing-done",
        kind="missing-done",
        requirement="deleteGroup.name.missing",
        sentence="Deleting a group that does not exist is answered with success.",
        why="A typing error passes for a deletion, and the group stays.",
        witness=(call("deleteGroup", name="vip"),),
        fault=forgiven("deleteGroup", "group-missing"),
    ),
    Mutant(
        "addFaceInfoItem.missing-group-done",
        kind="missing-done",
        requirement="addFaceInfoItem.group_name.missing",
        sentence="Adding attributes to a group that does not exist is answered with success.",
        why="The values of the attributes are ignored later, and nobody knows why.",
        witness=(attributes("hobby"),),
        fault=forgiven("addFaceInfoItem", "group-missing"),
    ),
    Mutant(
        "removeFaceInfoItem.missing-group-done",
        kind="missing-done",
        requirement="removeFaceInfoItem.group_name.missing",
        sentence="Removing attributes of a group that does not exist is answered with success.",
        why="What was to be removed for privacy's sake is still there, in the group that was meant.",
        witness=(unattribute("hobby"),),
        fault=forgiven("removeFaceInfoItem", "group-missing"),
    ),
    Mutant(
        "updateFace.missing-done",
        kind="missing-done",
        requirement="updateFace.faceid.missing",
        sentence="Updating a record that does not exist is answered with success.",
        why="The correction goes nowhere, and the app says it is done.",
        witness=(change(),),
        fault=forgiven("updateFace", "record-missing"),
    ),
    Mutant(
        "updateFace.move-missing-done",
        kind="missing-done",
        requirement="updateFace.new_group_name.missing",
        sentence="A move to a group that does not exist is answered with success.",
        why="A typing error in the group passes for a promotion.",
        witness=(add(), change(new_group_name="vip")),
        fault=around_act("updateFace", move_forgotten),
    ),
    Mutant(
        "getFaceByPicture.nobody-done",
        kind="missing-done",
        requirement="getFaceByPicture.match.none",
        sentence="A picture that shows nobody known is answered with success and no record.",
        why="The till greets a customer without a name.",
        witness=(find(),),
        fault=around_act("getFaceByPicture", found_nobody),
    ),
    Mutant(
        "removeFaceInfoItem.not-removed",
        kind="nothing-done",
        requirement="removeFaceInfoItem.effect.gone",
        sentence="A removal is answered with success, and the attribute is still there.",
        why="What was to be removed for privacy's sake is still stored and shown.",
        witness=(create(), attributes("hobby"), unattribute("hobby"), named()),
        fault=around_act("removeFaceInfoItem", nothing),
    ),
    Mutant(
        "deleteGroup.not-deleted",
        kind="nothing-done",
        requirement="deleteGroup.effect.gone",
        sentence="A deletion is answered with success, and the group is still there.",
        why="Groups pile up until no new one can be made.",
        witness=(create(), call("deleteGroup", name="vip"), groups()),
        fault=around_act("deleteGroup", nothing),
    ),
    Mutant(
        "deleteFace.not-deleted",
        kind="nothing-done",
        requirement="deleteFace.success_list.deleted",
        sentence="success_list names records that are still there.",
        why="A customer who asked to be forgotten is recognised the next day.",
        witness=(add(), delete("1"), get()),
        fault=around_act("deleteFace", nothing),
    ),
]
