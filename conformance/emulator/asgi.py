"""The device's surface: a plain ASGI application, because it is the hot path."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from conformance.emulator.refusal import bad_parameter
from conformance.emulator.render import Answer
from conformance.emulator.service import Service

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST_BODY = 8 * 1024 * 1024
"""Bytes. A larger body is read, so that the client sees the answer, and refused with 413."""

LARGEST_READ = 64 * 1024 * 1024
"""Bytes. Beyond it the rest is not read, and the connection closed."""

PATIENCE = 60.0
"""Seconds for the rest of a body that comes in pieces."""


class Gone(Exception):  # noqa: N818 - an event, no error
    """The client left before its request was complete."""


class Unread(Exception):  # noqa: N818 - an answer, no error
    """A body that is not taken: too large, or too slow. `close` says that not all of it was read."""

    def __init__(self, status: int, close: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.headers = [(b"connection", b"close")] if close else []


class Device:
    """The ASGI application. `requests` counts what reached the surface."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.requests = 0
        self._by_path = service.camera.spec.by_path
        self._media_type = service.camera.readings["answer.content-type"].encode()
        self._second, self._date = -1, b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        self.requests += 1
        operation = self._by_path.get(scope["path"])
        if operation is None:
            await self.send(send, Answer(HTTPStatus.NOT_FOUND, b""))
        elif scope["method"] != "POST":
            refused = self.service.refuse(bad_parameter("not POST"), operation)
            await self.send(send, refused._replace(status=HTTPStatus.METHOD_NOT_ALLOWED), [(b"allow", b"POST")])
        else:
            try:
                body = await read_body(receive)
            except Unread as unread:
                refused = self.service.refuse(bad_parameter("the body was not read"), operation)
                return await self.send(send, refused._replace(status=unread.status), unread.headers)
            except Gone:
                return None
            await self.send(send, await self.service.answer(operation, content_type(scope), body))
        return None

    def date(self) -> bytes:
        """The camera's clock as HTTP writes it (RFC 9110 6.6.1); made once a second, for it costs microseconds."""
        second = int(self.service.camera.now)
        if second != self._second:
            self._second = second
            self._date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(second)).encode()
        return self._date

    async def send(self, send: Send, answer: Answer, more: list[tuple[bytes, bytes]] | None = None) -> None:
        """Sends an answer."""
        headers = [(b"date", self.date()), (b"content-length", str(len(answer.body)).encode())]
        if answer.body:
            headers.append((b"content-type", self._media_type))
        if more:
            headers += more
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


def content_type(scope: Scope) -> bytes:
    """The request's content type; empty if there is none."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return bytes(value)
    return b""


async def read_body(receive: Receive) -> bytes:
    """The whole body. Raises Gone, Unread."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        return bytes(message["body"])
    return await read_rest(message, receive)


async def read_rest(message: Message, receive: Receive) -> bytes:
    """The whole body of a request that comes in pieces, its first piece being `message`. Raises Gone, Unread."""
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            while message["type"] == "http.request":
                size += len(message["body"])
                if size > LARGEST_READ:
                    raise Unread(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, close=True)
                if size <= LARGEST_BODY:
                    body += message["body"]
                if not message.get("more_body"):
                    break
                message = await receive()
    except TimeoutError as error:
        raise Unread(HTTPStatus.REQUEST_TIMEOUT, close=True) from error
    if message["type"] != "http.request":
        raise Gone
    if size > LARGEST_BODY:
        raise Unread(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)
