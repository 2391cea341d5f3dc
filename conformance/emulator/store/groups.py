"""Face groups in the database, and the migration condition that belongs to the stranger group."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Group(NamedTuple):
    """One face group. `id` grows with creation; `size`, the number of its records, is kept by the database."""

    id: int
    name: str
    capacity: int
    description: str
    size: int


class Condition(NamedTuple):
    """When a stranger moves: `times` arrivals in `period` days."""

    times: int
    period: int


def every(db: sqlite3.Connection) -> list[Group]:
    """All groups in the order of their creation."""
    rows = db.execute("SELECT id, name, capacity, description, size FROM groups ORDER BY id")
    return [Group._make(row) for row in rows.fetchall()]


def create(db: sqlite3.Connection, name: str, capacity: int, description: str) -> None:
    """A new, empty group."""
    db.execute("INSERT INTO groups (name, capacity, description) VALUES (?, ?, ?)", (name, capacity, description))


def change(db: sqlite3.Connection, group_id: int, name: str, capacity: int, description: str) -> None:
    """Other values for a group."""
    db.execute(
        "UPDATE groups SET name = ?, capacity = ?, description = ? WHERE id = ?",
        (name, capacity, description, group_id),
    )


def delete(db: sqlite3.Connection, group_id: int) -> None:
    """Deletes an empty group with its attributes."""
    db.execute("DELETE FROM groups WHERE id = ?", (group_id,))


def condition(db: sqlite3.Connection) -> Condition:
    """The migration condition."""
    return Condition._make(db.execute("SELECT times, period FROM condition").fetchone())


def set_condition(db: sqlite3.Connection, times: int, period: int) -> None:
    """Another migration condition."""
    db.execute("UPDATE condition SET times = ?, period = ?", (times, period))


def create_condition(db: sqlite3.Connection, times: int, period: int, last_faceid: int) -> None:
    """The first migration condition, and the number after which faceids are generated."""
    db.execute("INSERT INTO condition VALUES (?, ?, ?)", (times, period, last_faceid))
