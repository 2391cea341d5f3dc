"""Numbers of groups, attributes and records that are not what they count."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, answered, around_act, both, refused_yet, stored
from conformance.emulator.mutants.witness import (
    absent,
    add,
    arrive,
    change,
    create,
    delete,
    get,
    groups,
    listed,
    migration,
    named,
)
from conformance.emulator.render import Data
from conformance.emulator.store import groups as stored_groups

MISCOUNTED = "CREATE TEMP TABLE miscounted (group_id INTEGER, more INTEGER)"


def show_miscounted(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """The list of groups with counts that are off by what the table `miscounted` says."""
    data = act(camera, *read) or {}
    found = camera.db.execute("SELECT groups.name, sum(more) FROM miscounted JOIN groups ON id = group_id GROUP BY 1")
    more = dict(found.fetchall())
    for group in data["face_group"]:
        group["count"] += more.get(group["name"], 0)
    return data


def miscounts(event: str, *rows: str) -> Fault:
    """Each row (`group, more`) is added to the miscounts at an event of the state."""
    inserts = " ".join(f"INSERT INTO miscounted VALUES ({row});" for row in rows)  # noqa: S608 - our own rows
    return both(
        stored(MISCOUNTED, f"CREATE TEMP TRIGGER miscounts {event} BEGIN {inserts} END"),
        around_act("getGroupList", show_miscounted),
    )


def count_refused(camera: Camera, new: Any, _picture: bytes) -> None:
    """A record that is not added is counted."""
    group = camera.existing_group(new.group_name)
    camera.db.execute("INSERT INTO miscounted VALUES (?, 1)", (group.id,))


def own_only(data: Data) -> None:
    """num counts the groups that are not default ones."""
    data["num"] -= 2


def five(data: Data) -> None:
    """num is that of the places for attributes."""
    data["num"] = 5


def of_the_page(data: Data) -> None:
    """total_num is the number of records on the page."""
    data["total_num"] = len(data["faceid_list"])


def return_num(act: Acting, camera: Camera, asked: Any) -> Data | None:
    """return_num is what was asked for."""
    data = act(camera, asked)
    if data is not None:
        key = "return_num" if "return_num" in data else "num"
        data[key] = asked[-1]
    return data


def free_places(data: Data) -> None:
    """capacity is what is left of it."""
    for group in data["face_group"]:
        group["capacity"] -= group["count"]


def one_late(data: Data) -> None:
    """The last arrival is not counted yet."""
    data["arrive_count"] = max(0, data["arrive_count"] - 1)


def double_in_list(data: Data) -> None:
    """Each arrival is counted as two, in and out."""
    for record in data["faceid_list"]:
        record["arrive_count"] *= 2


def all_records(act: Acting, camera: Camera, asked: Any) -> Data | None:
    """total_num is the number of records of the camera."""
    data = act(camera, asked)
    if data is not None:
        data["total_num"] = sum(group.size for group in stored_groups.every(camera.db))
    return data


MUTANTS = [
    Mutant(
        "getGroupList.num-own",
        kind="number-of-items",
        requirement="getGroupList.num.counts",
        sentence="num leaves the default groups out, though they are listed.",
        why="An app that makes room for num groups shows all but two.",
        witness=(groups(),),
        fault=answered("getGroupList", own_only),
    ),
    Mutant(
        "getFaceInfoItem.num-five",
        kind="number-of-items",
        requirement="getFaceInfoItem.num.counts",
        sentence="num is always 5, the number of places for attributes.",
        why="The registration form has empty fields that can't be filled.",
        witness=(create(), named()),
        fault=answered("getFaceInfoItem", five),
    ),
    Mutant(
        "getFaceList.total-of-page",
        kind="number-of-items",
        requirement="getFaceList.total_num.counts",
        sentence="total_num is the number of records on the page, not of the group.",
        why="Everything behind the first page stays unseen.",
        witness=(add("{n}", times=2), listed(page_size=1)),
        fault=answered("getFaceList", of_the_page),
    ),
    Mutant(
        "getFaceList.return-num-of-size",
        kind="number-of-items",
        requirement="getFaceList.return_num.counts",
        sentence="The number of returned records is page_size, however many there are.",
        why="An app that believes it reads past the end of the list.",
        witness=(listed(),),
        fault=around_act("getFaceList", return_num),
    ),
    Mutant(
        "getFaceByArrival.return-num-asked",
        kind="number-of-items",
        requirement="getFaceByArrival.return_num.counts",
        sentence="return_num is the num that was asked for, however many records are returned.",
        why="An app that believes it reads past the end of the list.",
        witness=(absent(num=5),),
        fault=around_act("getFaceByArrival", return_num),
    ),
    Mutant(
        "getGroupList.count-never-falls",
        kind="count-wrong",
        requirement="getGroupList.count.follows",
        sentence="count does not fall when a record is deleted.",
        why="The shop pays for places that are free.",
        witness=(add(), delete("1"), groups()),
        fault=miscounts("AFTER DELETE ON records", "old.group_id, 1"),
    ),
    Mutant(
        "getGroupList.count-of-refused",
        kind="count-wrong",
        requirement="getGroupList.count.follows",
        sentence="count grows when a record is refused because its faceid is taken.",
        why="After some retries the group looks full.",
        witness=(add(), add(), groups()),
        fault=both(
            stored(MISCOUNTED),
            refused_yet("addFace", "faceid-taken", count_refused),
            around_act("getGroupList", show_miscounted),
        ),
    ),
    Mutant(
        "updateFace.counts-not-moved",
        kind="count-wrong",
        requirement="updateFace.new_group_name.moves",
        sentence="When a record moves, the counts of both groups stay.",
        why="The overview says that nobody was promoted.",
        witness=(add(), change(new_group_name="stranger"), groups()),
        fault=miscounts(
            "AFTER UPDATE OF group_id ON records WHEN old.group_id <> new.group_id AND new.group_id <> 2",
            "old.group_id, 1",
            "new.group_id, -1",
        ),
    ),
    Mutant(
        "updateMigration.counts-not-moved",
        kind="count-wrong",
        requirement="getGroupList.count.follows",
        sentence="When a stranger moves to regular by itself, the count of stranger stays.",
        why="The stranger group looks full, and the shop deletes records in vain.",
        witness=(migration(arrive_times=1), add(group="stranger"), arrive(times=3), groups()),
        fault=miscounts(
            "AFTER UPDATE OF group_id ON records WHEN old.group_id = 1 AND new.group_id = 2", "old.group_id, 1"
        ),
    ),
    Mutant(
        "getGroupList.capacity-left",
        kind="count-wrong",
        requirement="getGroupList.values.stored",
        sentence="capacity is what is left of it.",
        why="Every registration seems to shrink the group that the shop pays for.",
        witness=(add(), groups()),
        fault=answered("getGroupList", free_places),
    ),
    Mutant(
        "getFace.arrive-count-late",
        kind="arrivals-miscounted",
        requirement="getFace.values.stored",
        sentence="arrive_count leaves the last arrival out.",
        why="The tenth visit, which earns a gift, is the eleventh.",
        witness=(add(), arrive(), get()),
        fault=answered("getFace", one_late),
    ),
]
