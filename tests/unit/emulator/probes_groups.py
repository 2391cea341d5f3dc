"""Probes of the readings that concern groups and attributes."""

from __future__ import annotations

from typing import Any

from emulating import Desk, sign_of, signed
from probing import arrive, probe, raw


@probe("name.length-unit", bytes=212, characters=0)
def _(desk: Desk) -> int:
    return desk.create("é" * 60)


@probe("attribute.length-unit", bytes=241, characters=0)
def _(desk: Desk) -> int:
    desk.create()
    return desk.attributes("é" * 30)


@probe("name.case", sensitive=0, insensitive=200)
def _(desk: Desk) -> int:
    desk.create("vip")
    return desk.create("VIP")


@probe("description.parameter-key", either=(0, 0), description=(0, 2), Description=(2, 0))
def _(desk: Desk) -> tuple[int, int]:
    common = {"capacity": "10"}
    return (
        desk.code("createGroup", name="a", description="d", **common),
        desk.code("createGroup", name="b", Description="d", **common),
    )


@probe("description.answer-key", description="description", Description="Description")
def _(desk: Desk) -> str:
    (key,) = {"description", "Description"} & desk.groups()["regular"].keys()
    return key


@probe("description.empty", accepted=0, refused=2)
def _(desk: Desk) -> int:
    return desk.create(description="")


@probe("integer.form", strict=[2, 2, 2, 2], lenient=[0, 0, 0, 2])
def _(desk: Desk) -> list[int]:
    given = ("007", "+7", " 7 ", "7.0")
    return [desk.code("updateMigration", arrive_times=text, period="7") for text in given]


@probe("parameter.doubled", refused=(2, 5), first=(0, 3), last=(0, 4))
def _(desk: Desk) -> tuple[int, int]:
    params = signed({"arrive_times": "3", "period": "7", "sign": None})
    doubled = [*params, ("arrive_times", "4")]
    reply = raw(desk, "updateMigration", [*doubled, ("sign", sign_of(doubled))])
    return reply.code, desk.groups()["stranger"]["times"]


@probe("capacity.defaults-counted", yes=202, no=0)
def _(desk: Desk) -> int:
    return desk.create(capacity=30000)


@probe("capacity.minimum", _1=[0, 2, 2], _0=[0, 0, 2])
def _(desk: Desk) -> list[int]:
    return [desk.create(f"g{capacity}", capacity) for capacity in (1, 0, -1)]


@probe("capacity.below-count", refused=202, accepted=0)
def _(desk: Desk) -> int:
    desk.create()
    desk.add("1"), desk.add("2")
    return desk.update(capacity=1)


@probe("deleteGroup.default-with-records", protected=201, not_empty=205)
def _(desk: Desk) -> int:
    desk.add("1", group="stranger")
    return desk.code("deleteGroup", name="stranger")


@probe("migration.compare", more_than=["stranger", "regular"], at_least=["regular", "regular"])
def _(desk: Desk) -> list[str]:
    desk.code("updateMigration", arrive_times="2", period="7")
    desk.add("1", group="stranger")
    arrive(desk, "1"), arrive(desk, "1")
    after_two = desk.face("1")["group_name"]
    arrive(desk, "1")
    return [after_two, desk.face("1")["group_name"]]


@probe(
    "getGroupList.order",
    creation=["stranger", "regular", "b", "a"],
    name=["a", "b", "regular", "stranger"],
    newest_first=["a", "b", "regular", "stranger"],
    other=["regular", "a", "stranger", "b"],
)
def _(desk: Desk) -> list[str]:
    desk.create("b"), desk.create("a")
    return list(desk.groups())


@probe("attributes.num-mismatch", refused=(2, []), list_counts=(0, ["a", "b"]), num_counts=(0, ["a"]))
def _(desk: Desk) -> tuple[int, list[str]]:
    desk.create()
    return desk.attributes("a", "b", num=1), desk.named()


@probe("attributes.exceeding", refused=(242, 4), partly_added=(0, 5), partly_refused=(242, 5))
def _(desk: Desk) -> tuple[int, int]:
    desk.create()
    desk.attributes("a", "b", "c", "d")
    return desk.attributes("e", "f"), len(desk.named())


@probe("attributes.duplicate", refused=(241, 241, ["a"]), ignored=(0, 0, ["a", "b"]))
def _(desk: Desk) -> tuple[int, int, list[str]]:
    desk.create()
    desk.attributes("a")
    return desk.attributes("a"), desk.attributes("b", "b"), desk.named()


@probe("attributes.remove-unknown", refused=(243, ["a"]), partly_removed=(0, []), partly_refused=(243, []))
def _(desk: Desk) -> tuple[int, list[str]]:
    desk.create()
    desk.attributes("a")
    return desk.attributes("a", "x", remove=True), desk.named()


@probe("attributes.removed-values", dropped=None, kept="v")
def _(desk: Desk) -> str | None:
    desk.create()
    desk.attributes("a")
    desk.add("1", a="v")
    desk.attributes("a", remove=True)
    assert "a" not in desk.face("1")
    desk.attributes("a")
    return desk.face("1").get("a")


@probe("getFaceInfoItem.none", empty={"num": 0, "name_list": []}, absent={"num": 0}, no_field={})
def _(desk: Desk) -> Any:
    desk.create()
    return desk.done("getFaceInfoItem", group_name="vip")


@probe("getFaceInfoItem.default-group", empty=0, refused=2)
def _(desk: Desk) -> int:
    return desk.code("getFaceInfoItem", group_name="stranger")


@probe("attribute.empty", absent="absent", empty="", null=None)
def _(desk: Desk) -> str | None:
    desk.create()
    desk.attributes("a")
    desk.add("1")
    return desk.face("1").get("a", "absent")


@probe("name.empty", refused=(2, 2), accepted=(0, 0))
def _(desk: Desk) -> tuple[int, int]:
    return desk.create(""), desk.code("deleteGroup", name="")


@probe("name.trailing-blank", kept=(0, "vip "), trimmed=(0, "vip"), refused=(212, None))
def _(desk: Desk) -> tuple[int, str | None]:
    code = desk.create("vip ")
    return code, next((name for name in desk.groups() if name.startswith("vip")), None)


@probe("name.special-characters", accepted=[0, 0, 0, 0], refused=[0, 212, 212, 212])
def _(desk: Desk) -> list[int]:
    return [desk.create(name) for name in ("Größe 1, 中文", 'a "quote"', "a&b", "\U0001f600")]


@probe("attributes.clashing-name", accepted=[0, 0], refused=[241, 241])
def _(desk: Desk) -> list[int]:
    desk.create()
    return [desk.attributes("arrive_count"), desk.attributes("new_group_name")]


@probe("removeFaceInfoItem.plain-name", refused=(2, ["a"], 2), accepted=(0, [], 2))
def _(desk: Desk) -> tuple[int, list[str], int]:
    desk.create()
    desk.attributes("a")
    code = desk.code("removeFaceInfoItem", num="1", group_name="vip", name_list="a")
    return code, desk.named(), desk.code("addFaceInfoItem", num="1", group_name="vip", name_list="b")
