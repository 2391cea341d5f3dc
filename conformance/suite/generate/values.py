"""Valid values, those at the ends of their ranges more often than others."""

from __future__ import annotations

from conformance.spec import load_spec
from conformance.suite.cases.texts import SPECIAL, WIDE
from conformance.suite.generate.scene import Scene

ATTRIBUTES = ("hobby", "vip_level", "weight", "phone_num", "height", "Größe", "\u4e2d\u6587", "a&b=c")


def new_name(scene: Scene) -> str:
    """A name for a group; at times as long as it may be, or of characters that mean something elsewhere."""
    name, limit = scene.world.new_name(), load_spec().kinds["group_name"].max_length or 0
    return _varied(scene, name, limit)


def description(scene: Scene) -> str:
    """A description, never empty: whether it may be is open (point 19)."""
    return _varied(
        scene, f"description {scene.random.randrange(100)}", load_spec().kinds["description"].max_length or 0
    )


def _varied(scene: Scene, text: str, limit: int) -> str:
    match scene.random.randrange(10):
        case 9:
            return text + "x" * (limit - len(text))
        case 8:
            return text + WIDE * ((limit - len(text)) // 3)
        case 6 | 7:
            return f"{text} {scene.one_of(list(SPECIAL.values()))}"
        case _:
            return text


def capacity(scene: Scene) -> int:
    """Small ones, that can be filled; few large ones, so that the sum (s:36) is met at times."""
    match scene.random.randrange(12):
        case 11:
            return scene.random.randrange(100, load_spec().device.capacity_total)
        case 10:
            return 1
        case _:
            return scene.random.randrange(2, 40)


def age(scene: Scene) -> int:
    """An age within the ranges (s:702), often the end of one."""
    ends = [end for limits in load_spec().age_ranges.values() for end in limits]
    return scene.one_of(ends) if scene.happens(0.5) else scene.random.randrange(min(ends), max(ends) + 1)


def gender(scene: Scene) -> int:
    """One of the documented ones (s:426)."""
    return scene.one_of(load_spec().kinds["gender"].values)


def within(scene: Scene, kind: str) -> int:
    """A number in a documented range; its ends every third time."""
    limits = load_spec().kinds[kind]
    assert limits.min is not None
    assert limits.max is not None
    if scene.happens(0.3):
        return scene.one_of((limits.min, limits.max))
    return scene.random.randrange(limits.min, limits.max + 1)


def attribute_value(scene: Scene) -> str:
    """The value of an attribute, at times as long as it may be."""
    return _varied(scene, f"value {scene.random.randrange(100)}", load_spec().kinds["attribute_value"].max_length or 0)


def some(scene: Scene, values: list[str], most: int) -> list[str]:
    """A few of them, at least one, none twice, in any order."""
    rest, chosen = list(values), []
    for _ in range(scene.random.randrange(1, max(1, min(most, len(values))) + 1)):
        chosen.append(rest.pop(scene.random.randrange(len(rest))))
    return chosen
