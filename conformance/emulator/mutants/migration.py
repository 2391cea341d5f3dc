"""The move from stranger to regular: when it happens, and what gets lost."""

from __future__ import annotations

from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import stored
from conformance.emulator.mutants.witness import add, arrive, get, migration

ARRIVED = "AFTER INSERT ON arrivals"


def arriving(statement: str, when: str = "1") -> Fault:
    """SQL when a face arrives; `new` is the arrival."""
    return stored(f"CREATE TEMP TRIGGER mutant {ARRIVED} WHEN {when} BEGIN {statement}; END")


MUTANTS = [
    Mutant(
        "updateMigration.move-loses-arrivals",
        kind="lost-on-the-way",
        requirement="getFace.values.stored",
        sentence="A stranger that becomes a regular begins with no arrivals.",
        why="The visits that made the customer a regular are lost to the loyalty programme.",
        witness=(migration(arrive_times=1), add(group="stranger"), arrive(times=3), get()),
        fault=stored(
            "CREATE TEMP TRIGGER mutant AFTER UPDATE OF group_id ON records "
            "WHEN old.group_id = 1 AND new.group_id = 2 AND old.arrive_count BEGIN "
            "UPDATE records SET arrive_count = 0, arrive_time = NULL WHERE id = new.id; END"
        ),
    ),
    Mutant(
        "updateMigration.period-in-hours",
        kind="migration-wrong",
        requirement="updateMigration.effect.moves",
        sentence="The period counts hours instead of days.",
        why="Who comes every evening never becomes a regular.",
        witness=(
            migration(arrive_times=2, period=1),
            add(group="stranger"),
            arrive(days_ago=0.8),
            arrive(days_ago=0.5),
            arrive(days_ago=0.2),
            get(),
        ),
        fault=arriving(
            "DELETE FROM arrivals WHERE record_id = new.record_id "
            "AND time <= new.time - (SELECT period FROM condition) * 3600"
        ),
    ),
    Mutant(
        "updateMigration.period-ignored",
        kind="migration-wrong",
        requirement="updateMigration.effect.moves",
        sentence="All arrivals count, however long ago.",
        why="Who comes once a year becomes a regular.",
        witness=(
            migration(arrive_times=2, period=1),
            add(group="stranger"),
            arrive(days_ago=9),
            arrive(days_ago=6),
            arrive(days_ago=3),
            get(),
        ),
        fault=arriving("UPDATE arrivals SET time = new.time WHERE record_id = new.record_id"),
    ),
    Mutant(
        "updateMigration.without-effect",
        kind="migration-wrong",
        requirement="updateMigration.effect.moves",
        sentence="A new condition is reported, but strangers move by the one from before.",
        why="The shop turns a knob that is connected to nothing.",
        witness=(migration(arrive_times=1), add(group="stranger"), arrive(times=3), get()),
        fault=stored(
            "CREATE TEMP TRIGGER mutant BEFORE UPDATE OF group_id ON records "
            "WHEN old.group_id = 1 AND new.group_id = 2 AND old.arrive_count BETWEEN 1 AND 5 BEGIN "
            "SELECT RAISE(IGNORE); END"
        ),
    ),
    Mutant(
        "updateMigration.moves-too-early",
        kind="migration-wrong",
        requirement="updateMigration.effect.moves",
        sentence="A stranger moves at half as many arrivals as the condition says.",
        why="The group of regulars fills with people who came twice.",
        witness=(migration(arrive_times=10), add(group="stranger"), arrive(times=6), get()),
        fault=arriving("INSERT INTO arrivals VALUES (new.record_id, new.time)"),
    ),
]
