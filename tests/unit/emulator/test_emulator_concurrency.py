"""Requests at the same time: pictures are decoded in threads, the state is looked at afterwards."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

from emulating import Desk, encoded, face, signed

from conformance.spec import load_spec


def at_once(desk: Desk, *requests: tuple[str, dict[str, str], bytes | None]) -> list[int]:
    """The codes of requests that are all begun before one is answered."""

    async def everything() -> list[int]:
        operations = load_spec().operations
        calls = []
        for operation, given, pic in requests:
            content_type, body = encoded(operation, signed(given), pic)
            calls.append(desk.service.answer(operations[operation], content_type.encode(), body))
        return [json.loads(answer.body)["code"] for answer in await asyncio.gather(*calls)]

    return asyncio.run(everything())


def test_one_of_many_gets_the_faceid(camera: Desk) -> None:
    same = ("addFace", {"group_name": "vip", "faceid": "7"}, face(1))
    assert Counter(at_once(camera, *[same] * 10)) == {0: 1, 206: 9}
    assert camera.groups()["vip"]["count"] == 1


def test_a_group_never_holds_more_than_its_capacity(camera: Desk) -> None:
    camera.update(capacity=3)
    adding = [("addFace", {"group_name": "vip", "faceid": str(n)}, face(n)) for n in range(1, 11)]
    assert Counter(at_once(camera, *adding)) == {0: 3, 208: 7}
    assert len(camera.listed()) == camera.groups()["vip"]["count"] == 3


def test_a_group_deleted_meanwhile_takes_no_record(camera: Desk) -> None:
    add = ("addFace", {"group_name": "vip"}, face(1))
    assert at_once(camera, add, ("deleteGroup", {"name": "vip"}, None)) == [204, 0]


def test_a_fault_that_begins_meanwhile_is_met(camera: Desk) -> None:
    async def everything() -> int:
        operation = load_spec().operations["addFace"]
        content_type, body = encoded("addFace", signed({"group_name": "vip"}), face(1))
        asked = asyncio.ensure_future(camera.service.answer(operation, content_type.encode(), body))
        await asyncio.sleep(0)
        camera.camera.faults.add("storage-gone")
        return json.loads((await asked).body)["code"]

    assert asyncio.run(everything()) == 211
