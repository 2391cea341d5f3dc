"""Runs the witnesses of mutants: emulators in this process behind real sockets, and requests signed by our own code."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from conformance.emulator import readings
from conformance.emulator.mutants.witness import Act, Call, Together, Witness
from conformance.emulator.server import Emulator, Settings
from conformance.emulator.service import Service
from conformance.spec import load_spec
from support.gallery import picture

APP_ID, SECRET = "JO83UNV983U9OR", "12345678"
FORM = "application/x-www-form-urlencoded"
PUBLIC = ("app_id", "random", "timestamp")
PATIENCE = 1.5
NOW = int(time.time())
DAY = 24 * 60 * 60

_randoms = itertools.count(10**6)


class Reply(NamedTuple):
    """An answer as it came; status 0 is none."""

    operation: str
    status: int = 0
    media: str = ""
    body: bytes = b""


class Noted(dict[str, str]):
    """Readings that note which of them are consulted."""

    def __init__(self, followed: Mapping[str, str], consulted: set[str]) -> None:
        super().__init__(followed)
        self._consulted = consulted

    def __getitem__(self, name: str) -> str:
        self._consulted.add(name)
        return super().__getitem__(name)


class Bench:
    """An event loop in a thread, in which emulators live."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def close(self) -> None:
        self.do(self._cancel())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()

    async def _cancel(self) -> None:
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def answers(
        self,
        witness: Witness,
        chosen: tuple[str, ...],
        alter: Callable[[Service], None] | None = None,
        consulted: set[str] | None = None,
    ) -> list[Any]:
        """The answers to a witness of a new camera, a step each (the answers of a Together sorted).

        `consulted` gets the names of the readings that made a difference, or could have.
        """
        spec = load_spec()
        followed = Noted(readings.choose(spec, chosen), set() if consulted is None else consulted)
        settings = Settings(
            spec, followed, spec.code_book, APP_ID, SECRET, plain=True, alter=alter
        )  # fmt: skip

        async def start() -> Emulator:
            emulator = Emulator(settings)
            await emulator.open()
            return emulator

        emulator = self.do(start())
        client = Client(emulator.url, emulator.control_url)
        try:
            return [reply for step in witness for reply in client.take(step)]
        finally:
            client.close()
            self.do(emulator.close())


class Client:
    """Sends the steps of a witness over one keep-alive connection."""

    def __init__(self, url: str, control_url: str) -> None:
        self._address = urlsplit(url).hostname, urlsplit(url).port
        self._control = urlsplit(control_url).netloc
        self._socket: socket.socket | None = None
        self._before: dict[str, str] = {}

    def take(self, step: Call | Together | Act) -> list[Any]:
        if isinstance(step, Act):
            for _ in range(step.times):
                self.act(step)
            return []
        if isinstance(step, Together):
            return [sorted(self.together(step))]
        return [self.send(step, number) for number in range(1, step.times + 1)]

    def send(self, call: Call, number: int = 1) -> Reply:
        if self._socket is None:
            self._socket = self.connect()
        self._socket.sendall(self.message(call, number))
        reply = read(self._socket, call.operation)
        if not reply.status:
            self.close()
        return reply

    def together(self, step: Together) -> list[Reply]:
        messages = [self.message(call, 1) for call in step.calls]
        connections = [self.connect() for _ in messages]
        for connection, message in zip(connections, messages, strict=True):
            connection.sendall(message)
        replies = [read(*sent) for sent in zip(connections, [call.operation for call in step.calls], strict=True)]
        for connection in connections:
            connection.close()
        return replies

    def connect(self) -> socket.socket:
        connection = socket.create_connection(self._address, timeout=PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def act(self, step: Act) -> None:
        if step.capability == "reboot":
            self.control("/reboot", {})
            self.close()
            return
        who = {"picture": base64.b64encode(picture(step.picture)).decode()} if step.picture else {"faceid": step.faceid}
        self.control("/arrivals", {**who, "time": NOW - step.days_ago * DAY})

    def control(self, path: str, body: dict[str, Any]) -> None:
        connection = http.client.HTTPConnection(self._control, timeout=10)
        connection.request("POST", path, json.dumps(body))
        assert connection.getresponse().status in (200, 404)  # of a record that a shorter witness does not add
        connection.close()

    def message(self, call: Call, number: int) -> bytes:
        params = self.signed(call, number)
        content_type, body = encoded(call, params)
        path = f"{load_spec().base_path}{call.operation}"
        head = f"{call.method} {path} HTTP/1.1\r\nHost: camera\r\nContent-Type: {content_type}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def signed(self, call: Call, number: int) -> dict[str, str]:
        own = {name: text_of(value, number) for name, value in call.given.items() if value is not None}
        public = {"app_id": APP_ID, "random": str(next(_randoms)), "timestamp": str(int(time.time()))}
        if call.signed == "before":
            return {**own, **self._before}
        params = {**{name: value for name, value in public.items() if name not in call.given}, **own}
        if "sign" not in call.given:
            params["sign"] = sign_of(params, call.signed)
        self._before = {name: params[name] for name in (*PUBLIC, "sign") if name in params}
        return params


def read(connection: socket.socket, operation: str) -> Reply:
    """The next answer on a connection; of status 0 if none comes in time, or not all of it."""
    with suppress(OSError, http.client.HTTPException):
        response = http.client.HTTPResponse(connection)
        response.begin()
        reply = Reply(operation, response.status, response.headers.get("content-type", ""), response.read())
        response.close()
        return reply
    return Reply(operation)


def text_of(value: Any, number: int) -> str:
    """A value as it is sent."""
    if not isinstance(value, str | int):
        return json.dumps(list(value))
    return str(value).replace("{n}", str(number)).replace("{now}", str(int(time.time())))


def sign_of(params: dict[str, str], how: str) -> str:
    """A sign over the parameters, right or as `how` says."""
    names = how.removeprefix("over ").split(",") if how.startswith("over ") else list(params)
    text = "&".join(f"{name}={params[name]}" for name in sorted(names) if params[name] or how == "empties")
    if how != "keyless":
        text += f"&key={SECRET}"
    sign = hashlib.md5(text.encode()).hexdigest().upper()
    return sign[:-1] + ("0" if sign[-1] != "0" else "1") if how == "wrong" else sign


def encoded(call: Call, params: dict[str, str]) -> tuple[str, bytes]:
    """Content type and body."""
    if load_spec().operations[call.operation].encoding == "form":
        return FORM, urlencode(params).encode()
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in params.items()]
    if call.picture:
        parts.append(b'name="pic"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + picture(call.picture))
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return "multipart/form-data; boundary=edge", body
