"""The control plane: causes that no HTTP client of a camera can bring about, for a test rig. Never a return code."""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from conformance.emulator import arrivals
from conformance.emulator.asgi import Device
from conformance.emulator.camera import Camera
from conformance.emulator.faults import FAULTS, NOT_ACTIVATED
from conformance.emulator.refusal import Refused
from conformance.emulator.store import groups
from conformance.emulator.store.database import Transaction
from conformance.emulator.store.records import Record

Reboot = Callable[[], Awaitable[None]]


class Control:
    """The routes. What they can't use they answer with 4xx and a sentence."""

    def __init__(self, device: Device, reboot: Reboot) -> None:
        self._device = device
        self._camera: Camera = device.service.camera
        self._reboot = reboot

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/status", self.status, methods=["GET"]),
                Route("/arrivals", self.arrive, methods=["POST"]),
                Route("/clock", self.set_clock, methods=["PUT"]),
                Route("/faults/{name}", self.set_fault, methods=["PUT"]),
                Route("/reboot", self.reboot, methods=["POST"]),
            ],
            exception_handlers={HTTPException: sentence},
        )

    async def status(self, request: Request) -> JSONResponse:  # noqa: ARG002 - Starlette calls it so
        """What the camera is at."""
        camera = self._camera
        return JSONResponse(
            {
                "clock_offset": camera.clock_offset,
                "faults": sorted(camera.faults),
                "requests": self._device.requests,
                "activated": NOT_ACTIVATED not in camera.faults,
                "groups": {group.name: group.size for group in groups.every(camera.db)},
            }
        )

    async def arrive(self, request: Request) -> JSONResponse:
        """A face arrives: {"faceid"} or {"picture": base64}, and "time" in Unix seconds unless it is now."""
        body = await read(request)
        time = int(number(body, "time", self._camera.now))
        try:
            with Transaction(self._camera.db):
                record = self._arrived(body, time)
        except Refused as refused:
            raise HTTPException(404 if refused.cause.endswith("missing") else 409, str(refused)) from refused
        names = {group.id: group.name for group in groups.every(self._camera.db)}
        return JSONResponse({"faceid": record.faceid, "group": names[record.group_id]})

    def _arrived(self, body: dict[str, Any], time: int) -> Record:
        if isinstance(body.get("faceid"), str):
            return arrivals.by_faceid(self._camera, body["faceid"], time)
        if isinstance(body.get("picture"), str):
            return arrivals.by_picture(self._camera, decoded(body["picture"]), time)
        raise HTTPException(400, 'Say who arrives: {"faceid": "..."} or {"picture": "base64"}.')

    async def set_clock(self, request: Request) -> JSONResponse:
        """Sets the camera's clock: {"offset": seconds against this machine's}."""
        self._camera.clock_offset = number(await read(request), "offset")
        return JSONResponse({"offset": self._camera.clock_offset})

    async def set_fault(self, request: Request) -> JSONResponse:
        """Begins or ends a fault: {"active": bool}."""
        name = request.path_params["name"]
        if name not in FAULTS:
            raise HTTPException(404, f"There is no fault {name!r}. The faults are: {', '.join(FAULTS)}.")
        active = (await read(request)).get("active")
        if not isinstance(active, bool):
            raise HTTPException(400, 'Say {"active": true} or {"active": false}.')
        (self._camera.faults.add if active else self._camera.faults.discard)(name)
        return JSONResponse({"faults": sorted(self._camera.faults)})

    async def reboot(self, request: Request) -> JSONResponse:  # noqa: ARG002 - Starlette calls it so
        """Restarts the camera; answers when it is back."""
        await asyncio.shield(self._reboot())
        return JSONResponse({"rebooted": True})


async def sentence(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - Starlette calls it so
    """The answer to what the control plane can't use."""
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, str(error))
    return JSONResponse({"error": detail}, status_code=status)


async def read(request: Request) -> dict[str, Any]:
    """The JSON object in a body. Raises HTTPException."""
    try:
        body = await request.json()
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"The body is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "The body is no JSON object.")
    return body


def number(body: dict[str, Any], name: str, default: float | None = None) -> float:
    """A finite number of the body. Raises HTTPException."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 2**40:
        raise HTTPException(400, f"{name} is a number of seconds.")
    return value


def decoded(text: str) -> bytes:
    """The bytes of base64 text. Raises HTTPException."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise HTTPException(400, f"picture is no base64: {error}") from error
