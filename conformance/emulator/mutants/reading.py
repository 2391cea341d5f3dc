"""Reading records: pages, those long absent, searches by picture, answers that are old, reads that change something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, answered, around_act, by_parameter, understood
from conformance.emulator.mutants.witness import (
    absent,
    add,
    arrive,
    attributes,
    change,
    create,
    find,
    get,
    groups,
    listed,
    named,
    repeat,
)
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.service import Service
from conformance.emulator.store import arrivals, records

PRESET = {"faceid", "group_name", "age", "age_range", "gender", "arrive_count", "arrive_time", "point"}
"""Fields of a record that are no attributes."""


def sliced(first: Callable[[Any], int], size: Callable[[Any], int]) -> Fault:
    """A page begins at another record, or is of another size, than it should."""

    def around(act: Acting, camera: Camera, page: Any) -> Data | None:
        data = act(camera, page)
        group = camera.group(page.group_name)
        if data is None or group is None or group.size > 100:
            return data
        everybody = act(camera, page._replace(number=1, size=100)) or {}
        start = first(page)
        data["faceid_list"] = everybody["faceid_list"][start : start + size(page)]
        for key in {"return_num", "num"} & set(data):
            data[key] = len(data["faceid_list"])
        return data

    return around_act("getFaceList", around)


def last_page(read: Any, camera: Camera, asked: Any) -> Any:
    """Without a page number the last page is meant."""
    page = read(camera, asked)
    group = camera.group(page.group_name)
    if asked.values.get("page_num") or not group or not group.size:
        return page
    return page._replace(number=(group.size - 1) // page.size + 1)


def page_default(service: Service) -> None:
    """Without a page number the last page is meant."""
    handler = service.handlers["getFaceList"]
    service.handlers["getFaceList"] = handler._replace(
        read=lambda camera, asked: last_page(handler.read, camera, asked)
    )


def whole_pages(act: Acting, camera: Camera, page: Any) -> Data | None:
    """There are as many pages as whole ones; a last one that is not full is empty, unless it is the first."""
    data = act(camera, page)
    if data and page.number > 1 and len(data["faceid_list"]) < page.size:
        data["faceid_list"] = []
        for key in {"return_num", "num"} & set(data):
            data[key] = 0
    return data


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


def turning(service: Service) -> None:
    """Each list begins one record further than the one before."""
    handler, asked = service.handlers["getFaceList"], {"times": 0}

    def act(camera: Camera, page: Any) -> Data | None:
        asked["times"] += 1
        group = camera.group(page.group_name)
        if group is None or not 1 < group.size <= 100:
            return handler.act(camera, page)
        everybody = (handler.act(camera, page._replace(number=1, size=100)) or {})["faceid_list"]
        turn, start = (asked["times"] - 1) % group.size, (page.number - 1) * page.size
        data = handler.act(camera, page)
        if data:
            data["faceid_list"] = [*everybody[turn:], *everybody[:turn]][start : start + page.size]
        return data

    service.handlers["getFaceList"] = handler._replace(act=act)


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


def reading_arrives(operation: str) -> Fault:
    """To be shown counts as an arrival."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        data = act(camera, *read)
        for shown in data.get("faceid_list", [data]) if data else ():
            record = records.by_faceid(camera.db, shown["faceid"])
            if record:
                arrivals.note(camera.db, record, record.arrive_time or 1600000000)
        return data

    return around_act(operation, around)


def first_arrival(act: Acting, camera: Camera, faceid: str) -> Data | None:
    """arrive_time is that of the first arrival."""
    data = act(camera, faceid)
    row = camera.db.execute(
        "SELECT min(time) FROM arrivals JOIN records ON records.id = record_id WHERE faceid = ?", (faceid,)
    ).fetchone()
    if data and row[0]:
        data["arrive_time"] = row[0]
    return data


def cached(operation: str) -> Fault:
    """A successful answer is given again to the same question for ever."""

    def fault(service: Service) -> None:
        handler, answers = service.handlers[operation], {}

        def act(camera: Camera, *read: Any) -> Data | None:
            if read not in answers:
                answers[read] = handler.act(camera, *read)
            return answers[read]

        service.handlers[operation] = handler._replace(act=act)

    return fault


def last_search(service: Service) -> None:
    """Whoever was found first is found again while that record exists."""
    handler, found = service.handlers["getFaceByPicture"], {}

    def act(camera: Camera, nothing: None, picture: bytes) -> Data | None:
        data = handler.act(camera, nothing, picture)
        earlier = found.setdefault("data", data)
        exists = earlier and records.by_faceid(camera.db, earlier["faceid"])
        if not exists:
            found["data"] = data
        return found["data"]

    service.handlers["getFaceByPicture"] = handler._replace(act=act)


def among(query: str) -> Fault:
    """A search looks only among the records of a query; others are not found."""

    def around(act: Acting, camera: Camera, nothing: None, picture: bytes) -> Data | None:
        data = act(camera, nothing, picture)
        known = {row[0] for row in camera.db.execute(query)}
        if data and data["faceid"] not in known:
            raise Refused("no-match")
        return data

    return around_act("getFaceByPicture", around)


def anybody(act: Acting, camera: Camera, nothing: None, picture: bytes) -> Data | None:
    """Whoever is the first in the library is found if nobody else is."""
    try:
        return act(camera, nothing, picture)
    except Refused:
        row = camera.db.execute("SELECT hash FROM records ORDER BY id").fetchone()
        if row is None:
            raise
        return act(camera, nothing, row[0])


def exactly(act: Acting, camera: Camera, nothing: None, picture: bytes) -> Data | None:
    """Only the very picture that was added is found."""
    if picture not in {known for _, known in records.hashes(camera.db)}:
        raise Refused("no-match")
    return act(camera, nothing, picture)


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
        "getFaceList.default-twenty",
        kind="default-wrong",
        requirement="getFaceList.page_size.default",
        sentence="Without page_size a page holds 20 records; the default is 10.",
        why="The overview of an app that shows ten lacks every second page.",
        witness=(add("{n}", times=11), listed()),
        fault=by_parameter("getFaceList", "page_size", default=20),
    ),
    Mutant(
        "getFaceList.default-last-page",
        kind="default-wrong",
        requirement="getFaceList.page_num.default",
        sentence="Without page_num the last page comes; the default is the first.",
        why="The overview begins with its end.",
        witness=(add("{n}", times=2), listed(page_size=1)),
        fault=page_default,
    ),
    Mutant(
        "getFaceByArrival.default-ten",
        kind="default-wrong",
        requirement="getFaceByArrival.num.default",
        sentence="Without num ten records are returned; the default is one.",
        why="Ten customers get the letter that was meant for one.",
        witness=(add("{n}", times=2), absent()),
        fault=by_parameter("getFaceByArrival", "num", default=10),
    ),
    Mutant(
        "getFaceList.pages-from-zero",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Pages are counted from 0: page 1 is the second.",
        why="The first page of every group is never seen.",
        witness=(add(), listed()),
        fault=understood("getFaceList", lambda page: page._replace(number=page.number + 1)),
    ),
    Mutant(
        "getFaceList.overlap",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Each further page begins with the last record of the page before.",
        why="A backup holds records twice and lacks the last ones.",
        witness=(add("{n}", times=2), listed(page_num=2, page_size=1)),
        fault=sliced(lambda page: max(0, (page.number - 1) * page.size - 1), lambda page: page.size),
    ),
    Mutant(
        "getFaceList.gap",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Each further page leaves one record out.",
        why="One customer a page is missing in the backup.",
        witness=(add("{n}", times=2), listed(page_num=2, page_size=1)),
        fault=sliced(lambda page: (page.number - 1) * (page.size + 1), lambda page: page.size),
    ),
    Mutant(
        "getFaceList.whole-pages",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="A last page that is not full is empty.",
        why="The newest customers are in no list until there are ten of them.",
        witness=(add("{n}", times=3), listed(page_num=2, page_size=2)),
        fault=around_act("getFaceList", whole_pages),
    ),
    Mutant(
        "getFaceList.turning",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Each list begins one record further than the one before.",
        why="A backup page by page holds some customers twice and others never.",
        witness=(add("{n}", times=2), repeat(listed(page_size=1), 2)),
        fault=turning,
    ),
    Mutant(
        "getFaceList.one-short",
        kind="paging",
        requirement="getFaceList.page_size.entries",
        sentence="A page holds one record less than page_size; the next one begins where it should have ended.",
        why="Every tenth customer is in no list.",
        witness=(add("{n}", times=2), listed(page_size=2)),
        fault=sliced(lambda page: (page.number - 1) * page.size, lambda page: max(1, page.size - 1)),
    ),
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
    Mutant(
        "getFace.counts-arrival",
        kind="reading-changes",
        requirement="getFace.values.stored",
        sentence="To read a record counts as an arrival.",
        why="Each look at a customer's data earns a loyalty point.",
        witness=(add(), repeat(get(), 2)),
        fault=reading_arrives("getFace"),
    ),
    Mutant(
        "getFaceByArrival.counts-arrival",
        kind="reading-changes",
        requirement="getFaceByArrival.values.stored",
        sentence="To be listed among those who stay away counts as an arrival.",
        why="Each customer gets the letter once and is then believed to be back.",
        witness=(add(), absent(), get()),
        fault=reading_arrives("getFaceByArrival"),
    ),
    Mutant(
        "getFaceList.counts-arrival",
        kind="reading-changes",
        requirement="getFaceList.values.stored",
        sentence="To be listed counts as an arrival.",
        why="A backup every night makes every customer a regular.",
        witness=(add(), repeat(listed(), 2)),
        fault=reading_arrives("getFaceList"),
    ),
    Mutant(
        "getFace.cached",
        kind="stale",
        requirement="getFace.values.stored",
        sentence="A record that was read once is shown so for ever.",
        why="Corrections don't reach the till until the camera is restarted.",
        witness=(add(age=10), get(), change(age=20), get()),
        fault=cached("getFace"),
    ),
    Mutant(
        "getFaceInfoItem.cached",
        kind="stale",
        requirement="addFaceInfoItem.effect.listed",
        sentence="The attributes of a group that were read once are shown so for ever.",
        why="A new field of the form does not show up until the camera is restarted.",
        witness=(create(), named(), attributes("hobby"), named()),
        fault=cached("getFaceInfoItem"),
    ),
    Mutant(
        "getFaceByPicture.first-found-again",
        kind="stale",
        requirement="getFaceByPicture.match.found",
        sentence="Whoever was found first is found again by every picture of somebody known.",
        why="All customers are greeted by the first one's name.",
        witness=(add("1"), add("2", picture="bert"), find(), find("bert")),
        fault=last_search,
    ),
    Mutant(
        "getFaceByPicture.anybody",
        kind="search-wrong",
        requirement="getFaceByPicture.match.none",
        sentence="A picture of somebody unknown finds the first record of the library.",
        why="Strangers are greeted by a customer's name, and may pay with his account.",
        witness=(add(), find("bert")),
        fault=around_act("getFaceByPicture", anybody),
    ),
    Mutant(
        "getFaceByPicture.regular-only",
        kind="search-wrong",
        requirement="getFaceByPicture.match.found",
        sentence="A search looks among regulars only.",
        why="Gold cards and banned customers are not recognised.",
        witness=(add(group="stranger"), find()),
        fault=among("SELECT faceid FROM records WHERE group_id = 2"),
    ),
    Mutant(
        "getFaceByPicture.first-thirty",
        kind="search-wrong",
        requirement="getFaceByPicture.match.found",
        sentence="A search looks at the first 30 records of the library only.",
        why="Customers who registered later are never recognised.",
        witness=(add("{n}", picture="bert", times=30), add("31"), find()),
        fault=among("SELECT faceid FROM records ORDER BY id LIMIT 30"),
    ),
    Mutant(
        "getFaceByPicture.exactly",
        kind="search-wrong",
        requirement="getFaceByPicture.match.again",
        sentence="Only the very picture that was added finds its record.",
        why="No customer ever looks the same again.",
        witness=(add(), find("anna-again")),
        fault=around_act("getFaceByPicture", exactly),
    ),
]
