"""The stored state: what is kept, what belongs together, and files that can't be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from emulating import Desk, face

from conformance.emulator.store import database, groups, records
from conformance.emulator.store.database import StateError, Transaction, open_state


def create_twice(db: sqlite3.Connection) -> None:
    with Transaction(db):
        groups.create(db, "vip", 1, "")
        groups.create(db, "vip", 1, "")


def add_to_nothing(db: sqlite3.Connection) -> None:
    """Breaks a reference, which SQLite finds out when it commits."""
    with Transaction(db):
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO attributes (group_id, name) VALUES (99, 'x')")


def test_a_failed_transaction_leaves_nothing() -> None:
    db, _ = open_state(None)
    with pytest.raises(sqlite3.IntegrityError):
        create_twice(db)
    assert groups.every(db) == []
    db.close()


def test_a_commit_that_fails_leaves_no_open_transaction() -> None:
    db, _ = open_state(None)
    with pytest.raises(sqlite3.IntegrityError):
        add_to_nothing(db)
    assert not db.in_transaction
    db.close()


def test_state_file_is_read_again(cameras: Callable[..., Desk], tmp_path: Path) -> None:
    first = cameras(state=tmp_path / "state")
    first.create()
    first.attributes("a")
    first.add("7", a="v", age="20")
    kept = first.groups(), first.face("7")
    first.close()
    again = cameras(state=tmp_path / "state")
    assert (again.groups(), again.face("7")) == kept


def test_empty_file_becomes_a_state(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    db, new = open_state(tmp_path / "state")
    db.close()
    assert new


def test_other_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE x (y)")
    other.close()
    before = (tmp_path / "other").read_bytes()
    with pytest.raises(StateError, match="a database of something else"):
        open_state(tmp_path / "other")
    assert (tmp_path / "other").read_bytes() == before


def test_state_of_another_version_is_refused(tmp_path: Path) -> None:
    db, _ = open_state(tmp_path / "state")
    db.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    db.close()
    with pytest.raises(StateError, match="version 2, not 1: start with a new"):
        open_state(tmp_path / "state")


def test_failing_storage_is_answered_with_its_code(camera: Desk) -> None:
    camera.camera.db.execute("PRAGMA query_only = ON")
    assert camera.update(capacity=5) == 211
    camera.camera.db.execute("PRAGMA query_only = OFF")
    assert camera.groups()["vip"]["capacity"] == 100


def test_generated_faceids_are_never_made_again(camera: Desk) -> None:
    made = [camera.done("addFace", face(1), group_name="vip")["faceid"] for _ in range(3)]
    taken = str(int(made[-1]) + 1)
    camera.add(taken)
    camera.delete(made[-1], taken)
    made += [camera.done("addFace", face(1), group_name="vip")["faceid"] for _ in range(2)]
    assert len(set(made)) == 5
    assert taken not in made
    assert camera.add(taken) == 0  # whoever names it may have it again


def test_numbers_of_faceids_sort_as_numbers() -> None:
    faceids = ["1", "02", "10", str(2**64 - 1), "9"]
    assert sorted(faceids, key=records.number_of) == ["1", "02", "9", "10", str(2**64 - 1)]
