"""Probes of the readings that concern face records."""

from __future__ import annotations

from typing import Any

from emulating import Desk, face, jpeg, signed
from PIL import Image
from probing import probe, raw


def of_size(size: int) -> bytes:
    """A picture of that many bytes."""
    picture = face(1)
    return picture[:-2] + b"\0" * (size - len(picture)) + b"\xff\xd9"


@probe("faceid.range", signed=[0, 2, 2], unsigned=[0, 0, 2])
def _(desk: Desk) -> list[int]:
    desk.create()
    return [desk.add(str(number)) for number in (2**63 - 1, 2**64 - 1, 2**64)]


@probe("faceid.not-numeric", refused=[2, 2, 2], accepted=[0, 2, 2])
def _(desk: Desk) -> list[int]:
    desk.create()
    return [desk.add(faceid) for faceid in ("Vip11024", "-5", "no faceid")]


@probe("faceid.leading-zeros", distinct=(0, "007"), same=(206, "7"), refused=(2, None))
def _(desk: Desk) -> tuple[int, str | None]:
    desk.create()
    desk.add("7")
    return desk.add("007"), (desk.call("getFace", faceid="007").data or {}).get("faceid")


@probe("faceid.taken", refused=(206, "vip", 1), replaced=(0, "other", 0))
def _(desk: Desk) -> tuple[int, str, int]:
    desk.create(), desk.create("other")
    desk.add("7")
    return desk.add("7", group="other"), desk.face("7")["group_name"], desk.groups()["vip"]["count"]


@probe("picture.same", accepted=0, refused=206)
def _(desk: Desk) -> int:
    desk.create()
    desk.add("1")
    return desk.add("2")


@probe("picture.megabyte", _1048576=[0, 0, 210], _1000000=[0, 210, 210])
def _(desk: Desk) -> list[int]:
    desk.create()
    return [desk.code("addFace", of_size(size), group_name="vip") for size in (1000000, 1048576, 1048577)]


@probe("picture.portrait", refused=[0, 210, 210], accepted=[0, 0, 210])
def _(desk: Desk) -> list[int]:
    desk.create()
    sizes = ((1920, 1080), (1080, 1920), (1081, 1920))
    return [desk.code("addFace", face(1, size=size), group_name="vip") for size in sizes]


@probe("age.outside", accepted=[0, 0, 2], refused=[2, 2, 2])
def _(desk: Desk) -> list[int]:
    desk.create()
    return [desk.add(age=age) for age in ("0", "101", "-1")]


@probe("gender.outside", refused=(2, None), unknown=(0, 0))
def _(desk: Desk) -> tuple[int, int | None]:
    desk.create()
    return desk.add("1", gender="3"), (desk.call("getFace", faceid="1").data or {}).get("gender")


@probe("age.unset", null=None, absent="absent", zero=0)
def _(desk: Desk) -> Any:
    desk.create()
    desk.add("1")
    return desk.face("1").get("age", "absent")


@probe("arrive_time.never", null=None, absent="absent", zero=0)
def _(desk: Desk) -> Any:
    desk.create()
    desk.add("1")
    return desk.face("1").get("arrive_time", "absent")


@probe("age_range.at-45", _6=6, _7=7)
def _(desk: Desk) -> int:
    desk.create()
    desk.add("1", age="45")
    return desk.face("1")["age_range"]


@probe("age_range.at-55", _7=7, _8=8)
def _(desk: Desk) -> int:
    desk.create()
    desk.add("1", age="55")
    return desk.face("1")["age_range"]


@probe("deleteFace.num-mismatch", refused=(2, 2), list_counts=(0, 0), num_counts=(0, 1))
def _(desk: Desk) -> tuple[int, int]:
    desk.create()
    desk.add("1"), desk.add("2")
    return desk.delete("1", "2", num=1).code, len(desk.listed())


@probe("deleteFace.other-group", not_exist_list="not_exist_list", failed_list="failed_list")
def _(desk: Desk) -> str:
    desk.create(), desk.create("other")
    desk.add("1")
    (name,) = (name for name, listed in desk.delete("1", group="other").data.items() if listed)
    return name


@probe("updateFace.urlencoded", refused=2, accepted=0)
def _(desk: Desk) -> int:
    desk.create()
    desk.add("1")
    return raw(desk, "updateFace", signed({"group_name": "vip", "faceid": "1", "age": "5"}), as_form=True).code


@probe("updateFace.other-group", refused=207, accepted=0)
def _(desk: Desk) -> int:
    desk.create(), desk.create("other")
    desk.add("1")
    return desk.code("updateFace", group_name="other", faceid="1", age="5")


@probe("updateFace.moved-attributes", dropped=None, kept="v")
def _(desk: Desk) -> str | None:
    desk.create(), desk.create("other")
    desk.attributes("a")
    desk.add("1", a="v")
    desk.done("updateFace", group_name="vip", faceid="1", new_group_name="other")
    assert "a" not in desk.face("1")
    desk.done("updateFace", group_name="other", faceid="1", new_group_name="vip")
    return desk.face("1").get("a")


@probe("updateFace.move-full", refused=(208, "vip"), accepted=(0, "full"))
def _(desk: Desk) -> tuple[int, str]:
    desk.create(), desk.create("full", capacity=1)
    desk.add("1"), desk.add("2", group="full")
    code = desk.code("updateFace", group_name="vip", faceid="1", new_group_name="full")
    return code, desk.face("1")["group_name"]


@probe("updateFace.empty-value", cleared=None, kept="v")
def _(desk: Desk) -> str | None:
    desk.create()
    desk.attributes("a")
    desk.add("1", a="v")
    desk.done("updateFace", group_name="vip", faceid="1", a="")
    return desk.face("1").get("a")


@probe("age_range.at-19-28", _4=[3, 4, 4, 5], _5=[3, 5, 5, 5])
def _(desk: Desk) -> list[int]:
    desk.create()
    for age in ("18", "19", "28", "29"):
        desk.add(age, age=age)
    return [desk.face(faceid)["age_range"] for faceid in ("18", "19", "28", "29")]


@probe("age_range.outside", nearest=8, zero=0, absent=None)
def _(desk: Desk) -> int | None:
    desk.create()
    desk.add("1", age="101")
    return desk.face("1").get("age_range")


@probe("picture.no-face", refused=210, accepted=0)
def _(desk: Desk) -> int:
    desk.create()
    return desk.code("addFace", jpeg(Image.new("RGB", (200, 200), "grey")), group_name="vip")


@probe("deleteFace.none-exist", listed=(0, 0), refused=(2, 0))
def _(desk: Desk) -> tuple[int, int]:
    desk.create()
    desk.add("1")
    return desk.delete("7").code, desk.delete("7", "1").code
