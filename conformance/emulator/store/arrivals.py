"""Arrivals of faces: how often and when."""

from __future__ import annotations

import sqlite3

from conformance.emulator.store.records import Record

DAY = 24 * 60 * 60
"""Seconds."""


def note(db: sqlite3.Connection, record: Record, time: int) -> None:
    """One more arrival of a record at that Unix time; the last arrival is the latest, not the last reported."""
    db.execute("INSERT INTO arrivals VALUES (?, ?)", (record.id, time))
    db.execute(
        "UPDATE records SET arrive_count = arrive_count + 1, arrive_time = MAX(COALESCE(arrive_time, ?1), ?1) "
        "WHERE id = ?2",
        (time, record.id),
    )


def within(db: sqlite3.Connection, record: Record, days: int, until: int) -> int:
    """How often a record arrived in the days before `until`, that moment included."""
    rows = db.execute(
        "SELECT count(*) FROM arrivals WHERE record_id = ? AND time > ? AND time <= ?",
        (record.id, until - days * DAY, until),
    )
    return int(rows.fetchone()[0])


def forget(db: sqlite3.Connection, record: Record, before: int) -> None:
    """Drops the arrivals of a record before that Unix time."""
    db.execute("DELETE FROM arrivals WHERE record_id = ? AND time < ?", (record.id, before))
