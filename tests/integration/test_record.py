"""The recorder when something goes wrong, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from support.commands import PATIENCE, call, environment, program
from support.emulators import APP_ID, SECRET, Emulated, emulated
from support.recorders import Recorder, exchanges_of, recorder

from conformance.wire import sign

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(connection: http.client.HTTPConnection, number: int = 0) -> tuple[int, bytes]:
    """One signed request over a kept connection; its `random` holds the number."""
    fields = {"app_id": APP_ID, "random": str(10**6 + number), "timestamp": str(int(time.time()))}
    body = urlencode({**fields, "sign": sign(fields.items(), SECRET)})
    connection.request("POST", "/openapi/face/getGroupList", body, FORM)
    answer = connection.getresponse()
    return answer.status, answer.read()


@contextlib.contextmanager
def connected(recording: Recorder) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(recording.url)
    with contextlib.closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)) as it:
        yield it


def asked(recording: Recorder, times: int = 1) -> list[int]:
    """The HTTP statuses of so many requests over one connection."""
    with connected(recording) as connection:
        return [ask(connection, number)[0] for number in range(times)]


def curl(*options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["curl", "-sSk", *options], capture_output=True, timeout=PATIENCE, env=environment(), check=False
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_cassette_and_a_summary_is_given(
    tmp_path: Path, plain: Emulated, number: signal.Signals
) -> None:
    with recorder(tmp_path, plain.url) as recording:
        assert asked(recording, 3) == [200] * 3
        ended = recording.end(number)
    assert ended.status == 0
    assert ended.err.strip() == f"3 exchanges recorded in {recording.cassette}"
    assert recording.cassette.read_bytes().splitlines()[-1].startswith(b'{"kind":"end","count":3,')


def test_a_cassette_is_continued_where_that_is_asked_for_and_by_one_recorder(tmp_path: Path, plain: Emulated) -> None:
    with recorder(tmp_path, plain.url) as recording:
        asked(recording)
        command = [program(), "record", "--url", plain.url, "--cassette", recording.cassette]
        second = call(*command, "--append", cwd=tmp_path)
        assert (second.status, "another recorder is writing" in second.err) == (2, True), second.err
        assert recording.end().status == 0
    refused = call(*command, cwd=tmp_path)
    assert (refused.status, "--append" in refused.err) == (2, True), refused.err
    with recorder(tmp_path, plain.url, "--append") as recording:
        asked(recording)
        ended = recording.end()
    assert "1 exchange recorded in" in ended.err
    assert "2 in all" in ended.err
    assert [line["n"] for line in exchanges_of(recording.cassette)] == [1, 2]


def test_a_full_disk_ends_the_recording_and_not_the_traffic(tmp_path: Path, plain: Emulated) -> None:
    with recorder(tmp_path, plain.url):
        pass  # makes the CA, which the limit would forbid
    (tmp_path / "app.jsonl").unlink()
    limit = ("bash", "-c", 'ulimit -f 8; exec "$@"', "bash")
    with recorder(tmp_path, plain.url, before=limit) as recording:
        assert asked(recording, 40) == [200] * 40
        ended = recording.end()
    kept = len(exchanges_of(recording.cassette))
    assert ended.status == 3
    assert 0 < kept < 40
    assert f"{40 - kept} NOT recorded" in ended.err
    assert "the traffic goes on" in ended.err


def test_a_camera_that_goes_away_is_a_fault_on_record(tmp_path: Path) -> None:
    with emulated("--plain") as camera, recorder(tmp_path, camera.url) as recording:
        assert asked(recording) == [200]
        camera.process.kill()
        camera.process.wait(10)
        assert asked(recording) == [502]
        assert recording.end().status == 0
        lines = recording.exchanges()
    assert lines[0]["response"]["json"]["code"] == 0
    assert lines[1]["fault"]["kind"] == "unreachable"


def test_a_camera_that_goes_away_in_the_middle_of_its_answer(tmp_path: Path) -> None:
    camera = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{camera.getsockname()[1]}"
    with contextlib.closing(camera), recorder(tmp_path, url) as recording:
        threading.Thread(target=_half_an_answer, args=(camera,), daemon=True).start()
        assert asked(recording) == [502]
        assert recording.end().status == 0
        (line,) = recording.exchanges()
    assert line["fault"]["kind"] == "protocol"
    assert line["fault"]["text"].startswith("the camera closed the connection in the middle of its answer")


def _half_an_answer(camera: socket.socket) -> None:
    with camera.accept()[0] as client:
        client.recv(65536)
        client.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code":0')


def test_a_client_that_goes_away_is_no_fault_of_the_camera(tmp_path: Path) -> None:
    with emulated("--plain") as camera:
        camera.process.send_signal(signal.SIGSTOP)
        try:
            with recorder(tmp_path, camera.url) as recording:
                done = curl("-m", "0.5", "-d", "a=b", f"{recording.url}/openapi/face/getGroupList")
                assert done.returncode == 28
                recording.end()
                (line,) = recording.exchanges()
        finally:
            camera.process.send_signal(signal.SIGCONT)
    assert line["fault"]["kind"] == "aborted"


def test_http_2_and_plain_http_to_the_tls_port(tmp_path: Path, secure: Emulated) -> None:
    with recorder(tmp_path, secure.url) as recording:
        port = urlsplit(recording.url).port
        spoken = curl("--http2", "-o", "/dev/null", "-w", "%{http_version}", f"{recording.url}/negotiated")
        assert spoken.stdout == b"1.1"
        assert curl(f"http://127.0.0.1:{port}/plain").returncode == 0
        assert curl("--http2-prior-knowledge", f"http://127.0.0.1:{port}/insisting").returncode != 0
        ended = recording.end()
        paths = [line["request"]["path"] for line in recording.exchanges()]
    assert ended.status == 0
    assert paths == ["/negotiated", "/plain"]
    assert "a client speaks plain HTTP to this address" in ended.err
    assert "a client speaks HTTP/2 without having agreed on it" in ended.err


@pytest.mark.parametrize("how", ["Content-Length", "chunked"])
def test_a_body_of_100_mb_goes_through_and_memory_stays_bounded(tmp_path: Path, plain: Emulated, how: str) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    with recorder(tmp_path, plain.url) as recording:
        before = recording.most_memory
        head = ["-H", "Transfer-Encoding: chunked"] if how == "chunked" else []
        curl(*head, "-H", "Expect:", "-T", str(large), "-X", "POST", f"{recording.url}/openapi/face/addFace")
        assert asked(recording) == [200]
        grown = recording.most_memory - before
        assert recording.end().status == 0
        lines = recording.exchanges()
    assert grown < 60_000
    assert len(lines) == 2
    assert lines[0]["request"]["body"].keys() == {"bytes", "sha256"}


def test_what_is_none_of_the_api_is_kept_and_marked(tmp_path: Path, plain: Emulated) -> None:
    with recorder(tmp_path, plain.url) as recording:
        curl("-H", "Content-Type: application/json", "-d", '{"user":"me"}', f"{recording.url}/login?next=%2F")
        curl(f"{recording.url}/video?channel=1&channel=2")
        recording.end()
        login, video = recording.exchanges()
    assert login["request"]["operation"] == video["request"]["operation"] == ""
    assert login["request"]["body"] == {"json": {"user": "me"}}
    assert login["request"]["query"] == [["next", "/"]]
    assert video["request"]["fields"] == [["channel", "1"], ["channel", "2"]]


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_recorder_has_lost_no_exchange_that_a_client_saw_finished(
    tmp_path: Path, plain: Emulated, seed: int
) -> None:
    seen = 0
    with recorder(tmp_path, plain.url) as recording, connected(recording) as connection:
        assert ask(connection)[0] == 200
        killer = threading.Timer(random.Random(seed).uniform(0.05, 0.5), recording.process.kill)
        killer.start()
        try:
            while True:
                ask(connection, seen + 1)
                seen += 1
        except (OSError, http.client.HTTPException):
            pass
        killer.join()
    numbers = {dict(line["request"]["fields"])["random"] for line in exchanges_of(recording.cassette)}
    assert {str(10**6 + number) for number in range(seen + 1)} <= numbers


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "no cassette given"),
        (["--cassette", "no/such/folder/a.jsonl"], "there is no folder"),
        (["--cassette", "a.jsonl", "--listen", "here"], "--listen here: not an address"),
        (["--cassette", "a.jsonl", "--url", "https://camera/below"], "paths are forwarded"),
        (["--cassette", "a.jsonl", "--redact-values", "nowhere"], "--redact-values nowhere"),
        (["--cassette", "a.jsonl", "--tls-cert", "nowhere"], "--tls-cert nowhere"),
        (["--cassette", "a.jsonl", "--ca-dir", "/proc/nowhere"], "mitmproxy can't start"),
    ],
)
def test_wrong_usage_is_one_sentence_and_leaves_nothing(tmp_path: Path, options: list[str], said: str) -> None:
    ended = call(program(), "record", "--url", "https://127.0.0.1:1", *options, cwd=tmp_path)
    assert ended.status == 2
    assert said in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use(tmp_path: Path, plain: Emulated) -> None:
    address = urlsplit(plain.url).netloc
    ended = call(program(), "record", "--url", plain.url, "--cassette", "a.jsonl", "--listen", address, cwd=tmp_path)
    assert (ended.status, "--listen: nothing can listen there" in ended.err) == (2, True), ended.err
    assert not (tmp_path / "a.jsonl").exists()


def test_no_other_verb_loads_mitmproxy() -> None:
    script = "import sys, conformance.cli.%s; print('mitmproxy' in sys.modules)"
    for verb in ("run", "emulate", "replay", "doctor", "clean"):
        done = subprocess.run(
            [sys.executable, "-c", script % verb], capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout == "False\n", verb
