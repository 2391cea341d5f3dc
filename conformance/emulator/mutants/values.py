"""Values that are stored otherwise than they were sent."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Acting, answered, around_act, around_read, sent, trigger, understood
from conformance.emulator.mutants.witness import add, attributes, change, create, get, groups, listed, migration
from conformance.emulator.render import Data
from conformance.emulator.store import attributes as stored_attributes
from conformance.emulator.store import records
from conformance.spec.faceid import UNSIGNED_END


def wrapped(values: dict[str, str]) -> None:
    """A faceid beyond 64 bits begins again at 0."""
    text = values.get("faceid", "")
    if text.isdigit() and len(text) <= 40 and int(text) >= UNSIGNED_END:
        values["faceid"] = str(int(text) % UNSIGNED_END)


def zero(read: Any, camera: Camera, asked: Any) -> Any:
    """0 is a faceid like any other."""
    if asked.values.get("faceid") != "0":
        return read(camera, asked)
    del asked.values["faceid"]
    return read(camera, asked)._replace(faceid="0")


def same_number(act: Acting, camera: Camera, new: Any, picture: bytes) -> Data | None:
    """The faceid that the camera makes is always the same."""
    if new.faceid is not None:
        return act(camera, new, picture)
    camera.existing_group(new.group_name)
    faceid = str(records.FIRST_GENERATED + 1)
    camera.db.execute("DELETE FROM records WHERE faceid = ?", (faceid,))
    return act(camera, new._replace(faceid=faceid), picture)


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
        witness=(add(str(UNSIGNED_END + 5)),),
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
            "AFTER INSERT ON records WHEN length(new.faceid) > 9",
            "UPDATE records SET faceid = CAST(CAST(new.faceid AS INTEGER) % (1 << 32) AS TEXT), "
            "number = printf('%020d', CAST(new.faceid AS INTEGER) % (1 << 32)) WHERE id = new.id",
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
        sentence="The faceid that the camera makes is always the same; the new record replaces the old one.",
        why="Of all customers registered without a faceid one is left.",
        witness=(add(None, times=2),),
        fault=around_act("addFace", same_number),
    ),
]
