"""The camera itself: its readings, clock, faults and stored state. Operations act on it."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path

from conformance.emulator import faults
from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused
from conformance.emulator.rules import names
from conformance.emulator.store import groups, records
from conformance.emulator.store.database import Transaction, open_state
from conformance.emulator.store.groups import Group
from conformance.spec import CodeBook, Spec

DEFAULT_CAPACITIES = {"stranger": 1000, "regular": 5000}
"""Of the default groups, as in the document's sample (s:234, s:254): small enough to leave room for others."""


@dataclass
class Camera:
    """One emulated camera. `clock_offset` is in seconds against this machine's clock."""

    spec: Spec
    readings: Readings
    code_book: CodeBook
    db: sqlite3.Connection
    faults: set[str] = field(default_factory=set)
    clock_offset: float = 0.0

    @property
    def now(self) -> float:
        """The camera's Unix time in seconds."""
        return time.time() + self.clock_offset

    def groups(self) -> list[Group]:
        """The groups that the camera has, in the order of their creation."""
        found = groups.every(self.db)
        if faults.STRANGER_LOST in self.faults:
            lost = self.spec.device.default_groups[0]
            found = [group for group in found if group.name != lost]
        return found

    def group(self, name: str) -> Group | None:
        """The group of that name."""
        return names.find(name, self.groups(), self.readings)

    def existing_group(self, name: str) -> Group:
        """The group of that name. Raises Refused (group-missing)."""
        group = self.group(name)
        if group is None:
            raise Refused("group-missing", name)
        return group


def new_camera(spec: Spec, readings: Readings, code_book: CodeBook, state: Path | None) -> Camera:
    """A camera with the state of that file; None: in memory. Raises StateError."""
    db, new = open_state(state)
    if new:
        with Transaction(db):
            activate(spec, db)
    return Camera(spec, readings, code_book, db)


def activate(spec: Spec, db: sqlite3.Connection) -> None:
    """What activation leaves: the default groups and the migration condition (s:117)."""
    for name in spec.device.default_groups:
        groups.create(db, name, DEFAULT_CAPACITIES[name], f"this is {name} group")
    device = spec.device
    groups.create_condition(
        db, device.migration_arrive_times, device.migration_period_days, last_faceid=records.FIRST_GENERATED
    )
