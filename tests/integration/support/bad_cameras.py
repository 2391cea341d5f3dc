"""Cameras that misbehave: a real proxy before a real emulator, which spoils answers by rule."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import urlsplit

from support.certificates import P12_PASSWORD
from support.emulators import SECRET

Rule = Callable[[int, str], str]
"""Says for a request, by its number and its operation, in which way its answer is spoilt; "" for not at all."""

JSON = "application/json"
SLOW = 0.03


def from_request(first: int, way: str) -> Rule:
    """Spoils all answers from a request on."""
    return lambda number, _: way if number >= first else ""


def on_operation(name: str, way: str) -> Rule:
    """Spoils all answers of one operation."""
    return lambda _, operation: way if operation == name else ""


def body_of(way: str, good: bytes) -> tuple[str, bytes]:
    """The content type and body of an answer that is spoilt in its content."""
    match way:
        case "html":
            return "text/html", b"<html><body><h1>It works!</h1></body></html>"
        case "script":
            words = b"</script><script>window.owned = 1</script><img src=x onerror='window.owned = 1'>"
            return JSON, b'{"code":0,"message":"%s","data":{"face_group":[{"name":"%s"}],"num":1}}' % (words, words)
        case "half":
            return JSON, good[: len(good) // 2]
        case "huge":
            return JSON, b'{"code":0,"message":"' + b"x" * 10_000_000 + b'"}'
        case "empty":
            return JSON, b""
        case "not-utf8":
            return JSON, b'{"code":0,"message":"\xff\xfe\xff"}'
        case "deep":
            return JSON, b"[" * 200_000
        case "deep-data":
            return JSON, b'{"code":0,"data":' + b"[" * 900 + b"]" * 900 + b"}"
        case "list":
            return JSON, b"[1, 2, 3]"
        case "code-text":
            return JSON, b'{"code":"0","message":"Success"}'
        case "unlisted":
            return JSON, b'{"code":987654,"message":"?"}'
        case "groups-as-text":
            return JSON, b'{"code":0,"message":"ok","data":{"face_group":"none"}}'
        case "groups-of-nonsense":
            return JSON, b'{"code":0,"message":"ok","data":{"face_group":[null,7,[],{"name":{}}]}}'
        case "code-chinese":
            groups = '[{"name":"\u9648\u5217\u5ba4\U0001f600","count":"\u96f6"}]'
            text = f'{{"code":0,"message":"ok","data":{{"face_group":{groups}}}}}'
            return JSON, text.encode()
        case "echo":
            return JSON, b'{"code":0,"data":{"face_group":"%s %s"}}' % (SECRET.encode(), P12_PASSWORD.encode())
        case "data-null" | "data-list" | "data-text" | "leaves-null" | "leaves-nested" | "lists-of-null":
            return JSON, mangled(way, good)
        case _:
            return JSON, good


def mangled(way: str, good: bytes) -> bytes:
    """A success with what it answers in other types; a refusal as it is."""
    answer = json.loads(good)
    if answer.get("code") != 0:
        return good
    match way:
        case "data-null" | "data-list" | "data-text":
            data: object = {"data-null": None, "data-list": [None, [7]], "data-text": "none"}[way]
        case _:
            data = _leaves(way, answer.get("data"))
    return json.dumps({**answer, "data": data}).encode()


def _leaves(way: str, value: object) -> object:
    if isinstance(value, dict):
        return {name: _leaves(way, item) for name, item in value.items()}
    if isinstance(value, list):
        return [None for _ in value] if way == "lists-of-null" else [_leaves(way, item) for item in value]
    return {"leaves-null": None, "leaves-nested": [{"a": [value]}]}.get(way, value)


class BadCamera:
    """Forwards to `upstream` (http://...) and spoils the answers by a rule.

    Ways: those of `body_of`, and `die` (nobody listens any more), `hang`, `close`, `cut` (less than announced),
    `drip` (a byte now and then, for ever), `not-http`, `deaf` (an unlisted code, and nothing is done),
    `date` (well, with a Date header an hour ahead), `slow` (well, and SLOW seconds later).
    """

    def __init__(self, upstream: str, rule: Rule) -> None:
        self._upstream = urlsplit(upstream)
        self._rule = rule
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._connections: set[socket.socket] = set()
        self.requests = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Ends it and everything that it holds."""
        self._die()
        self._closing.set()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _die(self) -> None:
        """As when the process is gone: the port refuses, all connections are cut."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        upstream = http.client.HTTPConnection(self._upstream.hostname or "", self._upstream.port, timeout=20)
        try:
            with connection, connection.makefile("rb") as reader, contextlib.suppress(OSError):
                while (request := _read(reader)) is not None:
                    if not self._answer(connection, upstream, *request):
                        return
        finally:
            upstream.close()
            with self._lock:
                self._connections.discard(connection)

    def _answer(
        self,
        connection: socket.socket,
        upstream: http.client.HTTPConnection,
        line: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        """Whether the connection stays open."""
        method, target, _ = line.split(" ", 2)
        with self._lock:
            self.requests += 1
            number = self.requests
        way = self._rule(number, urlsplit(target).path.rpartition("/")[2])
        if way == "die":
            self._die()
            return False
        if way == "close":
            return False
        if way == "hang":
            self._closing.wait()
            return False
        if way == "deaf":
            return self._send(connection, "unlisted", 200, b"")
        upstream.request(method, target, body, headers)
        answer = upstream.getresponse()
        good = answer.read()
        if way == "slow":
            self._closing.wait(SLOW)
        return self._send(connection, way, answer.status, good)

    def _send(self, connection: socket.socket, way: str, status: int, good: bytes) -> bool:
        content_type, body = body_of(way, good)
        head = [f"HTTP/1.1 {status} OK", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        if way == "date":
            head.append(f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(time.time() + 3600))}")
        if way == "not-http":
            connection.sendall(b"\x15\x03\x01\x00\x02\x02\x28 hello\r\n\r\n")
            return False
        if way == "drip":
            connection.sendall("\r\n".join([*head[:2], "Content-Length: 100000", "", "{"]).encode())
            while not self._closing.wait(0.1):
                connection.sendall(b" ")
            return False
        text = "\r\n".join([*head, "", ""]).encode()
        connection.sendall(text + (body[:-3] if way == "cut" else body))
        return way != "cut"


def _read(reader: BinaryIO) -> tuple[str, dict[str, str], bytes] | None:
    """One request: its first line, headers and body; None at the end."""
    line = reader.readline().decode("latin-1").strip()
    if not line:
        return None
    headers = {}
    while text := reader.readline().decode("latin-1").strip():
        name, _, value = text.partition(":")
        headers[name.strip()] = value.strip()
    length = int(next((value for name, value in headers.items() if name.lower() == "content-length"), "0"))
    return line, headers, reader.read(length)
