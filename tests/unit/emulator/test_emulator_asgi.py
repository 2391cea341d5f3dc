"""The device's ASGI application: bodies that are not taken, and the time of an answer."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from emulating import Desk

from conformance.emulator import asgi
from conformance.emulator.asgi import Device


def answer(desk: Desk, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What is sent for a request whose body comes in these messages, and then no more."""
    coming, sent = list(messages), []

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if coming else await asyncio.sleep(3600)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"path": "/openapi/face/getGroupList", "method": "POST", "headers": []}
    asyncio.run(Device(desk.service)(scope, receive, send))
    return sent


def piece(body: bytes) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": True}


def test_slow_body_is_given_up(camera: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "PATIENCE", 0.01)
    start, body = answer(camera, piece(b"a=1"))
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert json.loads(body["body"]) == {"code": 2}


def test_body_that_never_ends_is_given_up(camera: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LARGEST_BODY", 3)
    monkeypatch.setattr(asgi, "LARGEST_READ", 5)
    start, _ = answer(camera, piece(b"abc"), piece(b"def"))
    assert start["status"] == 413
    assert (b"connection", b"close") in start["headers"]


def test_client_that_leaves_is_not_answered(camera: Desk) -> None:
    assert answer(camera, piece(b"a=1"), {"type": "http.disconnect"}) == []


def test_every_answer_tells_the_cameras_time(camera: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own clock, also where it is wrong (RFC 9110 6.6.1)."""
    now = 1593029283.9
    monkeypatch.setattr(time, "time", lambda: now)
    camera.service.camera.clock_offset = 3600.0
    start, _ = answer(camera, {"type": "http.request", "body": b""})
    assert (b"date", b"Wed, 24 Jun 2020 21:08:03 GMT") in start["headers"]
