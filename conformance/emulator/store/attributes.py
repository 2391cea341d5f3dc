"""User-defined attributes of groups, and the values that records have for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping


def names(db: sqlite3.Connection, group_id: int) -> list[str]:
    """The attribute names of a group in the order in which they were added."""
    rows = db.execute("SELECT name FROM attributes WHERE group_id = ? ORDER BY id", (group_id,))
    return [name for (name,) in rows.fetchall()]


def add(db: sqlite3.Connection, group_id: int, added: Collection[str]) -> None:
    """More attributes for a group."""
    db.executemany("INSERT INTO attributes (group_id, name) VALUES (?, ?)", [(group_id, name) for name in added])


def remove(db: sqlite3.Connection, group_id: int, removed: Collection[str]) -> None:
    """Fewer attributes for a group. The values of its records are left as they are."""
    db.executemany("DELETE FROM attributes WHERE group_id = ? AND name = ?", [(group_id, name) for name in removed])


def drop_values(db: sqlite3.Connection, group_id: int, removed: Collection[str]) -> None:
    """Deletes what the records of a group have for these attributes."""
    db.executemany(
        "DELETE FROM attribute_values WHERE name = ? AND record_id IN (SELECT id FROM records WHERE group_id = ?)",
        [(name, group_id) for name in removed],
    )


def values(db: sqlite3.Connection, record_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The stored values of each of these records, by name; records without values are left out."""
    marks = ",".join("?" * len(record_ids))
    rows = db.execute(
        f"SELECT record_id, name, value FROM attribute_values WHERE record_id IN ({marks})",  # noqa: S608 - marks only
        tuple(record_ids),
    )
    found: dict[int, dict[str, str]] = {}
    for record_id, name, value in rows.fetchall():
        found.setdefault(record_id, {})[name] = value
    return found


def set_values(db: sqlite3.Connection, record_id: int, given: Mapping[str, str]) -> None:
    """Stores values of a record; an empty one is deleted."""
    for name, value in given.items():
        if value:
            db.execute("INSERT OR REPLACE INTO attribute_values VALUES (?, ?, ?)", (record_id, name, value))
        else:
            db.execute("DELETE FROM attribute_values WHERE record_id = ? AND name = ?", (record_id, name))


def keep_values(db: sqlite3.Connection, record_id: int, kept: Collection[str]) -> None:
    """Deletes the values of a record under any other name than these."""
    stored = values(db, [record_id]).get(record_id, {})
    set_values(db, record_id, {name: "" for name in stored if name not in kept})
