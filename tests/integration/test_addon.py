"""The addon in mitmdump, loaded by its path: records, and replays without any camera."""

from __future__ import annotations

import http.client
import random
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from support.commands import call, program
from support.emulators import APP_ID, SECRET, Emulated
from support.recorders import ADDON, Recorder, free_port, mitmdump, recorder

from conformance.wire import Client, Credentials, Target, TLSOptions

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

UNKNOWN = 300


class CountingCamera:
    """Counts the connections that anybody opens to it."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.connections += 1

    def close(self) -> None:
        self._socket.close()


@contextmanager
def client_of(url: str, secret: str = SECRET, proxy: str | None = None) -> Iterator[Client]:
    target = Target(url, TLSOptions(insecure=True), proxy=proxy)
    with Client(target, Credentials(APP_ID, secret)) as client:
        yield client


def recorded(where: Path, camera: Emulated) -> Path:
    """A cassette of two lists of groups."""
    with recorder(where, camera.url) as recording:
        with client_of(recording.url) as client:
            assert [client.get_group_list().code for _ in range(2)] == [0, 0]
        assert recording.end().status == 0
    return recording.cassette


def test_it_records_in_mitmdump(tmp_path: Path, secure: Emulated) -> None:
    options = ["--mode", f"reverse:{secure.url}", "--ssl-insecure", "--set", f"ipc_record={tmp_path / 'app.jsonl'}"]
    with mitmdump(tmp_path, "-q", *options) as recording:
        with client_of(f"https://{recording.url}") as client:
            assert client.get_group_list().code == 0
        assert recording.end().status == 0
    (line,) = recording.exchanges()
    assert (line["request"]["operation"], line["request"]["auth"]["sign"]) == ("getGroupList", "correct")


def test_a_full_disk_is_told_by_the_exit_status_and_keeps_no_traffic_back(tmp_path: Path, plain: Emulated) -> None:
    options = ["--mode", f"reverse:{plain.url}", "--set", f"ipc_record={tmp_path / 'app.jsonl'}"]
    with mitmdump(tmp_path, *options):
        pass  # makes the CA, which the limit would forbid
    (tmp_path / "app.jsonl").unlink()
    limit = ("bash", "-c", 'ulimit -f 8; exec "$@"', "bash")
    with mitmdump(tmp_path, "-q", *options, before=limit) as recording:
        with client_of(f"http://{recording.url}") as client:
            assert [client.get_group_list().code for _ in range(40)] == [0] * 40
        assert recording.end().status == 3
    assert 0 < len(recording.exchanges()) < 40


def test_an_existing_cassette_keeps_mitmdump_from_starting(tmp_path: Path) -> None:
    (tmp_path / "app.jsonl").touch()
    command = [program("mitmdump"), "-q", "-p", free_port(), "-s", ADDON, "--set", "ipc_record=app.jsonl"]
    ended = call(*map(str, command), "--set", f"confdir={tmp_path}", cwd=tmp_path)
    assert ended.status == 1
    assert "app.jsonl exists already" in ended.said


@pytest.mark.parametrize("mode", ["reverse", "regular"])
def test_it_replays_and_nothing_reaches_the_camera(tmp_path: Path, secure: Emulated, mode: str) -> None:
    cassette = recorded(tmp_path, secure)
    with closing(CountingCamera()) as camera:
        url = f"https://127.0.0.1:{camera.port}"
        asked = f"reverse:{url}" if mode == "reverse" else "regular"
        options = ["--mode", asked, "--set", f"ipc_replay={cassette}", "--set", "connection_strategy=eager"]
        with mitmdump(tmp_path, *options) as replay:
            proxy = f"http://{replay.url}" if mode == "regular" else None
            with client_of(url if proxy else f"https://{replay.url}", proxy=proxy) as client:
                assert [client.get_group_list().code for _ in range(2)] == [0, 0]
                unknown = client.get_group_list()
                assert unknown.response is not None
                assert unknown.response.status == 501
            with client_of(url if proxy else f"https://{replay.url}", secret="wrong", proxy=proxy) as client:
                assert client.get_group_list().code not in (0, None)
            hostile(replay, camera, mode)
            said = replay.end().err
        assert camera.connections == 0
    assert "2 of 2 recorded exchanges were replayed" in said


def hostile(replay: Recorder, camera: CountingCamera, mode: str) -> None:
    """Requests that nobody recorded, and some that are none."""
    host, port = replay.url.split(":")
    dice = random.Random(7)
    for number in range(UNKNOWN // 10):
        with socket.create_connection((host, int(port)), 10) as raw:
            raw.settimeout(0.2)
            opening = f"CONNECT 127.0.0.1:{camera.port} HTTP/1.1\r\n\r\n" if mode == "regular" else ""
            raw.sendall(opening.encode() + dice.choice([b"", b"PRI * HTTP/2.0\r\n\r\n", dice.randbytes(50)]))
            try:
                raw.recv(1000)
                raw.sendall(dice.randbytes(100 * (number % 3)))
            except OSError:
                pass
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if mode == "reverse":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, int(port), context=context)
        base = ""
    else:
        connection, base = http.client.HTTPConnection(host, int(port)), f"http://127.0.0.1:{camera.port}"
    with closing(connection):
        for number in range(UNKNOWN):
            path = dice.choice(["/openapi/face/getGroupList", "/", f"/unknown/{number}", "/openapi/face/nothing"])
            connection.request(dice.choice(["GET", "POST", "PUT", "HEAD"]), base + path, dice.randbytes(number))
            answer = connection.getresponse()
            answer.read()
            assert answer.status != 200 or path == "/openapi/face/getGroupList"
