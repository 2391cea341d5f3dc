"""An emulator in a process of its own, and raw signed requests to it."""

from __future__ import annotations

import hashlib
import http.client
import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

START = [sys.executable, "-m", "conformance.cli.emulate"]
OPERATION = "/openapi/face/"
FORM = "application/x-www-form-urlencoded"


class Running:
    """An emulator in a process, and raw sockets to it."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [*START, "--exit-with-parent", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        first, second = self.process.stdout.readline(), self.process.stdout.readline()
        assert first.startswith("LISTENING "), self.process.stderr.read()
        assert second.startswith("CONTROL http://127.0.0.1:")
        self.url, self.control_url = first.split()[1], second.split()[1]

    def connect(self, client_context: ssl.SSLContext | None = None) -> socket.socket:
        target = urlsplit(self.url)
        connection = socket.create_connection((target.hostname, target.port), timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if target.scheme == "https":
            connection = (client_context or unverified()).wrap_socket(connection, server_hostname="localhost")
        return connection

    def control(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(urlsplit(self.control_url).netloc, timeout=10)
        connection.request(method, path, body if isinstance(body, str | None) else json.dumps(body))
        response = connection.getresponse()
        answered = response.status, json.loads(response.read())
        connection.close()
        return answered

    def call(self, operation: str, **given: str) -> dict[str, Any]:
        with self.connect() as connection:
            connection.sendall(request(operation, **given))
            return body_of(connection.recv(65536))

    def stop(self, by: int = signal.SIGTERM) -> tuple[int, str]:
        """Exit status and standard error."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        status = self.process.wait(10)
        errors = self.process.stderr.read()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        return status, errors


def unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def form(**given: str) -> bytes:
    public = {"app_id": "JO83UNV983U9OR", "random": "123456", "timestamp": str(int(time.time()))}
    params = public | given
    text = "&".join(f"{name}={value}" for name, value in sorted(params.items()) if value)
    sign = hashlib.md5(f"{text}&key=12345678".encode()).hexdigest().upper()
    return urlencode(params | {"sign": sign}).encode()


def request(operation: str, **given: str) -> bytes:
    body = form(**given)
    head = f"POST {OPERATION}{operation} HTTP/1.1\r\nHost: camera\r\nContent-Type: {FORM}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def body_of(answer: bytes) -> dict[str, Any]:
    return json.loads(answer.partition(b"\r\n\r\n")[2])


VIP = {"name": "vip", "capacity": "10", "description": "d"}
