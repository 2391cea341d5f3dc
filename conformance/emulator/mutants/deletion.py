"""The three lists of deleteFace."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Acting, answered, around_act
from conformance.emulator.mutants.witness import add, delete, get
from conformance.emulator.render import Data


def only_first(act: Acting, camera: Camera, deletion: Any) -> Data | None:
    """The first record of the list is deleted; all are said to be."""
    camera.db.execute("SAVEPOINT before")
    data = act(camera, deletion)
    camera.db.execute("ROLLBACK TO before")
    act(camera, deletion._replace(faceids=deletion.faceids[:1]))
    return data


def unknown_nowhere(data: Data) -> None:
    """Unknown faceids stand in no list."""
    data["not_exist_list"] = []


def unknown_failed(data: Data) -> None:
    """Unknown faceids stand in failed_list."""
    data["failed_list"] += data["not_exist_list"]
    data["not_exist_list"] = []


def in_both(data: Data) -> None:
    """Deleted faceids stand in not_exist_list too, as they don't exist any more."""
    data["not_exist_list"] = data["not_exist_list"] + data["success_list"]


def first_ten(act: Acting, camera: Camera, deletion: Any) -> Data | None:
    """What stands behind the tenth place of the list is forgotten."""
    return act(camera, deletion._replace(faceids=deletion.faceids[:10]))


MUTANTS = [
    Mutant(
        "deleteFace.first-only",
        kind="list-mishandled",
        requirement="deleteFace.success_list.deleted",
        sentence="Of a list of records only the first is deleted; success_list names all.",
        why="Customers who asked to be forgotten are still known.",
        witness=(add("{n}", times=2), delete("1", "2"), get("2")),
        fault=around_act("deleteFace", only_first),
    ),
    Mutant(
        "deleteFace.unknown-nowhere",
        kind="list-mishandled",
        requirement="deleteFace.lists.complete",
        sentence="A faceid that no record has stands in none of the three lists.",
        why="The app waits for a faceid to be reported that never is.",
        witness=(delete("7"),),
        fault=answered("deleteFace", unknown_nowhere),
    ),
    Mutant(
        "deleteFace.unknown-failed",
        kind="list-mishandled",
        requirement="deleteFace.not_exist_list.missing",
        sentence="A faceid that no record has stands in failed_list.",
        why="The app tries for ever to delete what is not there.",
        witness=(delete("7"),),
        fault=answered("deleteFace", unknown_failed),
    ),
    Mutant(
        "deleteFace.first-ten",
        kind="list-mishandled",
        requirement="deleteFace.lists.complete",
        sentence="What stands behind the tenth place of faceid_list is neither deleted nor reported.",
        why="Clearing a group of a hundred takes ten nights.",
        witness=(delete(*(str(number) for number in range(1, 12))),),
        fault=around_act("deleteFace", first_ten),
    ),
    Mutant(
        "deleteFace.deleted-in-two-lists",
        kind="lists-contradict",
        requirement="deleteFace.lists.complete",
        sentence="A faceid that was deleted stands in success_list and in not_exist_list.",
        why="The report says at once that it worked and that it did not.",
        witness=(add(), delete("1")),
        fault=answered("deleteFace", in_both),
    ),
]
