"""Searches by picture, answers that are old, and reads that change something."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, around_act
from conformance.emulator.mutants.witness import absent, add, change, find, get, repeat
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.service import Service
from conformance.emulator.store import arrivals, records


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
    handler = service.handlers["getFaceByPicture"]
    found: dict[str, Data | None] = {}

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


MUTANTS = [
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
        "getFace.cached",
        kind="stale",
        requirement="getFace.values.stored",
        sentence="A record that was read once is shown so for ever.",
        why="Corrections don't reach the till until the camera is restarted.",
        witness=(add(age=10), get(), change(age=20), get()),
        fault=cached("getFace"),
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
