"""Probes of the readings that concern the operations that read."""

from __future__ import annotations

from typing import Any

from emulating import Desk, face
from probing import arrive, probe


@probe("getFace.unknown", code_2={"code": 2}, code_1={"code": 1}, empty={"code": 0})
def _(desk: Desk) -> Any:
    return desk.call("getFace", faceid="1").body


EMPTY_LIST = {"code": 0, "data": {"total_num": 0, "return_num": 0, "faceid_list": []}}
EMPTY_ARRIVALS = {"code": 0, "data": {"return_num": 0, "faceid_list": []}}


@probe("getFaceList.unknown-group", code_2={"code": 2}, code_1={"code": 1}, empty=EMPTY_LIST)
def _(desk: Desk) -> Any:
    return desk.call("getFaceList", group_name="nobody").body


@probe(
    "getFaceByArrival.unknown-group",
    code_207={"code": 207}, code_2={"code": 2}, code_1={"code": 1}, empty=EMPTY_ARRIVALS,
)  # fmt: skip
def _(desk: Desk) -> Any:
    return desk.call("getFaceByArrival", group_name="nobody").body


@probe("getFaceByArrival.empty-group", empty=EMPTY_ARRIVALS, code_207={"code": 207})
def _(desk: Desk) -> Any:
    return desk.call("getFaceByArrival", group_name="regular").body


@probe("getFaceByArrival.num-outside", refused=[2, 2], clamped=[0, 0])
def _(desk: Desk) -> list[int]:
    return [desk.code("getFaceByArrival", group_name="regular", num=num) for num in ("0", "11")]


def three_arrivals(desk: Desk, num: str) -> list[str]:
    """The answer for the records 1 to 4, of which 1 never arrived and the others in the order 3, 2, 4."""
    desk.create()
    for faceid in "1234":
        desk.add(faceid)
    for when, faceid in enumerate("324", start=1600000000):
        arrive(desk, faceid, when)
    found = desk.done("getFaceByArrival", group_name="vip", num=num)["faceid_list"]
    return [record["faceid"] for record in found]


@probe("getFaceByArrival.order", oldest_first=["1", "3", "2"], newest_first=["2", "3", "1"])
def _(desk: Desk) -> list[str]:
    return three_arrivals(desk, "3")


@probe("getFaceByArrival.never-arrived", included=["1", "3"], left_out=["3", "2"])
def _(desk: Desk) -> list[str]:
    return three_arrivals(desk, "2")


@probe("page_num.outside", refused=2, clamped=0)
def _(desk: Desk) -> int:
    return desk.code("getFaceList", group_name="regular", page_num="0")


@probe("page_size.outside", refused=[2, 2], clamped=[0, 0])
def _(desk: Desk) -> list[int]:
    return [desk.code("getFaceList", group_name="regular", page_size=size) for size in ("0", "101")]


@probe("getFaceList.beyond-end", empty=(0, 0, []), refused=(0, 2, None), last_page=(0, 0, ["3"]))
def _(desk: Desk) -> tuple[int, int, list[str] | None]:
    desk.create()
    first = desk.code("getFaceList", group_name="vip", page_num="1")
    desk.add("1"), desk.add("2"), desk.add("3")
    beyond = desk.call("getFaceList", group_name="vip", page_num="9", page_size="2")
    return first, beyond.code, beyond.data and [record["faceid"] for record in beyond.data["faceid_list"]]


@probe(
    "getFaceList.order",
    added=["10", "9", "11"], faceid=["9", "10", "11"], newest_first=["11", "9", "10"],
    other=["9", "10", "11"],
)  # fmt: skip
def _(desk: Desk) -> list[str]:
    desk.create()
    desk.add("10"), desk.add("9"), desk.add("11")
    return desk.listed()


@probe("getFaceList.count-key", return_num={"return_num"}, num={"num"}, both={"return_num", "num"})
def _(desk: Desk) -> set[str]:
    return {"return_num", "num"} & desk.done("getFaceList", group_name="regular").keys()


@probe("getFaceByPicture.counts-arrival", no=(0, 0), yes=(1, 1))
def _(desk: Desk) -> tuple[int, int]:
    desk.create()
    desk.add("1")
    answered = desk.done("getFaceByPicture", face(1))["arrive_count"]
    return answered, desk.face("1")["arrive_count"]


@probe("getFaceByPicture.several-matches", first="1", last="2")
def _(desk: Desk) -> str:
    desk.create()
    desk.add("1"), desk.add("2")
    return desk.done("getFaceByPicture", face(1))["faceid"]


@probe("optional.empty", left_out=[0, 0], refused=[2, 2])
def _(desk: Desk) -> list[int]:
    desk.create()
    return [desk.code("getFaceList", group_name="regular", page_size=""), desk.add(age="")]
