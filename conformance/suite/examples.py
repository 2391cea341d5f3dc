"""A valid call of each operation, with everything that it needs in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from conformance.suite.things import Group, Record
from conformance.suite.world import World, file_of
from conformance.wire import Call

ATTRIBUTES = ("hobby", "vip_level")


@dataclass(frozen=True)
class Example:
    """A call that the camera has to carry out, and the groups whose state it could change."""

    call: Call
    groups: tuple[Group, ...] = field(default=())


def example(operation: str, world: World) -> Example:
    """A fresh example; each makes objects of its own."""
    return _EXAMPLES[operation](world)


def _create_group(world: World) -> Example:
    return Example(Call.of("createGroup", name=world.new_name(), capacity=20, description="an example"))


def _update_group(world: World) -> Example:
    group = world.group()
    call = Call.of(
        "updateGroup",
        old_name=group.name,
        name=world.new_name(),
        capacity=group.capacity + 1,
        description="another one",
    )
    return Example(call, (group,))


def _update_migration(world: World) -> Example:
    times, days = world.migration()
    other_times = times - 1 if times > 1 else times + 1
    other_days = days - 1 if days > 1 else days + 1
    return Example(Call.of("updateMigration", arrive_times=other_times, period=other_days))


def _delete_group(world: World) -> Example:
    group = world.group()
    return Example(Call.of("deleteGroup", name=group.name), (group,))


def _get_group_list(_: World) -> Example:
    return Example(Call.of("getGroupList"))


def _add_attributes(world: World) -> Example:
    group = world.group()
    call = Call.of("addFaceInfoItem", num=len(ATTRIBUTES), group_name=group.name, name_list=ATTRIBUTES)
    return Example(call, (group,))


def _remove_attributes(world: World) -> Example:
    group = world.group(attributes=(*ATTRIBUTES, "weight"))
    call = Call.of("removeFaceInfoItem", num=len(ATTRIBUTES), group_name=group.name, name_list=ATTRIBUTES)
    return Example(call, (group,))


def _get_attributes(world: World) -> Example:
    group = world.group(attributes=ATTRIBUTES)
    return Example(Call.of("getFaceInfoItem", group_name=group.name), (group,))


def _add_face(world: World) -> Example:
    group = world.group(attributes=ATTRIBUTES)
    record = Record(world.run.faceid(), group, world.person(0), 0, 34, 2, {"hobby": "tennis"})
    return Example(world.call_to_add(record), (group,))


def _delete_face(world: World) -> Example:
    record = _record(world)
    call = Call.of("deleteFace", num=1, group_name=record.group.name, faceid_list=[record.faceid])
    return Example(call, (record.group,))


def _update_face(world: World) -> Example:
    record = _record(world)
    call = Call.of("updateFace", group_name=record.group.name, faceid=record.faceid, age=51, gender=1, hobby="chess")
    return Example(call, (record.group,))


def _get_face(world: World) -> Example:
    record = _record(world)
    return Example(Call.of("getFace", faceid=record.faceid), (record.group,))


def _get_face_list(world: World) -> Example:
    record = _record(world)
    return Example(Call.of("getFaceList", group_name=record.group.name), (record.group,))


def _get_face_by_arrival(world: World) -> Example:
    record = _record(world)
    if "arrive-at" in world.run.rig.capabilities:
        # One that never arrived may be left out (point 97). A person is not asked for it, time and again.
        world.look([record.group])
        world.arrive(record)
    return Example(Call.of("getFaceByArrival", group_name=record.group.name), (record.group,))


def _get_face_by_picture(world: World) -> Example:
    record = _record(world)
    return Example(Call.of("getFaceByPicture", pic=file_of(record.picture)), (record.group,))


def _record(world: World) -> Record:
    return world.record(world.group(attributes=ATTRIBUTES), age=34, gender=2, hobby="tennis")


_EXAMPLES: Mapping[str, Callable[[World], Example]] = {
    "createGroup": _create_group,
    "updateGroup": _update_group,
    "updateMigration": _update_migration,
    "deleteGroup": _delete_group,
    "getGroupList": _get_group_list,
    "addFaceInfoItem": _add_attributes,
    "removeFaceInfoItem": _remove_attributes,
    "getFaceInfoItem": _get_attributes,
    "addFace": _add_face,
    "deleteFace": _delete_face,
    "updateFace": _update_face,
    "getFace": _get_face,
    "getFaceList": _get_face_list,
    "getFaceByArrival": _get_face_by_arrival,
    "getFaceByPicture": _get_face_by_picture,
}
