"""Values that are stored otherwise than they were sent, and what a success promised and nobody did."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import (
    Acting,
    answered,
    around_act,
    around_read,
    forgiven,
    sent,
    stored,
    understood,
)
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
    listed,
    migration,
    named,
    unattribute,
    update,
)
from conformance.emulator.render import Data
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import records

WIDTH_32, WIDTH_64 = 2**32, 2**64


def trigger(event: str, statement: str) -> Fault:
    """SQL at an event of the state."""
    return stored(f"CREATE TEMP TRIGGER mutant {event} BEGIN {statement}; END")


def wrapped(values: dict[str, str]) -> None:
    """A faceid beyond 64 bits begins again at 0."""
    text = values.get("faceid", "")
    if text.isdigit() and len(text) <= 40 and int(text) >= WIDTH_64:
        values["faceid"] = str(int(text) % WIDTH_64)


def zero(read: Any, camera: Camera, asked: Any) -> Any:
    """0 is a faceid like any other."""
    if asked.values.get("faceid") != "0":
        return read(camera, asked)
    del asked.values["faceid"]
    return read(camera, asked)._replace(faceid="0")


def same_number(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """The faceid that the camera makes is made of the group alone."""
    if new.faceid is not None:
        return act(camera, new, picture)
    faceid = str(records.FIRST_GENERATED + camera.existing_group(new.group_name).id)
    camera.db.execute("DELETE FROM records WHERE faceid = ?", (faceid,))
    return act(camera, new._replace(faceid=faceid), picture)


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


def nothing(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """All is looked at; nothing is done, and that is answered with success."""
    camera.db.execute("SAVEPOINT before")
    data = act(camera, *read)
    camera.db.execute("ROLLBACK TO before")
    return data


def found_nobody(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """Nobody is found, with success."""
    return forgiven_data(act, camera, *read) or {}


def forgiven_data(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """What the operation answers; None if it refuses for want of a match."""
    from conformance.emulator.refusal import Refused

    try:
        return act(camera, *read)
    except Refused as refused:
        if refused.cause != "no-match":
            raise
        return None


def unknown_stored(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """A parameter that names no attribute becomes an attribute of the group."""
    group = camera.group(new.group_name)
    if group:
        known = {parameter.name for parameter in (*camera.spec.public, *new.request.operation.parameters)}
        present = stored_attributes.names(camera.db, group.id)
        unknown = [name for name in new.request.values if name not in known and name not in present]
        stored_attributes.add(camera.db, group.id, unknown)
    return act(camera, new, picture)


def swapped_values(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """The values of the group's first two attributes are exchanged, where both are given."""
    group = camera.group(edit.new_group_name or edit.group_name)
    first = stored_attributes.names(camera.db, group.id)[:2] if group else []
    values = edit.request.values
    if len(first) == 2 and all(name in values for name in first):
        values[first[0]], values[first[1]] = values[first[1]], values[first[0]]
    return act(camera, edit, picture)


def lists_from_zero(data: Data) -> None:
    """Age ranges are counted from 0."""
    for record in data["faceid_list"]:
        record["age_range"] -= 1


def by_decade(data: Data) -> None:
    """The age range is the decade."""
    if data.get("age"):
        data["age_range"] = min(8, data["age"] // 10 + 1)


MUTANTS = [
    Mutant(
        "createGroup.capacity-constant",
        kind="value-changed",
        requirement="createGroup.effect.listed",
        sentence="Each new group gets a capacity of 1000, whatever was asked for.",
        why="A group of ten VIPs takes a thousand places away from the others.",
        witness=(create(), groups()),
        fault=understood("createGroup", lambda values: values._replace(capacity=1000)),
    ),
    Mutant(
        "createGroup.description-64",
        kind="value-changed",
        requirement="createGroup.effect.listed",
        sentence="Only the first 64 characters of a description are stored.",
        why="The rest of what the manager wrote is lost, though the document promises 150.",
        witness=(create(description="d" * 65), groups()),
        fault=understood("createGroup", lambda values: values._replace(description=values.description[:64])),
    ),
    Mutant(
        "addFace.gender-zero-guessed",
        kind="value-changed",
        requirement="addFace.effect.readable",
        sentence="A gender of 0 counts as not given, and is guessed.",
        why="Who asked not to be classified is classified.",
        witness=(add(gender=0), get()),
        fault=trigger("AFTER INSERT ON records WHEN new.gender = 0", "UPDATE records SET gender = 1 WHERE id = new.id"),
    ),
    Mutant(
        "addFace.age-guessed",
        kind="value-changed",
        requirement="addFace.age.unset",
        sentence="A record without an age shows the middle of its age range as its age.",
        why="A guess passes for what the customer said, and opens or closes the door to alcohol.",
        witness=(add(), get()),
        fault=trigger("AFTER INSERT ON records WHEN new.age IS NULL", "UPDATE records SET age = 30 WHERE id = new.id"),
    ),
    Mutant(
        "addFace.arrived-at-once",
        kind="value-changed",
        requirement="addFace.arrive_count.zero",
        sentence="A record that was just added has arrived once.",
        why="Every customer has one visit too many.",
        witness=(add(), get()),
        fault=trigger("AFTER INSERT ON records", "UPDATE records SET arrive_count = 1 WHERE id = new.id"),
    ),
    Mutant(
        "addFace.unknown-stored",
        kind="value-changed",
        requirement="addFace.attributes.unknown-ignored",
        sentence="A parameter that names no attribute of the group is stored and shown.",
        why="Data that nobody agreed to store about a customer are stored.",
        witness=(add(hobby="tennis"), get()),
        fault=around_act("addFace", unknown_stored),
    ),
    Mutant(
        "updateMigration.swapped",
        kind="swapped",
        requirement="updateMigration.effect.reported",
        sentence="arrive_times and period are stored the wrong way round.",
        why="`3 times in 20 days` becomes `20 times in 3 days`: nobody becomes a regular.",
        witness=(migration(), groups()),
        fault=understood("updateMigration", lambda values: values._replace(arrive_times=values[1], period=values[0])),
    ),
    Mutant(
        "addFace.gender-swapped",
        kind="swapped",
        requirement="addFace.effect.readable",
        sentence="1 is stored as female and 2 as male.",
        why="Every greeting is wrong.",
        witness=(add(gender=1), get()),
        fault=trigger(
            "AFTER INSERT ON records WHEN new.gender > 0",
            "UPDATE records SET gender = 3 - new.gender WHERE id = new.id",
        ),
    ),
    Mutant(
        "updateFace.attributes-swapped",
        kind="swapped",
        requirement="updateFace.effect.updated",
        sentence="An update of both the first and the second attribute exchanges their values.",
        why="The phone number stands where the name was.",
        witness=(create(), attributes("a", "b"), add(group="vip"), change(group="vip", a="1", b="2"), get()),
        fault=around_act("updateFace", swapped_values),
    ),
    Mutant(
        "addFace.age-range-upper-ends",
        kind="age-range",
        requirement="getFace.age_range.fits",
        sentence="The last age of a range counts to the next: 12 is in the range from 13.",
        why="Twelve-year-olds get the advertising for teenagers.",
        witness=(add(age=12), get()),
        fault=trigger(
            "AFTER INSERT ON records WHEN new.age IN (6, 12, 18, 28, 35)",
            "UPDATE records SET age_range = new.age_range + 1 WHERE id = new.id",
        ),
    ),
    Mutant(
        "updateFace.age-range-stale",
        kind="age-range",
        requirement="getFace.age_range.fits",
        sentence="A new age leaves the age range as it was.",
        why="A typing error in the age stays in the statistics for ever.",
        witness=(add(age=10), change(age=30), get()),
        fault=trigger(
            "AFTER UPDATE OF age ON records", "UPDATE records SET age_range = old.age_range WHERE id = new.id"
        ),
    ),
    Mutant(
        "getFaceList.age-range-from-zero",
        kind="age-range",
        requirement="getFaceList.age_range.fits",
        sentence="In lists the age ranges are counted from 0.",
        why="Everybody in the report is one range younger than at the till.",
        witness=(add(age=10), listed()),
        fault=answered("getFaceList", lists_from_zero),
    ),
    Mutant(
        "getFaceByPicture.age-range-decade",
        kind="age-range",
        requirement="getFaceByPicture.age_range.fits",
        sentence="A found record shows the decade of the age as its age range.",
        why="The screen at the door shows advertising for others.",
        witness=(add(age=30), find()),
        fault=answered("getFaceByPicture", by_decade),
    ),
    Mutant(
        "addFace.no-age-range",
        kind="age-range",
        requirement="addFace.age.unset",
        sentence="A record without an age has age range 0 instead of what the camera sees.",
        why="The statistics by age hold only customers who told their age.",
        witness=(add(), get()),
        fault=trigger(
            "AFTER INSERT ON records WHEN new.age IS NULL", "UPDATE records SET age_range = 0 WHERE id = new.id"
        ),
    ),
    Mutant(
        "addFace.faceid-wraps",
        kind="number-width",
        requirement="addFace.faceid.64-bit",
        sentence="A faceid beyond 64 bits begins again at 0 and is taken.",
        why="Two customers of the till's list share one face.",
        witness=(add(str(WIDTH_64 + 5)),),
        fault=sent("addFace", wrapped),
    ),
    Mutant(
        "addFace.faceid-32-bit",
        kind="number-width",
        requirement="addFace.effect.readable",
        sentence="Only 32 bits of a faceid are stored; the answer names it whole.",
        why="The record can't be found by the faceid that the answer names.",
        witness=(add("5000000000"), get("5000000000")),
        fault=trigger(
            f"AFTER INSERT ON records WHEN length(new.faceid) > 9 AND CAST(new.faceid AS INTEGER) >= {WIDTH_32}",
            f"UPDATE records SET faceid = CAST(CAST(new.faceid AS INTEGER) & {WIDTH_32 - 1} AS TEXT), "
            f"number = printf('%020d', CAST(new.faceid AS INTEGER) & {WIDTH_32 - 1}) WHERE id = new.id",
        ),
    ),
    Mutant(
        "addFace.faceid-zero",
        kind="number-width",
        requirement="addFace.faceid.positive",
        sentence="A faceid of 0 is taken; it is to be a positive number.",
        why="0 means `nobody` in the till, who now has a face.",
        witness=(add("0"),),
        fault=around_read("addFace", zero),
    ),
    Mutant(
        "addFace.generated-again",
        kind="number-width",
        requirement="addFace.faceid.generated",
        sentence="The faceid that the camera makes is the same for each record of a group; the new one replaces the old.",
        why="Of all customers registered without a faceid one is left.",
        witness=(add(None, times=2),),
        fault=around_act("addFace", same_number),
    ),
    Mutant(
        "updateGroup.description-not-stored",
        kind="not-stored",
        requirement="updateGroup.effect.updated",
        sentence="A new description is answered with success and not stored.",
        why="The manager's correction is lost, and the app says it is done.",
        witness=(create(), update(description="platinum"), groups()),
        fault=trigger(
            "AFTER UPDATE OF description ON groups",
            "UPDATE groups SET description = old.description WHERE id = new.id",
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
        witness=(add(age=10), add(age=20)),
        fault=around_act("addFace", done_although_taken),
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
        fault=forgiven("updateFace", "group-missing"),
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
