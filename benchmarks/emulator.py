"""How fast the emulator answers, beside a static mock: `python benchmarks/emulator.py`.

One raw keep-alive socket sends signed requests, half of them writes, to each server in turn: the emulator over plain
HTTP and over TLS, Prism (a mock made from schemas/openapi.json; needs npm, and is installed for this run into a
temporary folder), and a bare ASGI callable that parses the form and answers `{"code":0}`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import parse_qsl, urlencode, urlsplit

from PIL import Image, ImageDraw

OPENAPI = Path(__file__).parents[1] / "schemas" / "openapi.json"
PRISM = "@stoplight/prism-cli@5"
APP_ID, SECRET_KEY = "JO83UNV983U9OR", "12345678"
FORM = "application/x-www-form-urlencoded"


# ------------------------------------------------------------------------------------------------- requests


def signed(**given: str) -> dict[str, str]:
    params = {"app_id": APP_ID, "random": "28919200", "timestamp": str(int(time.time())), **given}
    text = "&".join(f"{name}={value}" for name, value in sorted(params.items())) + f"&key={SECRET_KEY}"
    return params | {"sign": hashlib.md5(text.encode()).hexdigest().upper()}


def post(operation: str, content_type: str, body: bytes) -> bytes:
    head = f"POST /openapi/face/{operation} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def request(operation: str, **given: str) -> bytes:
    return post(operation, FORM, urlencode(signed(**given)).encode())


def add_face() -> bytes:
    """The record that getFace and getFaceList find."""
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).ellipse((50, 30, 150, 170), fill="tan", outline="black")
    image.save(file := io.BytesIO(), "PNG")
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in signed(group_name="vip", faceid="7").items()]
    parts.append(b'name="pic"; filename="a.png"\r\n\r\n' + file.getvalue())
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return post("addFace", "multipart/form-data; boundary=edge", body)


def setting_up() -> list[bytes]:
    return [request("createGroup", name="vip", capacity="100", description="bench"), add_face()]


def numbered(i: int) -> bytes:
    """The i-th request of the mix: reads and writes in turn, each write different from the one before."""
    vip = {"old_name": "vip", "name": "vip"}
    match i % 6:
        case 0:
            return request("updateGroup", **vip, capacity=str(100 + i % 50), description=f"number {i}")
        case 1:
            return request("getGroupList")
        case 2:
            return request("updateMigration", arrive_times=str(1 + i % 10), period="7")
        case 3:
            return request("getFaceList", group_name="vip")
        case 4:
            return request("updateGroup", **vip, capacity="100", description=f"and number {i}")
        case _:
            return request("getFace", faceid="7")


# ------------------------------------------------------------------------------------------------ the client


class Connection:
    """One keep-alive connection that knows where an answer ends."""

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self._socket = socket.create_connection((target.hostname, target.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if target.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self._socket = context.wrap_socket(self._socket)

    def exchange(self, sent: bytes) -> bytes:
        """The body of the answer."""
        self._socket.sendall(sent)
        answer = self._socket.recv(65536)
        while not complete(answer):
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError(f"closed after {answer!r}")
            answer += more
        return answer[answer.index(b"\r\n\r\n") + 4 :]

    def close(self) -> None:
        self._socket.close()


def complete(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    _, found, length = head.lower().partition(b"content-length: ")
    return len(body) >= int(length.split(b"\r\n")[0]) if found else body.endswith(b"0\r\n\r\n")


def rate(url: str, number: int, stateful: bool) -> float:
    """Requests per second; each answer of a stateful server must be a success."""
    connection, requests = Connection(url), [numbered(i) for i in range(number)]
    answers = []
    before = time.perf_counter()
    for each in requests:
        answers.append(connection.exchange(each))
    seconds = time.perf_counter() - before
    connection.close()
    refused = [answer for answer in answers if stateful and not answer.startswith(b'{"code":0')]
    if refused:
        raise SystemExit(f"{url} refused {len(refused)} of {number} requests, the first with {refused[0]!r}.")
    return number / seconds


# ---------------------------------------------------------------------------------------------- the servers


@contextmanager
def process(command: list[str], **more: object) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **more)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(10)


@contextmanager
def emulator(*options: str) -> Iterator[str]:
    with process([sys.executable, "-m", "conformance.cli.emulate", "--exit-with-parent", *options]) as started:
        url = started.stdout.readline().split()[1]
        connection = Connection(url)
        for each in setting_up():
            if not connection.exchange(each).startswith(b'{"code":0'):
                raise SystemExit("The emulator refused what sets it up.")
        connection.close()
        yield url


@contextmanager
def bare() -> Iterator[str]:
    with process([sys.executable, __file__, "--serve-bare", str(port := free_port())]):
        yield answering(f"http://127.0.0.1:{port}")


def serve_bare(port: int) -> None:
    """The least that a server can do: parse the form, answer always the same."""
    import uvicorn

    async def app(_: dict, receive: object, send: object) -> None:
        message = await receive()
        parse_qsl(message["body"].decode())
        headers = [(b"content-type", b"application/json"), (b"content-length", b"10")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"code":0}'})

    uvicorn.run(app, port=port, loop="uvloop", http="httptools", lifespan="off", log_level="critical")


@contextmanager
def prism() -> Iterator[str | None]:
    """Prism on a free port; None with a sentence if it can't be had."""
    reason = None if OPENAPI.is_file() else f"{OPENAPI} is not there: generate the schemas first"
    reason = reason or (None if shutil.which("npm") else "npm is not installed")
    if reason:
        print(f"Without Prism: {reason}.", file=sys.stderr)
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="prism-") as folder:
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, PRISM]
        print("Installing Prism into a temporary folder ...", file=sys.stderr)
        if subprocess.run(install, stdout=subprocess.DEVNULL).returncode:
            print("Without Prism: npm could not install it.", file=sys.stderr)
            yield None
            return
        program = ["node", str(Path(folder) / "node_modules" / PRISM.rpartition("@")[0] / "dist" / "index.js")]
        mock = [*program, "mock", "-h", "127.0.0.1", "-p", str(port := free_port()), str(OPENAPI)]
        # Its fastest: without a log, and in one process, because several are of no use to one connection.
        fast = ["-v", "silent", "-m", "false"]
        with process([*mock, *fast], env=os.environ | {"NODE_ENV": "production"}):
            yield answering(f"http://127.0.0.1:{port}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answering(url: str, patience: float = 60) -> str:
    """The URL, once something answers there."""
    until = time.monotonic() + patience
    while True:
        try:
            connection = Connection(url)
            body = connection.exchange(request("getGroupList"))
            connection.close()
            if b'"code"' not in body:
                raise SystemExit(f"{url} answers {body[:300]!r}.")
            return url
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


# ------------------------------------------------------------------------------------------------- the table


def measure(rounds: int, number: int, with_prism: bool) -> dict[str, list[float]]:
    """Requests per second of each server in each round; every round asks all of them."""
    with ExitStack() as stack:
        urls: dict[str, str | None] = {
            "emulator, plain": stack.enter_context(emulator("--plain")),
            "emulator, TLS": stack.enter_context(emulator()),
            "bare ASGI answer": stack.enter_context(bare()),
            "Prism (static mock)": stack.enter_context(prism()) if with_prism else None,
        }
        rates: dict[str, list[float]] = {name: [] for name, url in urls.items() if url}
        for _ in range(rounds):
            for name in rates:
                slow = name.startswith("Prism")
                rates[name].append(rate(urls[name], number // 2 if slow else number, name.startswith("emulator")))
    return rates


def show(rates: dict[str, list[float]]) -> None:
    base = median(rates["emulator, plain"])
    print(f"{'requests per second, one connection':36}{'median':>8}{'min':>8}{'max':>8}{'against plain':>15}")
    for name, measured in rates.items():
        middle = median(measured)
        print(f"{name:36}{middle:8.0f}{min(measured):8.0f}{max(measured):8.0f}{middle / base:14.2f}x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=4000, help="in each round and to each server")
    parser.add_argument("--without-prism", action="store_true")
    parser.add_argument("--json", action="store_true", help="print every round's figures")
    parser.add_argument("--serve-bare", type=int, metavar="PORT", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve_bare:
        serve_bare(chosen.serve_bare)
        return
    rates = measure(chosen.rounds, chosen.requests, not chosen.without_prism)
    print(json.dumps(rates)) if chosen.json else show(rates)


if __name__ == "__main__":
    main()
