"""A valid call of each operation, drawn from what there is; None where the scene has nothing to call it with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.spec import load_spec
from conformance.suite.generate import values
from conformance.suite.generate.scene import Scene
from conformance.wire import Call

DELETED_AT_ONCE = 4


def valid_call(operation: str, scene: Scene) -> Call | None:
    """A call that the camera should carry out, as far as that can be told."""
    return _CALLS[operation](scene)


def _create_group(scene: Scene) -> Call | None:
    if len(scene.state.groups) >= load_spec().device.groups_total:
        return None
    return Call.of(
        "createGroup",
        name=values.new_name(scene),
        capacity=values.capacity(scene),
        description=values.description(scene),
    )


def _update_group(scene: Scene) -> Call | None:
    groups = scene.groups()
    if not groups:
        return None
    old = scene.one_of(groups)
    stays = old.name in load_spec().device.default_groups or scene.happens(0.4)
    return Call.of(
        "updateGroup",
        old_name=old.name,
        name=old.name if stays else values.new_name(scene),
        capacity=old.capacity if scene.happens(0.3) and isinstance(old.capacity, int) else values.capacity(scene),
        description=values.description(scene),
    )


def _update_migration(scene: Scene) -> Call:
    return Call.of(
        "updateMigration", arrive_times=values.within(scene, "arrive_times"), period=values.within(scene, "period")
    )


def _delete_group(scene: Scene) -> Call | None:
    groups = scene.empty_groups()
    return Call.of("deleteGroup", name=scene.one_of(groups).name) if groups else None


def _get_group_list(_: Scene) -> Call:
    return Call.of("getGroupList")


def _add_attributes(scene: Scene) -> Call | None:
    groups, most = scene.own_groups(), load_spec().device.attributes_per_group
    groups = [group for group in groups if len(scene.attributes(group.name)) < most]
    if not groups:
        return None
    name = scene.one_of(groups).name
    present = scene.attributes(name)
    names = values.some(scene, [each for each in values.ATTRIBUTES if each not in present], most - len(present))
    return Call.of("addFaceInfoItem", num=len(names), group_name=name, name_list=names)


def _remove_attributes(scene: Scene) -> Call | None:
    groups = [group for group in scene.own_groups() if scene.attributes(group.name)]
    if not groups:
        return None
    name = scene.one_of(groups).name
    names = values.some(scene, scene.attributes(name), 2)
    return Call.of("removeFaceInfoItem", num=len(names), group_name=name, name_list=names)


def _get_attributes(scene: Scene) -> Call | None:
    groups = scene.own_groups()
    return Call.of("getFaceInfoItem", group_name=scene.one_of(groups).name) if groups else None


def _add_face(scene: Scene) -> Call | None:
    groups = scene.free_groups()
    if not groups:
        return None
    name = scene.group() if scene.defaults and scene.happens(0.2) else scene.one_of(groups).name
    return Call.of(
        "addFace",
        faceid=scene.missing_faceid() if scene.happens(0.7) else None,
        pic=scene.picture(),
        group_name=name,
        age=values.age(scene) if scene.happens(0.5) else None,
        gender=values.gender(scene) if scene.happens(0.5) else None,
        **_attributes(scene, name),
    )


def _attributes(scene: Scene, group: str) -> dict[str, str]:
    """Values for the group's attributes and at times for one that it lacks, which is ignored (s:435)."""
    names = [name for name in scene.attributes(group) if scene.happens(0.6)]
    if scene.happens(0.1):
        names.append("lacking")
    return {name: values.attribute_value(scene) for name in names}


def _delete_face(scene: Scene) -> Call | None:
    record = scene.record()
    if record is None:
        return None
    together = [each.faceid for each in scene.records() if each.group == record.group]
    # A group that is emptied can be deleted afterwards.
    ids = together if scene.happens(0.3) else values.some(scene, together, DELETED_AT_ONCE)
    return Call.of("deleteFace", num=len(ids), group_name=record.group, faceid_list=ids)


def _update_face(scene: Scene) -> Call | None:
    record = scene.record()
    if record is None:
        return None
    targets = [group for group in scene.free_groups() if group.name != record.group or scene.happens(0.1)]
    moves = bool(targets) and scene.happens(0.3)
    return Call.of(
        "updateFace",
        group_name=record.group,
        faceid=record.faceid,
        new_group_name=scene.one_of(targets).name if moves else None,
        pic=scene.picture() if scene.happens(0.3) else None,
        age=values.age(scene) if scene.happens(0.5) else None,
        gender=values.gender(scene) if scene.happens(0.5) else None,
        **({} if moves else _attributes(scene, record.group)),
    )


def _get_face(scene: Scene) -> Call | None:
    record = scene.record()
    return Call.of("getFace", faceid=record.faceid) if record else None


def _get_face_list(scene: Scene) -> Call | None:
    groups = scene.groups()
    if not groups:
        return None
    return Call.of(
        "getFaceList",
        group_name=scene.one_of(groups).name,
        page_num=scene.random.randrange(1, 4) if scene.happens(0.4) else None,
        page_size=values.within(scene, "page_size") if scene.happens(0.6) else None,
    )


def _get_face_by_arrival(scene: Scene) -> Call | None:
    groups = scene.groups()
    if not groups:
        return None
    num = values.within(scene, "arrival_num") if scene.happens(0.6) else None
    return Call.of("getFaceByArrival", group_name=scene.one_of(groups).name, num=num)


def _get_face_by_picture(scene: Scene) -> Call:
    known = scene.known_picture() if scene.happens(0.7) else None
    return Call.of("getFaceByPicture", pic=known or scene.picture())


_CALLS: Mapping[str, Callable[[Scene], Call | None]] = {
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
