"""Face records in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from conformance.spec.faceid import UNSIGNED_END

NUMBER_WIDTH = len(str(UNSIGNED_END))
"""Digits of the largest 64-bit number: faceids are filled up to it to be compared as numbers."""

FIRST_GENERATED = 10**12
"""Faceids are generated above this, out of the way of those that people choose."""

SELECT = "SELECT id, faceid, group_id, age, age_range, gender, arrive_count, arrive_time FROM records "
ORDERS = {"added": "id", "faceid": "number, id", "newest-first": "id DESC", "other": "id % 2, id"}


class Record(NamedTuple):
    """One face record. `id` grows with each record added; `age` is None unless set, `arrive_time` until it arrives."""

    id: int
    faceid: str
    group_id: int
    age: int | None
    age_range: int
    gender: int
    arrive_count: int
    arrive_time: int | None


def number_of(faceid: str) -> str:
    """The text by which faceids compare as numbers."""
    return faceid.lstrip("0").zfill(NUMBER_WIDTH)


def _one(rows: sqlite3.Cursor) -> Record | None:
    row = rows.fetchone()
    return Record._make(row) if row else None


def by_faceid(db: sqlite3.Connection, faceid: str) -> Record | None:
    """The record with exactly this faceid."""
    return _one(db.execute(SELECT + "WHERE faceid = ?", (faceid,)))


def by_number(db: sqlite3.Connection, faceid: str) -> Record | None:
    """The record whose faceid is the same number."""
    return _one(db.execute(SELECT + "WHERE number = ?", (number_of(faceid),)))


def by_id(db: sqlite3.Connection, record_id: int) -> Record:
    """The record with that internal id, which exists."""
    row = db.execute(SELECT + "WHERE id = ?", (record_id,)).fetchone()
    return Record._make(row)


def page(db: sqlite3.Connection, group_id: int, order: str, size: int, skip: int) -> list[Record]:
    """At most `size` records of a group after the first `skip`; `order` is a key of ORDERS."""
    rows = db.execute(
        SELECT + "WHERE group_id = ? ORDER BY " + ORDERS[order] + " LIMIT ? OFFSET ?",
        (group_id, size, skip),
    )
    return [Record._make(row) for row in rows.fetchall()]


def longest_absent(db: sqlite3.Connection, group_id: int, size: int, arrived_only: bool) -> list[Record]:
    """At most `size` records of a group, those first that did not arrive for the longest time."""
    rows = db.execute(
        SELECT + "WHERE group_id = ? AND (arrive_time IS NOT NULL OR NOT ?) "
        "ORDER BY COALESCE(arrive_time, 0), id LIMIT ?",
        (group_id, arrived_only, size),
    )
    return [Record._make(row) for row in rows.fetchall()]


def hashes(db: sqlite3.Connection) -> list[tuple[int, bytes]]:
    """Internal id and picture hash of every record, in the order added."""
    return db.execute("SELECT id, hash FROM records ORDER BY id").fetchall()


def add(db: sqlite3.Connection, faceid: str, group_id: int, picture: bytes, preset: tuple[int | None, int, int]) -> int:
    """A new record with that picture hash; `preset` is age, age range, gender. Returns the internal id."""
    cursor = db.execute(
        "INSERT INTO records (faceid, number, group_id, hash, age, age_range, gender) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (faceid, number_of(faceid), group_id, picture, *preset),
    )
    return int(cursor.lastrowid or 0)


def change(db: sqlite3.Connection, record_id: int, group_id: int, preset: tuple[int | None, int, int]) -> None:
    """Another group, age, age range and gender for a record."""
    db.execute(
        "UPDATE records SET group_id = ?, age = ?, age_range = ?, gender = ? WHERE id = ?",
        (group_id, *preset, record_id),
    )


def move(db: sqlite3.Connection, record_id: int, group_id: int) -> None:
    """Another group for a record."""
    db.execute("UPDATE records SET group_id = ? WHERE id = ?", (group_id, record_id))


def set_picture(db: sqlite3.Connection, record_id: int, picture: bytes) -> None:
    """Another picture hash for a record."""
    db.execute("UPDATE records SET hash = ? WHERE id = ?", (picture, record_id))


def delete(db: sqlite3.Connection, record_ids: Collection[int]) -> None:
    """Deletes records with their values and arrivals."""
    db.executemany("DELETE FROM records WHERE id = ?", [(record_id,) for record_id in record_ids])


def next_faceid(db: sqlite3.Connection) -> str:
    """A faceid that no record has or ever had."""
    while True:
        (number,) = db.execute("UPDATE condition SET last_faceid = last_faceid + 1 RETURNING last_faceid").fetchone()
        faceid = str(number)
        known = "SELECT 1 FROM records WHERE number = ?1 UNION SELECT 1 FROM retired WHERE number = ?1"
        if db.execute(known, (number_of(faceid),)).fetchone() is None:
            return faceid
