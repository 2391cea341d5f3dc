"""Probes of the readings that concern every request and answer."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlencode

from emulating import FORM, Desk, signed
from probing import probe, raw

from conformance.emulator.asgi import Device


@probe("refusal.data", absent={"code": 2}, empty={"code": 2, "data": {}}, null={"code": 2, "data": None})
def _(desk: Desk) -> Any:
    return desk.call("getFace", faceid="").body


@probe("sign.case", upper=3, either=0)
def _(desk: Desk) -> int:
    params = signed({})
    return raw(desk, "getGroupList", [(name, v.lower() if name == "sign" else v) for name, v in params]).code


@probe("sign.key-order", ascii=[0, 0], alphabetic=[0, 3])
def _(desk: Desk) -> list[int]:
    return [desk.code("getGroupList"), desk.code("getGroupList", Zeal="1")]


@probe(
    "sign.refusal",
    json_200=(200, {"code": 3}), json_401=(401, {"code": 3}), empty_401=(401, None), empty_403=(403, None),
)  # fmt: skip
def _(desk: Desk) -> tuple[int, Any]:
    assert desk.code("getFace", faceid="") == 2
    return tuple(desk.call("getGroupList", sign="0" * 32))


@probe("timestamp.window", checked=[0, 7, 7], unchecked=[0, 0, 0])
def _(desk: Desk) -> list[int]:
    now = int(time.time())
    return [desk.code("getGroupList", timestamp=str(stamp)) for stamp in (now + 290, now + 310, now - 310)]


@probe("random.repeated", accepted=[0, 0], refused=[0, 7])
def _(desk: Desk) -> list[int]:
    return [desk.code("getGroupList", random="123456", timestamp=str(int(time.time()) // 100 * 100)) for _ in "12"]


@probe("random.letters", accepted=[0, 0, 2, 2], refused=[0, 2, 2, 2])
def _(desk: Desk) -> list[int]:
    return [desk.code("getGroupList", random=random) for random in ("123456", "abc123", "12345", "1" * 11)]


@probe("app_id.other", refused=[0, 7], accepted=[0, 0])
def _(desk: Desk) -> list[int]:
    return [desk.code("getGroupList"), desk.code("getGroupList", app_id="other")]


@probe("parameter.unknown", ignored=[0, 0, 0], refused=[2, 0, 0])
def _(desk: Desk) -> list[int]:
    desk.create()
    sampled = desk.code("getFaceInfoItem", group_name="vip", num="2")
    return [desk.code("getGroupList", more="1"), sampled, desk.add(more="1")]


@probe("form.unencoded", accepted=0, refused=2)
def _(desk: Desk) -> int:
    desk.create("two words")
    return as_printed(desk, "&group_name=two words")


@probe("form.blank-before-name", part_of_name=3, ignored=0)
def _(desk: Desk) -> int:
    desk.create()
    return as_printed(desk, "& group_name=vip")


def as_printed(desk: Desk, text: str) -> int:
    """getFaceInfoItem with a body that ends as the samples do."""
    params = signed({"group_name": text.partition("=")[2]})
    public = urlencode([pair for pair in params if pair[0] != "group_name"])
    return desk.send("getFaceInfoItem", FORM, (public + text).encode()).code


@probe("answer.extra-fields", none=None, point="113")
def _(desk: Desk) -> str | None:
    desk.create()
    desk.add("1")
    return desk.face("1").get("point")


@probe(
    "answer.content-type",
    application_json="application/json", text_plain="text/plain", text_html="text/html",
)  # fmt: skip
def _(desk: Desk) -> str:
    """The device's ASGI application is asked, because the service knows no headers."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {"path": "/openapi/face/getGroupList", "method": "POST", "headers": []}
    asyncio.run(Device(desk.service)(scope, receive, send))
    return dict(sent[0]["headers"])[b"content-type"].decode()
