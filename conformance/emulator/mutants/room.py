"""How many groups, attributes and records there is room for, and how many are returned."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, around_act, by_device, understood
from conformance.emulator.mutants.witness import absent, add, attributes, create, named, repeat
from conformance.emulator.render import Data


def with_places(more: int) -> Fault:
    """addFace in groups of which each has so many places more."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        camera.db.execute("UPDATE groups SET capacity = capacity + ?", (more,))
        data = act(camera, *read)
        camera.db.execute("UPDATE groups SET capacity = capacity - ?", (more,))
        return data

    return around_act("addFace", around)


MUTANTS = [
    Mutant(
        "createGroup.eleven-groups",
        kind="room-limit-loose",
        requirement="createGroup.groups.limit",
        sentence="A ninth group of one's own is created; the camera has ten groups in all.",
        why="The ninth group has no place in the face library, and its members are never recognised.",
        witness=(repeat(create("g{n}"), 9),),
        fault=by_device("createGroup", groups_total=11),
    ),
    Mutant(
        "addFaceInfoItem.six-attributes",
        kind="room-limit-loose",
        requirement="addFaceInfoItem.attributes.limit",
        sentence="A group gets a sixth attribute; the document allows five.",
        why="The sixth value is lost when the records are copied to a camera that keeps the limit.",
        witness=(create(), attributes("a", "b", "c", "d", "e", "f"), named()),
        fault=by_device("addFaceInfoItem", attributes_per_group=6),
        readings=("attributes.exceeding=partly-added",),
    ),
    Mutant(
        "addFace.capacity-one-more",
        kind="room-limit-loose",
        requirement="addFace.group.full",
        sentence="A group takes one record more than its capacity.",
        why="The record beyond the capacity overwrites one that the shop relies on.",
        witness=(create(capacity=1), add("{n}", group="vip", times=2)),
        fault=with_places(1),
    ),
    Mutant(
        "createGroup.nine-groups",
        kind="room-limit-tight",
        requirement="createGroup.answer.accepts",
        sentence="The eighth group of one's own is refused; eight are allowed.",
        why="A shop that was sold eight groups has seven.",
        witness=(repeat(create("g{n}"), 8),),
        fault=by_device("createGroup", groups_total=9),
    ),
    Mutant(
        "createGroup.capacity-total-one-less",
        kind="room-limit-tight",
        requirement="createGroup.answer.accepts",
        sentence="A capacity by which the sum would be just 30000 is refused.",
        why="The plan of the shop, which uses all the places, can't be carried out.",
        witness=(create(capacity=24000),),
        fault=by_device("createGroup", capacity_total=29999),
    ),
    Mutant(
        "addFaceInfoItem.four-attributes",
        kind="room-limit-tight",
        requirement="addFaceInfoItem.answer.accepts",
        sentence="The fifth attribute of a group is refused; five are allowed.",
        why="The last column of the customer table can't be stored.",
        witness=(create(), attributes("a", "b", "c", "d", "e")),
        fault=by_device("addFaceInfoItem", attributes_per_group=4),
    ),
    Mutant(
        "addFace.last-place-refused",
        kind="room-limit-tight",
        requirement="addFace.answer.accepts",
        sentence="The last place of a group is never given away.",
        why="The last customer that was paid for can't be registered.",
        witness=(create(capacity=1), add(group="vip")),
        fault=with_places(-1),
    ),
    Mutant(
        "getFaceByArrival.one-too-many",
        kind="off-by-one",
        requirement="getFaceByArrival.num.at-most",
        sentence="One record more than asked for is returned.",
        why="The customer who came last week gets the letter for those who stay away.",
        witness=(add("{n}", times=2), absent(num=1)),
        fault=understood("getFaceByArrival", lambda asked: asked._replace(num=asked.num + 1)),
    ),
]
