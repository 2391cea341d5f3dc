"""Well-formed calls that meet an awkward state: what is missing, taken, full, protected, or not what it seems."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.spec import load_spec
from conformance.suite.generate import values
from conformance.suite.generate.calls import valid_call
from conformance.suite.generate.scene import Scene
from conformance.wire import Call

Twist = Callable[[Call, Scene], Call]
REFERS = {"old_name", "group_name", "new_group_name"}


def twists_of(operation: str, scene: Scene) -> Mapping[str, Twist]:
    """What can be made awkward about an operation, by name. Default groups are meddled with only where allowed."""
    parameters = {parameter.name for parameter in load_spec().operations[operation].parameters}
    twists: dict[str, Twist] = {
        f"{name}-missing": _missing_group(name)
        for name in sorted(parameters)
        if name in REFERS or (operation == "deleteGroup" and name == "name")
    }
    twists |= {
        name: twist for name, twist in _TWISTS.get(operation, {}).items() if scene.defaults or "default" not in name
    }
    return twists


def awkward_call(operation: str, scene: Scene) -> tuple[str, Call] | None:
    """Such a call and the name of what is awkward about it; None where the scene has nothing to call it with."""
    twists = twists_of(operation, scene)
    call = valid_call(operation, scene) or _bare_call(operation, scene)
    if call is None or not twists:
        return None
    name = scene.one_of(sorted(twists))
    return name, twists[name](call, scene)


def _bare_call(operation: str, scene: Scene) -> Call | None:
    """Where no call can succeed now, one that is refused for the state alone."""
    group = scene.group()
    match operation:
        case "createGroup":
            return Call.of(operation, name=values.new_name(scene), capacity=3, description="one too many")
        case "deleteGroup":
            return Call.of(operation, name=group)
        case "addFace":
            return Call.of(operation, pic=scene.picture(), group_name=group)
        case "addFaceInfoItem" | "removeFaceInfoItem":
            return Call.of(operation, num=1, group_name=group, name_list=["height"])
        case _:
            return None


def _missing_group(name: str) -> Twist:
    return lambda call, scene: call.but(**{name: scene.missing_group()})


def _other_group(name: str) -> Twist:
    return lambda call, scene: call.but(**{name: scene.group()})


def _default_group(name: str) -> Twist:
    return lambda call, scene: call.but(**{name: scene.one_of(scene.defaults)})


def _unknown_faceid(call: Call, scene: Scene) -> Call:
    return call.but(faceid=scene.missing_faceid())


def _taken_faceid(call: Call, scene: Scene) -> Call:
    record = scene.record()
    return call.but(faceid=record.faceid) if record else call


def _zeros(call: Call, _: Scene) -> Call:
    return call.but(faceid=f"0{call.value_of('faceid') or 7}")


def _large_capacity(call: Call, scene: Scene) -> Call:
    total = load_spec().device.capacity_total
    return call.but(capacity=scene.one_of((total - 100, total - 1, total, total + 1, 2 * total)))


def _unchanged(call: Call, _: Scene) -> Call:
    return call


def _other_num(call: Call, scene: Scene) -> Call:
    return call.but(num=int(call.value_of("num") or 1) + scene.one_of((-1, 1, 5)))


def _names(*choices: tuple[str, ...]) -> Twist:
    def twist(call: Call, scene: Scene) -> Call:
        names = scene.one_of(choices)
        return call.but(num=len(names), name_list=list(names))

    return twist


def _present_name(call: Call, scene: Scene) -> Call:
    names = [*scene.attributes(call.value_of("group_name") or "")[:1], "weight", "weight"]
    return call.but(num=len(names), name_list=names)


def _mixed_ids(call: Call, scene: Scene) -> Call:
    """Of this group, of another, and of none."""
    records = [each.faceid for each in scene.records()]
    ids = [*(values.some(scene, records, 3) if records else []), scene.missing_faceid()]
    return call.but(num=len(ids), faceid_list=ids)


def _full_group(name: str) -> Twist:
    def twist(call: Call, scene: Scene) -> Call:
        full = [group for group in scene.own_groups() if group not in scene.free_groups()]
        return call.but(**{name: scene.one_of(full).name}) if full else call

    return twist


def _move_with_attributes(call: Call, scene: Scene) -> Call:
    name = scene.group()
    given = {each: values.attribute_value(scene) for each in scene.attributes(name)}
    return call.but(new_group_name=name, **given)


def _cleared(call: Call, scene: Scene) -> Call:
    names = scene.attributes(call.value_of("group_name") or "")
    return call.but(**{scene.one_of(names): ""}) if names else call


def _urlencoded(call: Call, _: Scene) -> Call:
    return call.without("pic").encoded("form")


_TWISTS: Mapping[str, Mapping[str, Twist]] = {
    "createGroup": {
        "name-taken": _other_group("name"),
        "default-name": _default_group("name"),
        "capacity-large": _large_capacity,
        "one-more": _unchanged,
    },
    "updateGroup": {
        "name-taken": _other_group("name"),
        "default-renamed": _default_group("old_name"),
        "default-name": _default_group("name"),
        "capacity-large": _large_capacity,
        "capacity-1": lambda call, _: call.but(capacity=1),
    },
    "deleteGroup": {"not-empty": _other_group("name"), "default-group": _default_group("name")},
    "addFaceInfoItem": {
        "default-group": _default_group("group_name"),
        "num": _other_num,
        "reserved": _names(("gender",), ("weight", "faceid")),
        "many": _names(("a", "b", "c"), ("a", "b", "c", "d", "e", "f")),
        "too-many": _names(("a", "b", "c", "d", "e", "f"), ("a", "b", "c", "d", "e", "f", "g")),
        "present": _present_name,
    },
    "removeFaceInfoItem": {
        "default-group": _default_group("group_name"),
        "num": _other_num,
        "unknown": _names(("a",), ("hobby", "nobody"), ("a", "b", "c", "d", "e", "f"), ("gender",)),
        "twice": _present_name,
    },
    "getFaceInfoItem": {"default-group": _default_group("group_name")},
    "addFace": {"faceid-taken": _taken_faceid, "faceid-zeros": _zeros, "group-full": _full_group("group_name")},
    "deleteFace": {"mixed": _mixed_ids, "group-other": _other_group("group_name"), "num": _other_num},
    "updateFace": {
        "faceid-unknown": _unknown_faceid,
        "faceid-zeros": _zeros,
        "group-other": _other_group("group_name"),
        "target-full": _full_group("new_group_name"),
        "target-any": _move_with_attributes,
        "cleared": _cleared,
        "urlencoded": _urlencoded,
    },
    "getFace": {"faceid-unknown": _unknown_faceid, "faceid-zeros": _zeros},
    "getFaceList": {"page-beyond": lambda call, _: call.but(page_num=50)},
}
