"""Sums of capacities, and what gets lost when a group is renamed or a record moved."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, around_act, both, stored
from conformance.emulator.mutants.witness import add, attributes, change, create, find, get, named, repeat, update
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.store import groups as stored_groups
from conformance.emulator.store import records


def renamed(statement: str) -> Fault:
    """SQL when a group gets another name; `new` is the group."""
    return stored(
        f"CREATE TEMP TRIGGER mutant AFTER UPDATE OF name ON groups WHEN old.name <> new.name BEGIN {statement}; END"
    )


def own_capacity_twice(act: Acting, camera: Camera, values: Any) -> Data | None:
    """The sum holds both the old and the new capacity of the group."""
    total = sum(group.capacity for group in stored_groups.every(camera.db)) + values.capacity
    if camera.group(values.old_name) and total > camera.spec.device.capacity_total:
        raise Refused("capacity-refused", f"{total} in all")
    return act(camera, values)


def sum_before(act: Acting, camera: Camera, values: Any) -> Data | None:
    """The sum is looked at before the new group counts, each group by itself."""
    spec = camera.spec
    before = sum(group.capacity for group in stored_groups.every(camera.db))
    if before > spec.device.capacity_total or values.capacity > spec.device.capacity_total:
        raise Refused("capacity-refused", f"{before} in all")
    try:
        return act(camera, values)
    except Refused as refused:
        if refused.cause != "capacity-refused":
            raise
    stored_groups.create(camera.db, values.name, values.capacity, values.description)
    return None


def sum_forgotten(act: Acting, camera: Camera, values: Any) -> Data | None:
    """An edit looks at the capacity of the one group only."""
    try:
        return act(camera, values)
    except Refused as refused:
        group = camera.group(values.old_name)
        alone = values.capacity <= camera.spec.device.capacity_total and group and values.capacity >= group.size
        if refused.cause != "capacity-refused" or not group or not alone:
            raise
    stored_groups.change(camera.db, group.id, values.name, values.capacity, values.description)
    return None


def age_lost(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """A record that moves loses the age that it had."""
    before = records.by_faceid(camera.db, edit.faceid)
    data = act(camera, edit, picture)
    after = records.by_faceid(camera.db, edit.faceid)
    if before and after and before.group_id != after.group_id and edit.age is None:
        records.change(camera.db, after.id, after.group_id, (None, after.age_range, after.gender))
    return data


def gender_reset(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """A gender that is not mentioned becomes unknown."""
    return act(camera, edit._replace(gender=0) if edit.gender is None else edit, picture)


def first_home(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """The group that is shown is the one in which the record was added."""
    data = act(camera, *read)
    row = camera.db.execute("SELECT name FROM homes WHERE faceid = ?", (data["faceid"] if data else "",)).fetchone()
    if data and row:
        data["group_name"] = row[0]
    return data


MUTANTS = [
    Mutant(
        "createGroup.capacity-sum-before",
        kind="sum-wrong",
        requirement="createGroup.capacity.sum",
        sentence="The sum of capacities is looked at before the new group is counted.",
        why="The shop promises more places than the camera has; registrations fail months later.",
        witness=(repeat(create("g{n}", 20000), 2),),
        fault=around_act("createGroup", sum_before),
        readings=("capacity.defaults-counted=no",),
    ),
    Mutant(
        "updateGroup.capacity-sum-forgotten",
        kind="sum-wrong",
        requirement="updateGroup.capacity.sum",
        sentence="An edit may raise a capacity beyond what the sum allows.",
        why="The limit that is kept when a group is made can be walked around.",
        witness=(create("a", 20000), create("b"), update("b", "b", 20000)),
        fault=around_act("updateGroup", sum_forgotten),
        readings=("capacity.defaults-counted=no",),
    ),
    Mutant(
        "updateGroup.own-capacity-twice",
        kind="sum-wrong",
        requirement="updateGroup.answer.accepts",
        sentence="An edit counts the group's old capacity besides the new one.",
        why="The description of a large group can't be corrected.",
        witness=(create(capacity=15000), update(capacity=15000)),
        fault=around_act("updateGroup", own_capacity_twice),
    ),
    Mutant(
        "updateGroup.rename-loses-attributes",
        kind="lost-on-the-way",
        requirement="updateGroup.records.kept",
        sentence="A renamed group loses its attributes.",
        why="The phone numbers of all its members are gone.",
        witness=(create(), attributes("phone"), update(name="svip"), named("svip")),
        fault=renamed("DELETE FROM attributes WHERE group_id = new.id"),
    ),
    Mutant(
        "updateGroup.rename-loses-records",
        kind="lost-on-the-way",
        requirement="updateGroup.records.kept",
        sentence="A renamed group loses its records.",
        why="Correcting a typing error costs the shop all gold-card customers.",
        witness=(create(), add(group="vip"), update(name="svip"), get()),
        fault=renamed("DELETE FROM records WHERE group_id = new.id"),
    ),
    Mutant(
        "updateFace.move-loses-age",
        kind="lost-on-the-way",
        requirement="updateFace.unmentioned.kept",
        sentence="A record that moves loses the age that it had.",
        why="Each promotion makes the statistics poorer.",
        witness=(add(age=10), change(new_group_name="stranger"), get()),
        fault=around_act("updateFace", age_lost),
    ),
    Mutant(
        "updateFace.gender-reset",
        kind="lost-on-the-way",
        requirement="updateFace.unmentioned.kept",
        sentence="An update that does not mention the gender sets it to unknown.",
        why="Each correction of an age makes the record poorer.",
        witness=(add(gender=1), change(age=20), get()),
        fault=around_act("updateFace", gender_reset),
    ),
    Mutant(
        "getFaceByPicture.first-home",
        kind="stale",
        requirement="getFaceByPicture.values.stored",
        sentence="A found record shows the group in which it was added, not the one to which it moved.",
        why="The banned customer is greeted as a gold card.",
        witness=(add(), change(new_group_name="stranger"), find()),
        fault=both(
            stored(
                "CREATE TEMP TABLE homes (faceid TEXT PRIMARY KEY, name TEXT)",
                "CREATE TEMP TRIGGER home AFTER INSERT ON records BEGIN INSERT OR REPLACE INTO homes "
                "VALUES (new.faceid, (SELECT name FROM groups WHERE id = new.group_id)); END",
            ),
            around_act("getFaceByPicture", first_home),
        ),
    ),
]
