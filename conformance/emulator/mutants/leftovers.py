"""What a deletion does not free, or leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, around_act, both, stored
from conformance.emulator.mutants.witness import (
    add,
    arrive,
    attributes,
    call,
    create,
    delete,
    find,
    get,
    listed,
    named,
    repeat,
    unattribute,
)
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.store import attributes as stored_attributes


def stale_listed(act: Acting, camera: Camera, page: Any) -> Data | None:
    """The list shows a record that was deleted last, until another one is added."""
    data = act(camera, page)
    group = camera.group(page.group_name)
    row = camera.db.execute("SELECT faceid FROM ghosts WHERE group_id = ?", (group.id if group else 0,)).fetchone()
    if data is not None and row and page.number == 1 and len(data["faceid_list"]) < page.size:
        ghost = {"faceid": row[0], "age_range": 1, "gender": 0, "arrive_count": 0, "age": None, "arrive_time": 0}
        data["faceid_list"].append(ghost)
    return data


def refuse_if(query: str, cause: str, *attributes_of: str) -> Callable[..., Data | None]:
    """Refuses if a query about what was asked (an attribute of it by name) finds something."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        asked = [getattr(read[0], name) for name in attributes_of] or [read[0]]
        row = camera.db.execute(query, [value for value in asked if isinstance(value, str | int)]).fetchone()
        if row and row[0]:
            raise Refused(cause, "what was deleted still counts")
        return act(camera, *read)

    return around


def remembering(event: str, columns: str, row: str, operation: str, around: Callable[..., Data | None]) -> Fault:
    """A table `kept` that remembers at an event, and an operation that consults it."""
    return both(
        stored(
            f"CREATE TEMP TABLE kept ({columns})",
            f"CREATE TEMP TRIGGER keeps AFTER {event} BEGIN INSERT INTO kept VALUES ({row}); END",  # noqa: S608
        ),
        around_act(operation, around),
    )


def attributes_return(act: Acting, camera: Camera, values: Any) -> Data | None:
    """A new group gets the attributes that a deleted one of its name had."""
    data = act(camera, values)
    kept = camera.db.execute("SELECT attribute FROM kept WHERE name = ?", (values.name,)).fetchall()
    group = camera.existing_group(values.name)
    stored_attributes.add(camera.db, group.id, [name for (name,) in kept])
    return data


def still_found(act: Acting, camera: Camera, nothing: None, picture: bytes) -> Data | None:
    """The index of faces still knows those that were deleted."""
    try:
        return act(camera, nothing, picture)
    except Refused:
        row = camera.db.execute("SELECT faceid FROM kept WHERE hash = ?", (picture,)).fetchone()
        if row is None:
            raise
        return {
            "faceid": row[0], "group_name": "regular", "age": None, "age_range": 1, "gender": 1,
            "arrive_count": 0, "arrive_time": 0,
        }  # fmt: skip


MUTANTS = [
    Mutant(
        "deleteFace.still-listed",
        kind="ghost",
        requirement="deleteFace.effect.gone",
        sentence="The record deleted last still stands in the list of its group.",
        why="Whoever checks that a customer was forgotten sees him.",
        witness=(add(), delete("1"), listed()),
        fault=both(
            stored(
                "CREATE TEMP TABLE ghosts (group_id INTEGER PRIMARY KEY, faceid TEXT)",
                "CREATE TEMP TRIGGER ghost AFTER DELETE ON records BEGIN "
                "INSERT OR REPLACE INTO ghosts VALUES (old.group_id, old.faceid); END",
                "CREATE TEMP TRIGGER laid AFTER INSERT ON records BEGIN "
                "DELETE FROM ghosts WHERE group_id = new.group_id; END",
            ),
            around_act("getFaceList", stale_listed),
        ),
    ),
    Mutant(
        "deleteFace.still-found",
        kind="ghost",
        requirement="getFaceByPicture.match.none",
        sentence="A deleted record is still found by its picture.",
        why="A customer who asked to be forgotten is greeted by name.",
        witness=(add(), delete("1"), find()),
        fault=remembering(
            "DELETE ON records", "hash BLOB, faceid TEXT", "old.hash, old.faceid", "getFaceByPicture", still_found
        ),
    ),
    Mutant(
        "deleteGroup.attributes-return",
        kind="ghost",
        requirement="getFaceInfoItem.values.stored",
        sentence="A new group has the attributes of a deleted one of the same name.",
        why="The new group has no place for its own attributes.",
        witness=(create(), attributes("hobby"), call("deleteGroup", name="vip"), create(), named()),
        fault=both(
            stored(
                "CREATE TEMP TABLE kept (name TEXT, attribute TEXT)",
                "CREATE TEMP TRIGGER keeps BEFORE DELETE ON groups BEGIN "
                "INSERT INTO kept SELECT old.name, name FROM attributes WHERE group_id = old.id; END",
            ),
            around_act("createGroup", attributes_return),
        ),
    ),
    Mutant(
        "deleteFace.arrivals-return",
        kind="ghost",
        requirement="addFace.arrive_count.zero",
        sentence="A record that is added under the faceid of a deleted one has its arrivals.",
        why="A new customer begins with another one's visits.",
        witness=(add(), arrive(), delete("1"), add(), get()),
        fault=stored(
            "CREATE TEMP TABLE kept (faceid TEXT, came INTEGER, last INTEGER)",
            "CREATE TEMP TRIGGER keeps AFTER DELETE ON records WHEN old.arrive_count BEGIN "
            "INSERT INTO kept VALUES (old.faceid, old.arrive_count, old.arrive_time); END",
            "CREATE TEMP TRIGGER returns AFTER INSERT ON records WHEN new.faceid IN (SELECT faceid FROM kept) BEGIN "
            "UPDATE records SET (arrive_count, arrive_time) = "
            "(SELECT came, last FROM kept WHERE faceid = new.faceid ORDER BY rowid DESC) WHERE id = new.id; END",
        ),
    ),
    Mutant(
        "deleteFace.place-not-freed",
        kind="not-freed",
        requirement="addFace.answer.accepts",
        sentence="A deleted record keeps its place in the group's capacity.",
        why="After a year of coming and going the group is full and empty.",
        witness=(create(capacity=1), add(group="vip"), delete("1", group="vip"), add("2", group="vip")),
        fault=remembering(
            "DELETE ON records",
            "name TEXT",
            "(SELECT name FROM groups WHERE id = old.group_id)",
            "addFace",
            refuse_if(
                "SELECT count(*) >= (SELECT capacity - size FROM groups WHERE name = ?1) FROM kept WHERE name = ?1",
                "group-full",
                "group_name",
            ),
        ),
    ),
    Mutant(
        "deleteGroup.capacity-not-freed",
        kind="not-freed",
        requirement="createGroup.answer.accepts",
        sentence="The capacity of a deleted group still counts towards the 30000.",
        why="After some reorganisation no new group can be made.",
        witness=(create(capacity=20000), call("deleteGroup", name="vip"), create(capacity=20000)),
        fault=remembering(
            "DELETE ON groups",
            "capacity INTEGER",
            "old.capacity",
            "createGroup",
            refuse_if(
                "SELECT total(capacity) + ?1 + (SELECT sum(capacity) FROM groups) > 30000 FROM kept",
                "capacity-refused",
                "capacity",
            ),
        ),
    ),
    Mutant(
        "deleteGroup.number-not-freed",
        kind="not-freed",
        requirement="createGroup.answer.accepts",
        sentence="A deleted group still counts towards the ten groups.",
        why="After the eighth campaign the shop can't begin a ninth.",
        witness=(repeat(create("g{n}"), 8), call("deleteGroup", name="g1"), create()),
        fault=remembering(
            "DELETE ON groups",
            "name TEXT",
            "old.name",
            "createGroup",
            refuse_if("SELECT count(*) + (SELECT count(*) FROM groups) > 9 FROM kept", "group-limit"),
        ),
    ),
    Mutant(
        "deleteGroup.emptied-refused",
        kind="not-freed",
        requirement="deleteGroup.answer.accepts",
        sentence="A group that ever held a record can't be deleted, though it is empty again.",
        why="The groups of past campaigns stay for ever.",
        witness=(create(), add(group="vip"), delete("1", group="vip"), call("deleteGroup", name="vip")),
        fault=remembering(
            "DELETE ON records",
            "name TEXT",
            "(SELECT name FROM groups WHERE id = old.group_id)",
            "deleteGroup",
            refuse_if("SELECT count(*) FROM kept WHERE name = ?", "group-not-empty"),
        ),
    ),
    Mutant(
        "removeFaceInfoItem.place-not-freed",
        kind="not-freed",
        requirement="addFaceInfoItem.answer.accepts",
        sentence="A removed attribute still counts towards the five of its group.",
        why="A field of the registration form can never be exchanged.",
        witness=(create(), attributes("a", "b", "c", "d", "e"), unattribute("a"), attributes("f")),
        fault=remembering(
            "DELETE ON attributes",
            "name TEXT",
            "(SELECT name FROM groups WHERE id = old.group_id)",
            "addFaceInfoItem",
            refuse_if(
                "SELECT count(*) > 4 - (SELECT count(*) FROM attributes JOIN groups ON groups.id = group_id "
                "WHERE groups.name = ?1) FROM kept WHERE name = ?1",
                "attribute-limit",
                "group_name",
            ),
        ),
    ),
]
