"""A TCP server that does exactly what a test says, and keeps every byte that it got."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 10.0
OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"code":0}'


@dataclass
class Received:
    """A request as it arrived: its head, its body, and the segments in which they came."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    segments: list[bytes] = field(repr=False)

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} is there {len(values)} times"
        return values[0] if values else None


class Connection:
    """One accepted connection."""

    def __init__(self, sock):
        self.sock = sock
        self._buffer = b""

    def request(self):
        """Reads one request; None once the client has closed."""
        segments = []
        while b"\r\n\r\n" not in self._buffer:
            if not self._more(segments):
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = [tuple(line.split(": ", 1)) for line in lines]
        named = {name.lower(): value for name, value in headers}
        body = self._chunks(segments) if "transfer-encoding" in named else None
        if body is None:
            body = self._exactly(int(named.get("content-length", "0")), segments)
        return Received(method, target, headers, body, segments)

    def send(self, data):
        self.sock.sendall(data)

    def reset(self):
        """Closes with a TCP reset instead of an end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def _more(self, segments):
        data = self.sock.recv(1 << 20)
        segments.append(data)
        self._buffer += data
        return bool(data)

    def _exactly(self, size, segments):
        while len(self._buffer) < size:
            if not self._more(segments):
                raise ConnectionError("the body was cut off")
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def _chunks(self, segments):
        body = b""
        while True:
            while b"\r\n" not in self._buffer:
                self._more(segments)
            size, _, self._buffer = self._buffer.partition(b"\r\n")
            chunk = self._exactly(int(size, 16) + 2, segments)[:-2]
            if not chunk:
                return body
            body += chunk


class RawServer:
    """Runs `behaviour(connection, number)` for each connection, in a thread of its own; `requests` is for its use."""

    def __init__(self, behaviour: Callable[[Connection, int], None], tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._behaviour = behaviour
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def url(self):
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def _start(self, target, *args):
        thread = threading.Thread(target=target, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(PATIENCE)
            self._open.append(sock)
            self.connections += 1
            self._start(self._serve, sock, self.connections)

    def _serve(self, sock, number):
        try:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
                self._open.append(sock)
            self._behaviour(Connection(sock), number)
        except OSError:
            pass  # the client left, or the test is over
        finally:
            sock.close()


def answering(*answers: bytes, close: bool = False, tls: ssl.SSLContext | None = None) -> RawServer:
    """A server that answers with these in turn, the last one for ever, on kept connections."""

    def behave(connection, number):
        while (request := connection.request()) is not None:
            server.requests.append(request)
            connection.send(answers[min(len(server.requests), len(answers)) - 1])
            if close:
                return

    server = RawServer(behave, tls)
    return server


def dripping(start: bytes, drop: bytes, pause: float = 0.05) -> RawServer:
    """A server that answers with `start` and then `drop` after `drop`, for ever."""

    def behave(connection, number):
        server.requests.append(connection.request())
        connection.send(start)
        while not server.stopped.is_set():
            connection.send(drop)
            time.sleep(pause)

    server = RawServer(behave)
    return server
