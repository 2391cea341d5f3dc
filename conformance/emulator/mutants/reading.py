"""Entries of lists that are left out, shown incompletely or wrongly."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import PRESET, Acting, answered, around_act
from conformance.emulator.mutants.witness import (
    absent,
    add,
    arrive,
    attributes,
    create,
    get,
    groups,
    listed,
    named,
    repeat,
)
from conformance.emulator.render import Data


def second_page_bare(act: Acting, camera: Camera, page: Any) -> Data | None:
    """From the second page on records come without their attributes."""
    data = act(camera, page)
    for record in data["faceid_list"] if data and page.number > 1 else ():
        strip(record)
    return data


def strip(record: Data) -> None:
    """A record without attributes."""
    for name in set(record) - PRESET:
        del record[name]


def first_whole(data: Data) -> None:
    """Only the first record comes with its attributes."""
    for record in data["faceid_list"][1:]:
        strip(record)


def by_faceid(data: Data) -> None:
    """Sorted by faceid."""
    data["faceid_list"].sort(key=lambda record: record["faceid"])


def latest(act: Acting, camera: Camera, asked: Any) -> Data | None:
    """The records that arrived last, not those that stay away."""
    data = act(camera, asked._replace(num=10**6))
    if data:
        data["faceid_list"] = data["faceid_list"][-asked.num :]
        data["return_num"] = len(data["faceid_list"])
    return data


def first_arrival(act: Acting, camera: Camera, faceid: str) -> Data | None:
    """arrive_time is that of the first arrival."""
    data = act(camera, faceid)
    row = camera.db.execute(
        "SELECT min(time) FROM arrivals JOIN records ON records.id = record_id WHERE faceid = ?", (faceid,)
    ).fetchone()
    if data and row[0]:
        data["arrive_time"] = row[0]
    return data


def without_fifth(data: Data) -> None:
    """The fifth attribute is not listed."""
    data["name_list"] = data.get("name_list", [])[:4]
    data["num"] = len(data["name_list"])


def first_eight(data: Data) -> None:
    """Eight groups are listed."""
    data["face_group"] = data["face_group"][:8]
    data["num"] = len(data["face_group"])


def filled_only(data: Data) -> None:
    """Default groups are listed when they hold a record."""
    data["face_group"] = [group for group in data["face_group"][:2] if group["count"]] + data["face_group"][2:]
    data["num"] = len(data["face_group"])


def times_everywhere(data: Data) -> None:
    """Every group has a condition."""
    for group in data["face_group"]:
        group.setdefault("times", 0)
        group.setdefault("period", 0)


def neighbours(data: Data) -> None:
    """Each group shows the description of the one before."""
    entries = data["face_group"]
    key = "description" if "description" in entries[0] else "Description"
    shown = [entry[key] for entry in entries]
    for number, entry in enumerate(entries):
        entry[key] = shown[number - 1]


MUTANTS = [
    Mutant(
        "getFaceList.second-page-bare",
        kind="shown-incompletely",
        requirement="getFaceList.values.stored",
        sentence="From the second page on records come without their attributes.",
        why="Only the first ten customers have a phone number.",
        witness=(
            create(),
            attributes("a"),
            add("{n}", group="vip", times=2, a="1"),
            listed("vip", page_num=2, page_size=1),
        ),
        fault=around_act("getFaceList", second_page_bare),
    ),
    Mutant(
        "getFaceList.first-record-whole",
        kind="shown-incompletely",
        requirement="getFaceList.values.stored",
        sentence="In a list only the first record comes with its attributes.",
        why="Only one customer of the list has a phone number.",
        witness=(create(), attributes("a"), add("{n}", group="vip", times=2, a="1"), listed("vip")),
        fault=answered("getFaceList", first_whole),
    ),
    Mutant(
        "getFaceInfoItem.without-fifth",
        kind="shown-incompletely",
        requirement="addFaceInfoItem.effect.listed",
        sentence="The fifth attribute of a group is not listed.",
        why="The last field of the registration form is missing.",
        witness=(create(), attributes("a", "b", "c", "d", "e"), named()),
        fault=answered("getFaceInfoItem", without_fifth),
    ),
    Mutant(
        "getGroupList.first-eight",
        kind="shown-incompletely",
        requirement="createGroup.effect.listed",
        sentence="Eight groups are listed, though there can be ten.",
        why="The newest groups are there and nobody sees them.",
        witness=(repeat(create("g{n}"), 7), groups()),
        fault=answered("getGroupList", first_eight),
    ),
    Mutant(
        "getGroupList.empty-defaults-hidden",
        kind="shown-incompletely",
        requirement="getGroupList.defaults.listed",
        sentence="A default group is listed only when it holds a record.",
        why="The app says that the camera was never activated.",
        witness=(groups(),),
        fault=answered("getGroupList", filled_only),
    ),
    Mutant(
        "getGroupList.times-everywhere",
        kind="shown-wrongly",
        requirement="getGroupList.stranger.condition",
        sentence="times and period stand in every group, as 0.",
        why="The app offers to set a condition that does not exist.",
        witness=(groups(),),
        fault=answered("getGroupList", times_everywhere),
    ),
    Mutant(
        "getGroupList.neighbours-description",
        kind="shown-wrongly",
        requirement="getGroupList.values.stored",
        sentence="Each group shows the description of the group before it.",
        why="Staff take the list of banned customers for that of gold cards.",
        witness=(groups(),),
        fault=answered("getGroupList", neighbours),
    ),
    Mutant(
        "getFace.first-arrival",
        kind="shown-wrongly",
        requirement="getFace.values.stored",
        sentence="arrive_time is that of the first arrival, not of the last.",
        why="Customers who came today get the letter for those who stay away.",
        witness=(add(), arrive(days_ago=2), arrive(days_ago=1), get()),
        fault=around_act("getFace", first_arrival),
    ),
    Mutant(
        "getFaceByArrival.by-faceid",
        kind="shown-wrongly",
        requirement="getFaceByArrival.records.sorted",
        sentence="The records are sorted by faceid, not by their last arrival.",
        why="Who reads the list from the top writes to the wrong customers.",
        witness=(
            add("{n}", times=3),
            arrive("1", days_ago=2),
            arrive("2", days_ago=3),
            arrive("3", days_ago=1),
            absent(num=3),
        ),
        fault=answered("getFaceByArrival", by_faceid),
    ),
    Mutant(
        "getFaceByArrival.latest",
        kind="shown-wrongly",
        requirement="getFaceByArrival.records.longest-absent",
        sentence="The records that arrived last are returned, not those that stay away.",
        why="`We miss you` goes to who came this morning.",
        witness=(add("{n}", times=2), arrive("1", days_ago=2), arrive("2", days_ago=1), absent(num=1)),
        fault=around_act("getFaceByArrival", latest),
    ),
]
