"""How fast a cassette is served: `python benchmarks/replay_server.py`.

One raw keep-alive socket sends requests that are told apart by their bodies to `ipc-conformance replay` (over HTTP and
TLS, signatures verified, freshly signed) and the recorded bytes to `mitmdump --server-replay`, in turn. Medians of the
rounds, in one run. What else may come to a replay: hostile_replay.py.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from emulator import APP_ID, FORM, SECRET_KEY, Connection, post, signed

from conformance.cassette import Header, Redactor, Writer
from conformance.wire import Credentials, Exchange, Response
from conformance.wire.foreign import Arrived, foreign_request

PATH = "/openapi/face/createGroup"
ANSWER = b'{"code":0,"data":{"faceid":"12345","group_name":"visitors","age":30,"gender":1}}'
JSON = (("Content-Type", "application/json"),)


def body(number: int) -> bytes:
    return urlencode(signed(name=f"group {number}", capacity="10", description="a group")).encode()


def record(path: Path, url: str, number: int) -> None:
    """Our cassette of so many exchanges."""
    credentials = Credentials(APP_ID, SECRET_KEY)
    with Writer(path, Header("benchmark", {"url": url}), Redactor(credentials)) as writer:
        for n in range(number):
            arrived = Arrived("POST", PATH, (("Content-Type", FORM),), body(n), time.time())
            request = foreign_request(arrived, SECRET_KEY, APP_ID)
            writer(Exchange(n + 1, request, Response(200, JSON, ANSWER), None, time.time(), 0.001))


@contextmanager
def running(*command: str | Path) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"IPC_APP_ID": APP_ID, "IPC_SECRET_KEY": SECRET_KEY}
    process = subprocess.Popen(
        [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def ours(path: Path, *options: str) -> Iterator[str]:
    with running(shutil.which("ipc-conformance") or "", "replay", path, *options) as process:
        yield process.stdout.readline().split()[1]


class Camera:
    """Answers every request in the same way, and counts connections."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()
        held = b""
        while data := connection.recv(65536):
            held += data
            while (request := whole(held)) is not None:
                held = held[request:]
                connection.sendall(head + ANSWER)


def whole(data: bytes) -> int | None:
    head, end, rest = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0) if end else 0
    return len(head) + 4 + length if end and len(rest) >= length else None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def mitmproxy(*options: str | Path) -> Iterator[str]:
    port = free_port()
    command = [shutil.which("mitmdump") or "", "-q", "--listen-host", "127.0.0.1", "-p", str(port), *options]
    with running(*command):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"


def rate(url: str, requests: list[bytes]) -> float:
    connection = Connection(url)
    before = time.perf_counter()
    answers = [connection.exchange(request) for request in requests]
    seconds = time.perf_counter() - before
    connection.close()
    if any(answer != ANSWER for answer in answers):
        raise SystemExit(f"{url} gave an answer that was not recorded")
    return len(requests) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    rates: dict[str, list[float]] = {"replay, HTTP": [], "replay, TLS": [], "mitmdump --server-replay": []}
    camera = Camera()
    with tempfile.TemporaryDirectory() as temporary, ExitStack():
        path, flows = Path(temporary) / "run.jsonl", Path(temporary) / "flows"
        record(path, f"http://127.0.0.1:{camera.port}", given.requests)
        recorded = [post("createGroup", FORM, body(n)) for n in range(given.requests)]
        with mitmproxy("--mode", f"reverse:http://127.0.0.1:{camera.port}", "-w", flows) as url:
            rate(url, recorded)
        before = camera.connections
        for _ in range(given.rounds):
            for name, options in {"replay, HTTP": ("--plain",), "replay, TLS": ()}.items():
                with ours(path, *options) as url:
                    rates[name].append(rate(url, [post("createGroup", FORM, body(n)) for n in range(given.requests)]))
            lazy = ("--set", "connection_strategy=lazy", "--set", "server_replay_extra=404")
            with mitmproxy("--mode", f"reverse:http://127.0.0.1:{camera.port}", "--server-replay", flows, *lazy) as url:
                rates["mitmdump --server-replay"].append(rate(url, recorded))
        reached = camera.connections - before
    theirs = median(rates["mitmdump --server-replay"])
    print(f"{given.requests} exchanges on one connection, requests per second (median of {given.rounds}):")
    for name, found in rates.items():
        print(f"  {name:26} {median(found):8,.0f}   {median(found) / theirs:5.2f} times mitmproxy's")
    print(f"connections to the camera while recorded requests were replayed: {reached}")


if __name__ == "__main__":
    main()
