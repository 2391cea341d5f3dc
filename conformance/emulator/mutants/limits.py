"""Limits that are too wide or too narrow."""

from __future__ import annotations

from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import by_device, by_kind
from conformance.emulator.mutants.witness import attributes, create, migration

MUTANTS = [
    Mutant(
        "createGroup.name-one-more",
        kind="limit-one-more",
        requirement="createGroup.name.max-length",
        sentence="A group name of 97 characters is taken; the document allows 96.",
        why="The name no longer fits into the tables of the till system that were made for 96.",
        witness=(create("n" * 97),),
        fault=by_kind("createGroup", "group_name", max_length=97),
    ),
    Mutant(
        "createGroup.name-one-less",
        kind="limit-one-less",
        requirement="createGroup.name.max-length",
        sentence="A group name of 96 characters is refused; the document allows it.",
        why="A name that worked on another camera of the chain is refused on this one.",
        witness=(create("n" * 96),),
        fault=by_kind("createGroup", "group_name", max_length=95),
    ),
    Mutant(
        "createGroup.capacity-sum-ignored",
        kind="limit-absent",
        requirement="createGroup.capacity.sum",
        sentence="The sum of the capacities isn't looked at.",
        why="The shop promises more places than the camera has; registrations fail months later.",
        witness=(create(capacity=30001),),
        fault=by_device("createGroup", capacity_total=10**9),
    ),
    Mutant(
        "updateMigration.arrive-times-eleven",
        kind="limit-one-more",
        requirement="updateMigration.arrive_times.max",
        sentence="arrive_times of 11 is taken; the range ends at 10.",
        why="The condition that the shop set is one that the face library never meets.",
        witness=(migration(arrive_times=11),),
        fault=by_kind("updateMigration", "arrive_times", max=11),
    ),
    Mutant(
        "addFaceInfoItem.six-attributes",
        kind="limit-one-more",
        requirement="addFaceInfoItem.attributes.limit",
        sentence="A group gets a sixth attribute; the document allows five.",
        why="The sixth value is lost when the records are copied to a camera that keeps the limit.",
        witness=(create(), attributes("a", "b", "c", "d", "e", "f")),
        fault=by_device("addFaceInfoItem", attributes_per_group=6),
    ),
]
