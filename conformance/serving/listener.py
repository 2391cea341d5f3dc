"""One port: uvicorn's HTTP protocol on a listening socket, with answers that leave in one write."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, cast

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

KEEP_ALIVE = 300
"""Seconds that an idle connection is kept."""

LAST_REQUESTS = 0.5
"""Seconds for requests that are being carried out when the port closes."""

LARGEST_HEAD = 64 * 1024
"""Bytes of request headers that are read; more is answered with 400."""


class OneWrite:
    """A transport that joins what is written in one step of the event loop.

    uvicorn writes head and body of an answer apart. Two small segments cost tens of milliseconds where Nagle's
    algorithm meets delayed acknowledgements, and over TLS they are two records.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Holds the data until the running step is over."""
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)

    def flush(self) -> None:
        """Writes what is held."""
        if self._held:
            data, self._held = b"".join(self._held), []
            self._transport.write(data)

    def close(self) -> None:
        """Writes what is held, then closes."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


HANG_UP = "conformance.hang_up"
"""In a request's scope: closes the connection without an answer."""

_HTTP2 = b"PRI * HTTP/2.0"


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol with one write an answer, and a limit to a request's head."""

    complain: Callable[[str], None] = staticmethod(lambda _: None)
    _first = b""

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        self._first = self._first or data[: len(_HTTP2)]
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP/1.1 gets a sentence, here and there."""
        if self._first == _HTTP2:
            msg = "This address speaks HTTP/1.1, as cameras do, and not HTTP/2."
        self.complain(msg)
        super().send_400_response(msg)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client connected."""
        super().connection_made(OneWrite(transport, self.loop))  # type: ignore[arg-type]

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head = 0
        cast(dict[str, Any], self.scope)[HANG_UP] = self.transport.abort

    def on_url(self, url: bytes) -> None:
        """A piece of the request's target."""
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the request."""
        self._count(name + value)
        super().on_header(name, value)

    def _count(self, data: bytes) -> None:
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            raise ValueError("the request's head is too large")  # the parser makes a 400 of it


class Listener:
    """An ASGI application on a port. The socket stays open over a reboot, so that nobody else takes the port.

    `complain` is told in a sentence of what is no HTTP/1.1.
    """

    def __init__(
        self,
        app: Any,
        listening: socket.socket,
        tls: ssl.SSLContext | None = None,
        complain: Callable[[str], None] | None = None,
    ) -> None:
        self._complain = complain
        self._config = Config(
            app,
            http="httptools",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE,
        )
        self._config.load()
        self._socket = listening
        self._tls = tls
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Accepts connections."""
        self._server = await asyncio.get_running_loop().create_server(
            self._protocol, sock=self._socket.dup(), ssl=self._tls
        )

    async def close(self) -> None:
        """Accepts none any more and drops those that there are, whatever they are at."""
        if self._server:
            self._server.close()
        for protocol in list(self._state.connections):
            protocol.transport.abort()
        await asyncio.sleep(0)  # the requests that wait for a body learn that it won't come
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=LAST_REQUESTS)

    def release(self) -> None:
        """Gives the port back."""
        self._socket.close()

    def _protocol(self) -> Protocol:
        protocol = Protocol(config=self._config, server_state=self._state, app_state={})
        if self._complain is not None:
            protocol.complain = self._complain
        return protocol
