"""A running emulator: the device's port, the control port, reboot and a clean end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conformance.emulator import camera as cameras
from conformance.emulator.asgi import Device
from conformance.emulator.authentication import Gate
from conformance.emulator.certificate import server_context
from conformance.emulator.control import Control
from conformance.emulator.readings import Readings
from conformance.emulator.service import Service
from conformance.serving import Listener, ListenError, listen, url_of
from conformance.spec import CodeBook, Spec

__all__ = ["Emulator", "ListenError", "Settings", "run", "serve"]

LOOPBACK = "127.0.0.1"
"""The control plane listens nowhere else."""


@dataclass(frozen=True)
class Settings:
    """How an emulator is started. Port 0 is a free one; `state` None is in memory."""

    spec: Spec
    readings: Readings
    code_book: CodeBook
    app_id: str
    secret_key: str
    host: str = LOOPBACK
    port: int = 0
    control_port: int = 0
    state: Path | None = None
    client_ca: Path | None = None
    plain: bool = False


class Emulator:
    """One emulator. Everything that can't be had is found out when it is made, before anything is served.

    Raises StateError, CertificateError, ListenError.
    """

    def __init__(self, settings: Settings) -> None:
        tls = None if settings.plain else server_context(settings.host, settings.client_ca)
        device_socket = listen(settings.host, settings.port)
        control_socket = listen(LOOPBACK, settings.control_port)
        self.camera = cameras.new_camera(settings.spec, settings.readings, settings.code_book, settings.state)
        self._gate = Gate(settings.spec, settings.readings, settings.app_id, settings.secret_key)
        device = Device(Service(self.camera, self._gate))
        self._device = Listener(device, device_socket, tls)
        self._control = Listener(Control(device, self.reboot).app(), control_socket)
        self.url = url_of(device_socket, tls)
        self.control_url = url_of(control_socket, None)

    async def open(self) -> None:
        """Serves both ports."""
        await self._device.open()
        await self._control.open()

    async def reboot(self) -> None:
        """Drops the connections and what is kept in volatile memory, keeps what is stored, and serves again."""
        await self._device.close()
        self._gate.used.clear()
        await self._device.open()

    async def close(self) -> None:
        """Drops all connections, gives the ports back and closes the state."""
        for listener in (self._device, self._control):
            await listener.close()
            listener.release()
        self.camera.db.close()


async def serve(settings: Settings, ready: Callable[[str, str], None], with_parent: bool = False) -> None:
    """Serves until SIGTERM, Ctrl-C or, `with_parent`, the end of standard input; `ready` gets both URLs."""
    emulator = Emulator(settings)
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await emulator.open()
    if with_parent:
        threading.Thread(target=wait_for_parent, args=(loop, stop), daemon=True).start()
    ready(emulator.url, emulator.control_url)
    await stop.wait()
    await emulator.close()


def wait_for_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Reads standard input to its end, then stops. A plain read, because buffered ones hinder Python's exit."""
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(stop.set)


def run(settings: Settings, ready: Callable[[str, str], None], with_parent: bool = False) -> None:
    """Serves in an event loop of its own: uvloop's, where there is one."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # a client's broken HTTP is no news of the camera's
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(settings, ready, with_parent))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop's event loop, or Python's where there is no uvloop."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
