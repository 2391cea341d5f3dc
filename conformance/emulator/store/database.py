"""Opens the state: creates the tables, and says in a sentence why a file can't be used."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

VERSION = 1
"""Of the tables below; a file from another version is refused."""

APPLICATION = 0x49504345
"""Marks a file as ours ("IPCE" in its header)."""

TABLES = """
CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    capacity INTEGER NOT NULL,
    description TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT 0   -- number of records, kept by the triggers below
);
CREATE TABLE attributes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE,
    name TEXT NOT NULL,
    UNIQUE (group_id, name)
);
CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    faceid TEXT NOT NULL UNIQUE,      -- the text as it was sent
    number TEXT NOT NULL,             -- the same filled up with zeros: sorts and compares as a number
    group_id INTEGER NOT NULL REFERENCES groups,
    hash BLOB NOT NULL,
    age INTEGER,
    age_range INTEGER NOT NULL,
    gender INTEGER NOT NULL,
    arrive_count INTEGER NOT NULL DEFAULT 0,
    arrive_time INTEGER
);
CREATE INDEX records_by_group ON records (group_id, id);
CREATE INDEX records_by_number ON records (number);
CREATE TABLE attribute_values (
    record_id INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record_id, name)
) WITHOUT ROWID;
CREATE TABLE arrivals (
    record_id INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    time INTEGER NOT NULL
);
CREATE INDEX arrivals_by_record ON arrivals (record_id, time);
CREATE TABLE retired (number TEXT PRIMARY KEY) WITHOUT ROWID;   -- faceids of deleted records: never made again
CREATE TABLE condition (times INTEGER NOT NULL, period INTEGER NOT NULL, last_faceid INTEGER NOT NULL);
CREATE TRIGGER record_added AFTER INSERT ON records BEGIN
    UPDATE groups SET size = size + 1 WHERE id = new.group_id;
END;
CREATE TRIGGER record_deleted AFTER DELETE ON records BEGIN
    UPDATE groups SET size = size - 1 WHERE id = old.group_id;
    INSERT OR IGNORE INTO retired VALUES (old.number);
END;
CREATE TRIGGER record_moved AFTER UPDATE OF group_id ON records BEGIN
    UPDATE groups SET size = size - 1 WHERE id = old.group_id;
    UPDATE groups SET size = size + 1 WHERE id = new.group_id;
END;
"""


class StateError(Exception):
    """A state file that can't be used; the message says why and what to do."""


def open_state(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    """The database in that file (None: in memory), and whether the camera is still to be activated in it.

    The file is locked until the connection is closed. Raises StateError.
    """
    try:
        return _open(path)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StateError(f"{path} is in use by another emulator: stop it, or name another --state file.") from error
        raise StateError(f"{path} can't be opened ({error}): name a file in a folder that can be written.") from error
    except sqlite3.DatabaseError as error:
        raise StateError(f"{path} is no emulator state ({error}): name another --state file.") from error


def _open(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=0, cached_statements=256)
    try:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # one emulator a file; the lock ends with the process
        empty = _is_empty(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # what was committed survives kill -9, not a power cut
        db.execute("PRAGMA foreign_keys = ON")
        if empty:
            _create(db)
        with Transaction(db):
            db.execute("UPDATE condition SET times = times")  # takes the write lock now rather than later
    except BaseException:
        db.close()
        raise
    # An emulator that was killed between creating the tables and filling them is activated now.
    return db, not db.execute("SELECT count(*) FROM condition").fetchone()[0]


def _is_empty(db: sqlite3.Connection, path: Path | None) -> bool:
    if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return True
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StateError(f"{path} is a database of something else: name another --state file.")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise StateError(f"{path} is a state of version {version}, not {VERSION}: start with a new --state file.")
    return False


def _create(db: sqlite3.Connection) -> None:
    db.executescript(
        f"BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
    )


class Transaction:
    """All or nothing, unless an error says that a part stays (`partly`).

    A class, because a generator costs a microsecond more on each request.
    """

    __slots__ = ("_db",)

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._db.execute("ROLLBACK" if kind and not getattr(error, "partly", False) else "COMMIT")
        except sqlite3.Error:  # a commit that failed, for want of space, leaves the transaction open
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
