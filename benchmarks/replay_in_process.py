"""How fast recorded exchanges are answered within a test's process: `python benchmarks/replay_in_process.py`.

The same 1,000 requests, told apart by their bodies alone, are recorded from a server on loopback and then replayed
through httpx by ours (signature verified, redaction on), by cassetter and by vcrpy; and through httpx.MockTransport,
which looks nothing up, for what httpx itself takes. Requests are signed before the clock starts. vcrpy gets fewer: its
cost grows with the square of their number. Median of the rounds, in one run.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

import cassetter
import httpx
import vcr

from conformance.cassette import Header, Redactor, Writer
from conformance.cassette.transports import RecordTransport, ReplayTransport
from conformance.wire import Credentials, SignatureAuth

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")
PATH = "/openapi/face/createGroup"
Play = Callable[[list[httpx.Request]], float]


class Camera(BaseHTTPRequestHandler):
    """Answers as a camera does, without being one."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"code":0,"data":{"faceid":"12345","group_name":"visitors","age":30,"gender":1,"arrive_count":2}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def camera() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PATH}"
    finally:
        server.shutdown()
        server.server_close()


def signed(url: str, number: int) -> list[httpx.Request]:
    """Requests as an app makes them: fresh nonces each time, or the same where a player can't do without."""
    auth = SignatureAuth(CREDENTIALS)
    plain = [httpx.Request("POST", url, data={"name": f"group {i}", "capacity": "10"}) for i in range(number)]
    for request in plain:
        request.read()
    return [next(auth.auth_flow(request)) for request in plain]


def again(requests: list[httpx.Request]) -> list[httpx.Request]:
    """New requests with the very bytes of others: httpx keeps in a request what it once found out."""
    return [httpx.Request(each.method, each.url, headers=each.headers, content=each.content) for each in requests]


def sent(client: httpx.Client, requests: list[httpx.Request]) -> float:
    """Requests per second."""
    before = time.perf_counter()
    answers = [client.send(request) for request in requests]
    seconds = time.perf_counter() - before
    if any(answer.status_code != 200 or answer.json()["code"] != 0 for answer in answers):
        raise SystemExit("a replay gave an answer that was not recorded")
    return len(requests) / seconds


def ours(url: str, folder: Path, number: int) -> Play:
    path = folder / "ours.jsonl"
    with Writer(path, Header("benchmark"), Redactor(CREDENTIALS)) as writer:
        camera = RecordTransport(httpx.HTTPTransport(), writer, CREDENTIALS)
        with httpx.Client(transport=camera) as client:
            sent(client, signed(url, number))

    def play(_: list[httpx.Request]) -> float:
        fresh = signed(url, number)  # other nonces than those that were recorded
        with httpx.Client(transport=ReplayTransport(path, CREDENTIALS)) as client:
            return sent(client, fresh)

    return play


def of_cassetter(folder: Path, requests: list[httpx.Request]) -> Play:
    path, how = str(folder / "cassetter.yaml"), {"match_on": ["method", "uri", "body"]}
    with cassetter.use_cassette(path, record_mode="once", **how), httpx.Client() as client:
        sent(client, requests)

    def play(requests: list[httpx.Request]) -> float:
        with cassetter.use_cassette(path, record_mode="none", **how), httpx.Client() as client:
            return sent(client, requests)

    return play


def of_vcr(folder: Path, requests: list[httpx.Request]) -> Play:
    path, recorder = str(folder / "vcr.yaml"), vcr.VCR(match_on=["method", "uri", "body"])
    with recorder.use_cassette(path, record_mode="once"), httpx.Client() as client:
        sent(client, requests)

    def play(requests: list[httpx.Request]) -> float:
        with recorder.use_cassette(path, record_mode="none"), httpx.Client() as client:
            return sent(client, requests)

    return play


def of_httpx(requests: list[httpx.Request]) -> float:
    mock = httpx.MockTransport(lambda _: httpx.Response(200, content=b'{"code":0}'))
    with httpx.Client(transport=mock) as client:
        return sent(client, requests)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--vcr-requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, camera() as url:
        requests = signed(url, given.requests)
        few = requests[: given.vcr_requests]
        players: dict[str, tuple[Play, list[httpx.Request]]] = {
            "httpx.MockTransport alone": (of_httpx, requests),
            "ipc-conformance": (ours(url, Path(folder), given.requests), requests),
            "cassetter": (of_cassetter(Path(folder), requests), requests),
            f"vcrpy ({len(few)} requests)": (of_vcr(Path(folder), few), few),
        }
        rates: dict[str, list[float]] = {name: [] for name in players}
        for number in range(given.rounds):
            for name, (play, asked) in players.items():
                if number == 0 or "vcrpy" not in name:
                    rates[name].append(play(again(asked)))
    mine = median(rates["ipc-conformance"])
    print(f"{given.requests} exchanges, matched by their bodies, requests per second (median of {given.rounds}):")
    for name, found in rates.items():
        print(f"  {name:28} {median(found):9,.0f}   ours is {mine / median(found):.2f} times as fast")
    print("ours verifies the signature and redacts each request; the others get the very bytes that were recorded")


if __name__ == "__main__":
    main()
