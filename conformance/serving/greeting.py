"""A TLS port that tells whoever speaks plain HTTP to it what is the matter."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from conformance.serving.listener import Listener

_TLS_RECORD = b"\x16"
PATIENCE = 30.0
"""Seconds for a client to begin to speak, and to end its handshake."""

_SENTENCE = "This address speaks HTTPS, and the request came in plain HTTP: use https://."


class GreetingListener(Listener):
    """Looks at the first byte of each connection before TLS begins; without a TLS context it is a plain listener."""

    _accepting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Accepts connections."""
        if self._tls is None:
            return await super().open()
        self._socket.setblocking(False)
        self._greeting: set[asyncio.Task[None]] = set()
        self._accepting = asyncio.create_task(self._accept())
        return None

    async def close(self) -> None:
        """Accepts none any more and drops those that there are."""
        if self._accepting is not None:
            tasks = [self._accepting, *self._greeting]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await super().close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._socket)
            except OSError:
                await asyncio.sleep(0.05)  # too many open files: they will be fewer
                continue
            task = asyncio.create_task(self._greet(connection))
            self._greeting.add(task)
            task.add_done_callback(self._greeting.discard)

    async def _greet(self, connection: socket.socket) -> None:
        """Hands the connection on to TLS, or answers it in plain HTTP and closes it."""
        handed_on = False
        try:
            async with asyncio.timeout(PATIENCE):
                first = await _first_byte(connection)
                if first == _TLS_RECORD:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    handed_on = True
                    await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection, ssl=self._tls)
                elif first:
                    await self._answer_plainly(connection)
        except (OSError, TimeoutError):
            pass  # whoever goes away in the handshake is no client
        finally:
            if not handed_on:
                connection.close()

    async def _answer_plainly(self, connection: socket.socket) -> None:
        if self._complain is not None:
            self._complain(_SENTENCE)
        body = _SENTENCE.encode()
        head = (
            f"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        await asyncio.get_running_loop().sock_sendall(connection, head.encode() + body)
        # What was not read would make the system reset the connection, and the answer be lost.
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                while await asyncio.get_running_loop().sock_recv(connection, 65536):
                    pass


async def _first_byte(connection: socket.socket) -> bytes:
    """The first byte, left where it is; empty if the client closed."""
    connection.setblocking(False)
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(connection)
    return connection.recv(1, socket.MSG_PEEK)
