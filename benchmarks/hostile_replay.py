"""Whether a replay lets anything through: `python benchmarks/hostile_replay.py`.

Requests that nobody recorded, and what is no request at all (hostile_requests.py), go to `ipc-conformance replay` and
to `mitmdump -s` with the addon, as a reverse and as a regular proxy, of a recording that is used up. Servers count the
connections where the camera of the recording was, and on another address that the requests name. Exit status 1 where
one was opened, where a replay answered what it must not, left a client waiting, ended, or told of a fault of its own.

`half open` is counted apart: the client said that it sends no more, and mitmproxy did not close its side within a few
seconds. Version 12 does so now and then after a CONNECT inside a tunnel.
"""

from __future__ import annotations

import argparse
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from emulator import APP_ID, SECRET_KEY, signed
from hostile_requests import PATH, Draw, Hostile
from replay_server import record

ADDON = Path(__file__).parents[1] / "conformance" / "cassette" / "addon.py"
WAYS = ("replay", "reverse", "regular")
HOST, OTHER = "127.0.0.1", "127.0.0.2"
PATIENCE = 15
LAST_PATIENCE = 5
WAITING, HALF_OPEN = "left waiting", "half open"
CLIENTS = 4


class Counting:
    """Servers at two addresses; they count connections and answer nothing."""

    def __init__(self) -> None:
        self.connections = 0
        first = socket.create_server((HOST, 0), backlog=512)
        self.port = first.getsockname()[1]
        self._sockets = [first, socket.create_server((OTHER, self.port), backlog=512)]
        for each in self._sockets:
            threading.Thread(target=self._count, args=(each,), daemon=True).start()

    def _count(self, listening: socket.socket) -> None:
        while True:
            connection, _ = listening.accept()
            self.connections += 1
            connection.close()


@dataclass(frozen=True)
class Replay:
    """A replay that runs. Clients of a regular proxy ask for a tunnel first, or write the camera's address."""

    way: str
    port: int
    camera: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def base(self) -> str:
        """What stands before a path in a request to a regular proxy."""
        return f"http://{self.camera}" if self.way == "regular" else ""

    @property
    def peak(self) -> int:
        """The most memory that it had, in kB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    def connected(self, number: int) -> socket.socket:
        """A connection: each third without TLS, to a regular proxy half of them through a tunnel."""
        raw = socket.create_connection((HOST, self.port), timeout=PATIENCE)
        if self.way == "regular":
            if number % 2:
                return raw
            raw.sendall(f"CONNECT {self.camera} HTTP/1.1\r\nHost: {self.camera}\r\n\r\n".encode())
            if not raw.recv(4096).startswith(b"HTTP/1.1 200"):
                raise HTTPException("no tunnel")
        return raw if number % 3 == 0 else _context().wrap_socket(raw)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def replaying(way: str, cassette: Path, camera: str) -> Iterator[Replay]:
    """A replay of the cassette; it ends with the block."""
    log, here = cassette.parent / f"{way}.log", Path(sys.executable).parent
    port = _free_port()
    if way == "replay":
        command = [here / "ipc-conformance", "replay", cassette, "--listen", f"{HOST}:{port}"]
    else:
        mode = f"reverse:https://{camera}" if way == "reverse" else "regular"
        command = [here / "mitmdump", "-q", "--mode", mode, "--listen-host", HOST, "-p", port, "-s", ADDON]
        command += ["--set", f"ipc_replay={cassette}", "--set", f"confdir={cassette.parent / 'ca'}"]
    known = {"IPC_APP_ID": APP_ID, "IPC_SECRET_KEY": SECRET_KEY}
    with log.open("w") as said:
        process = subprocess.Popen([*map(str, command)], stdout=said, stderr=said, text=True, env=os.environ | known)
    try:
        _until_listening(port, process, log)
        yield Replay(way, port, camera, process, log)
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return free.getsockname()[1]


def _until_listening(port: int, process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"it does not listen:\n{log.read_text()}")


# ------------------------------------------------------------------------------------------------ clients


class Client:
    """Sends hostile requests, as many as it can over one connection, and counts what came back, by kind too."""

    def __init__(self, replay: Replay, draw: Draw) -> None:
        self.came: Counter[str] = Counter()
        self.bad: Counter[str] = Counter()
        self._replay = replay
        self._draw = draw
        self._opened = 0
        self._connection: socket.socket | None = None

    def send(self, number: int) -> None:
        """So many."""
        for _ in range(number):
            request = self._draw.next()
            word = self._sent(request)
            self.came[word] += 1
            if word == WAITING or "recorded" in word or (word == HALF_OPEN and self._replay.way == "replay"):
                self.bad[f"{request.kind}: {word} after {request.data[:200]!r}"] += 1
        self._drop()

    def _sent(self, request: Hostile) -> str:
        try:
            if self._connection is None:
                self._opened += 1
                self._connection = self._replay.connected(self._opened)
            self._connection.sendall(request.data)
            return self._answer(request) if request.whole else self._end(self._connection)
        except TimeoutError:
            return self._drop(WAITING if request.whole else HALF_OPEN)
        except (OSError, HTTPException):
            return self._drop("closed")

    def _answer(self, request: Hostile) -> str:
        assert self._connection is not None
        answer = HTTPResponse(self._connection, method=request.method)
        try:
            answer.begin()
            word = _word(answer.status, answer.read())
        finally:
            answer.close()
        if answer.will_close:
            self._drop()
        return word

    def _end(self, connection: socket.socket) -> str:
        """Says that no more will come, and reads until the replay closes too: the first of its answers counts."""
        if isinstance(connection, ssl.SSLSocket):
            connection.settimeout(0.02)
            with suppress(TimeoutError):
                return self._drop(_first(_all(connection)))
        connection.settimeout(LAST_PATIENCE)
        connection.shutdown(socket.SHUT_WR)
        came = _all(connection)
        # TLS knows no half of a connection: whoever ends it has read the last.
        return self._drop("closed" if isinstance(connection, ssl.SSLSocket) else _first(came))

    def _drop(self, word: str = "") -> str:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        return word


def _all(connection: socket.socket) -> bytes:
    came = bytearray()
    with suppress(ConnectionError, ssl.SSLEOFError):
        while piece := connection.recv(65536):
            came += piece
    return bytes(came)


def _first(answers: bytes) -> str:
    if not answers.startswith(b"HTTP/"):
        return "closed"
    return _word(int(answers[9:12]), answers)


def _word(status: int, body: bytes) -> str:
    """The status; of 200, whether it is a refusal, as it has to be."""
    if status == 200 and b"faceid" in body:
        return "200 recorded"
    return f"{status} refused" if status == 200 and b'"code"' in body else str(status)


# --------------------------------------------------------------------------------------------- the measure


@dataclass(frozen=True)
class Row:
    """What one way did."""

    way: str
    came: Counter[str]
    bad: Counter[str]
    connections: int
    grown: int
    seconds: float
    faults: list[str]

    @property
    def is_good(self) -> bool:
        return not (self.connections or self.bad or self.faults)

    def __str__(self) -> str:
        came = ", ".join(f"{word}: {number}" for word, number in sorted(self.came.items()))
        return (
            f"{self.way:8} {sum(self.came.values()):8} {self.connections:11} {self.seconds:7.1f} s "
            f"{self.grown / 1024:6.1f} MB  {came}"
        )


def measured(way: str, cassette: Path, counting: Counting, number: int, seed: int) -> Row:
    """So many requests in one way."""
    camera, other = f"{HOST}:{counting.port}", f"{OTHER}:{counting.port}"
    before = counting.connections
    with replaying(way, cassette, camera) as replay:
        use_up(replay)
        peak, began = replay.peak, time.perf_counter()
        clients = [Client(replay, Draw(seed + each, camera, other, replay.base)) for each in range(CLIENTS)]
        counts = [number // CLIENTS + (each < number % CLIENTS) for each in range(CLIENTS)]
        threads = [
            threading.Thread(target=client.send, args=(count,)) for client, count in zip(clients, counts, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, grown = time.perf_counter() - began, replay.peak - peak
        faults = ["it no longer answers"] if asked(replay) != 501 else []
    said = replay.log.read_text(errors="replace")
    faults += [line for line in said.splitlines() if "Traceback" in line or "Addon error" in line][:3]
    came, bad = sum((each.came for each in clients), Counter()), sum((each.bad for each in clients), Counter())
    return Row(way, came, bad, counting.connections - before, grown, seconds, faults)


def use_up(replay: Replay) -> None:
    """Asks for the one recorded exchange."""
    if (status := asked(replay)) != 200:
        raise SystemExit(f"what was recorded got status {status}:\n{replay.log.read_text()}")


def asked(replay: Replay) -> int:
    """The status of the recorded request, signed anew."""
    form = urlencode(signed(name="group 0", capacity="10", description="a group")).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: {replay.camera}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with closing(replay.connected(2)) as connection:
        connection.sendall(f"{head}Content-Length: {len(form)}\r\n\r\n".encode() + form)
        answer = HTTPResponse(connection)
        with closing(answer):
            answer.begin()
            answer.read()
    return answer.status


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000, help="in each way (default 10,000)")
    parser.add_argument("--way", choices=WAYS, action="append", help="this way only; may be given several times")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    counting = Counting()
    with ExitStack() as opened:
        cassette = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "app.jsonl"
        record(cassette, f"https://{HOST}:{counting.port}", 1)
        print("way      requests connections     time  memory  answers")
        rows = []
        for way in given.way or WAYS:
            rows.append(measured(way, cassette, counting, given.requests, given.seed))
            print(rows[-1], flush=True)
    for row in rows:
        for fault in [*row.faults, *(f"{number} times {word}" for word, number in row.bad.most_common(5))]:
            print(f"{row.way}: {fault}")
    sys.exit(not all(row.is_good for row in rows))


if __name__ == "__main__":
    main()
