"""A cassette as an ASGI application: answers any client, and sends nothing anywhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from conformance.cassette.errors import CassetteError
from conformance.cassette.meaning import TELLING
from conformance.cassette.player import Player, Reply
from conformance.cassette.proxy.tap import Tap
from conformance.serving import HANG_UP
from conformance.wire.foreign import Arrived, foreign_request
from conformance.wire.heads import pairs_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Say = Callable[[str], None]

HANG_SECONDS = 10.0
"""So long at most does an exchange hang that hung when it was recorded."""

MOST_SAID = 200
"""So many sentences on requests are said; after that they are counted only."""


class ReplayServer:
    """The application. `say` is told, in a sentence each, which requests were refused or matched nothing.

    With the secret key the signs of clients are verified. What was no answer when it was recorded is none again: the
    connection is closed; where the camera did not answer in time, after as long as then, but `hang` seconds at most.
    """

    def __init__(
        self, player: Player, say: Say, secret_key: str = "", app_id: str = "", hang: float = HANG_SECONDS
    ) -> None:
        self.player = player
        self._say = say
        self._said = 0
        self._secret_key = secret_key
        self._app_id = app_id
        self._hang = hang

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        message = await receive()
        if message["type"] != "http.request":
            return
        arrived = await _arrived(scope, message, receive)
        if arrived is None:
            return
        reply = self._reply(arrived)
        if reply.why and reply.outcome != "recorded":
            self._tell(reply.why)
        if reply.fault:
            await self._hang_up(reply, scope, receive)
            return
        await _send(send, reply)

    def _reply(self, arrived: Arrived) -> Reply:
        try:
            return self.player.reply(foreign_request(arrived, self._secret_key, self._app_id))
        except CassetteError as error:
            self.player.unmatched += 1
            return Reply("unmatched", 500, (("Content-Type", "text/plain"),), str(error).encode(), why=str(error))

    def _tell(self, sentence: str) -> None:
        self._said += 1
        if self._said <= MOST_SAID:
            self._say(sentence)
        elif self._said == MOST_SAID + 1:
            self._say("further ones are counted and not named")

    async def _hang_up(self, reply: Reply, scope: MutableMapping[str, Any], receive: Receive) -> None:
        if reply.fault == "timeout":
            await _wait(min(reply.seconds, self._hang), receive)
        scope[HANG_UP]()
        await receive()  # which says that the connection is closed


async def _wait(seconds: float, receive: Receive) -> None:
    """Waits, or until the client goes away."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] == "http.request":
                pass
    except TimeoutError:
        pass


async def _arrived(scope: MutableMapping[str, Any], message: Message, receive: Receive) -> Arrived | None:
    """The whole request, a large body as its digest; None where the client went away."""
    body, omitted = message["body"], None
    if message.get("more_body"):
        tap = Tap()
        while True:
            tap(bytes(message["body"]))
            if not message.get("more_body"):
                break
            message = await receive()
            if message["type"] != "http.request":
                return None
        body, omitted = tap.body, tap.omitted
    query = scope["query_string"]
    target = scope["raw_path"] + b"?" + query if query else scope["raw_path"]
    return Arrived(
        scope["method"],
        target.decode("utf-8", "surrogateescape"),
        pairs_of([header for header in scope["headers"] if header[0] in TELLING]),
        bytes(body),
        time.time(),
        omitted,
    )


async def _send(send: Send, reply: Reply) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in reply.headers]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
