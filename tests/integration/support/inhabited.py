"""A camera in use: groups and records of other people, and all of its state, by the API and in its state file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from conformance.run.pictures import draw
from conformance.wire import Client, Credentials, FilePart, Target, TLSOptions
from support.emulators import APP_ID, SECRET

PEOPLE = 20021
"""The seed of the drawn people who live there: none of them is one of a run's."""
DEFAULTS = ("stranger", "regular")

# What the emulator counts for itself, and which faceids were ever given: no client can see or restore that.
_TABLES = {
    "groups": "name, capacity, description, size",
    "attributes": "(SELECT name FROM groups WHERE id = group_id) AS home, name",
    "records": "faceid, (SELECT name FROM groups WHERE id = group_id) AS home, hash, age, age_range, gender, "
    "arrive_count, arrive_time",
    "attribute_values": "(SELECT faceid FROM records WHERE id = record_id) AS record, name, value",
    "arrivals": "(SELECT faceid FROM records WHERE id = record_id) AS record, time",
    "condition": "times, period",
}


def client(url: str) -> Client:
    """A client of the emulated camera at this address."""
    return Client(Target(url, TLSOptions(insecure=True)), Credentials(APP_ID, SECRET))


def inhabit(url: str, groups: int) -> None:
    """Moves in: so many groups, the first of them full, one empty; records in the default groups, a condition."""
    with client(url) as camera:
        _must(camera.update_migration(3, 20))
        for number, name in enumerate(DEFAULTS):
            _must(camera.update_group(name, name, 900 + number, f"those who live in {name}"))
            _must(camera.add_face(name, _picture(number), faceid=str(500 + number), age=20 + number))
        for number in range(groups):
            _move_in(camera, f"house {number}", number)


def _move_in(camera: Client, name: str, number: int) -> None:
    capacity = 3 if number == 0 else 100 + number
    _must(camera.create_group(name, capacity, f"the {number}. house"))
    if number == 1:
        return
    _must(camera.add_face_info_item(name, ["hobby", "floor"]))
    for person in range(3):
        faceid, who = str(1000 + 10 * number + person), _picture(2 + 3 * number + person)
        _must(camera.add_face(name, who, faceid=faceid, age=30 + person, hobby="tennis", floor=str(person)))


def _picture(number: int) -> FilePart:
    drawn = draw(number, seed=PEOPLE)
    return FilePart("pic", drawn.filename, drawn.content_type, drawn.data)


def _must(exchange: Any) -> None:
    assert exchange.succeeded, exchange.describe()


def state_by_api(url: str) -> dict[str, Any]:
    """Everything that can be read: groups, their attributes, their records."""
    with client(url) as camera:
        groups = {each["name"]: each for each in camera.get_group_list().data["face_group"]}
        names = {name: camera.get_face_info_item(name).data for name in groups}
        records = {name: camera.get_face_list(name, 1, 100).data for name in groups}
    return {"groups": groups, "attributes": names, "records": records}


def state_in_file(path: Path) -> dict[str, list[Any]]:
    """The tables of a state file whose emulator has ended."""
    with closing(sqlite3.connect(path)) as db:
        return {
            table: sorted(db.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
            for table, columns in _TABLES.items()
        }
