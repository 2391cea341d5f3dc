"""`ipc-conformance replay`: a cassette answers any client, over real sockets and TLS; nothing reaches a camera."""

from __future__ import annotations

import json
import random
import signal
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from support.commands import call, check, environment, program
from support.emulators import APP_ID, SECRET

from conformance.cassette import Cassette, Header, Redactor, Writer
from conformance.cassette.transports import RecordTransport
from conformance.wire import Credentials, SignatureAuth

pytest_plugins = ["support.fixtures"]

CREDENTIALS = Credentials(APP_ID, SECRET)
AUTH = SignatureAuth(CREDENTIALS)
API = "/openapi/face"
REFERENCES = Path(__file__).parents[2] / "cassettes"


class Replaying:
    """A replay in a process of its own."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [program(), "replay", *map(str, options)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        )  # fmt: skip
        first = self.process.stdout.readline()
        assert first.startswith("LISTENING "), self.process.stderr.read()
        self.url = first.split()[1]

    def end(self, by=signal.SIGTERM):
        self.process.send_signal(by)
        out, err = self.process.communicate(timeout=20)
        assert "Traceback" not in err, err
        return self.process.returncode, out, err


@contextmanager
def replaying(*options):
    running = Replaying(*options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


def client():
    return httpx.Client(verify=False, auth=AUTH, trust_env=False, timeout=20)


def uploads(send, url, number):
    """Uploads whose boundary, part order and file name are drawn by chance."""
    dice = random.Random(7)
    for person in range(number):
        fields = [("group_name", "vip"), ("faceid", str(person)), ("age", "30")]
        dice.shuffle(fields)
        boundary = f"b{dice.getrandbits(80):x}"
        files = {"pic": (f"{dice.getrandbits(40):x}.jpg", b"\xff\xd8 person %d" % person, "image/jpeg")}
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        yield send(f"{url}{API}/addFace", data=dict(fields), files=files, headers=headers)


def session(send, url):
    send(f"{url}{API}/createGroup", data={"name": "vip", "capacity": "5", "description": "x"})
    send(f"{url}{API}/getGroupList")
    send(f"{url}{API}/deleteGroup", data={"name": "vip"})


@pytest.fixture(scope="module")
def cassette(plain, tmp_path_factory):
    path = tmp_path_factory.mktemp("cassette") / "app.jsonl"
    with Writer(path, Header("test"), Redactor(CREDENTIALS)) as writer:
        transport = RecordTransport(httpx.HTTPTransport(), writer, CREDENTIALS)
        with httpx.Client(transport=transport, auth=AUTH) as live:
            session(live.post, plain.url)
            list(uploads(live.post, plain.url, 100))
    return path


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text(SECRET)
    return ["--app-id", APP_ID, "--secret-key-file", file]


def test_everything_is_answered_and_the_summary_says_so(cassette, secret):
    with replaying(cassette, *secret) as replay, client() as app:
        session(app.post, replay.url)
        answers = list(uploads(app.post, replay.url, 100))
        assert [answer.status_code for answer in answers] == [200] * 100
        status, out, err = replay.end()
    assert (status, out.splitlines(), err) == (0, ["103 of 103 recorded exchanges were replayed"], "")


def test_a_thousand_wrong_signatures_are_refused(cassette, secret):
    wrong = SignatureAuth(Credentials(APP_ID, "another secret"))
    with replaying(cassette, *secret, "--plain", "--fail-unused") as replay, client() as app:
        codes = {app.post(f"{replay.url}{API}/getGroupList", auth=wrong).json()["code"] for _ in range(1000)}
        status, out, err = replay.end()
    assert 0 not in codes
    assert status == 1
    assert "1000 requests were refused" in out
    assert "103 exchanges were not used" in out
    assert "getGroupList was refused: sign is wrong" in err
    assert len(err.splitlines()) < 250


def test_what_was_not_recorded_is_said_on_both_sides(cassette, secret):
    with replaying(cassette, *secret) as replay, client() as app:
        fields = {"name": "vip", "capacity": "6", "description": "x"}
        answer = app.post(f"{replay.url}{API}/createGroup", data=fields)
        status, _, err = replay.end(signal.SIGINT)
    assert answer.status_code == 501
    assert answer.json()["nearest"] == {
        "exchange": 1,
        "differences": [{"field": "capacity", "recorded": "5", "sent": "6"}],
    }
    assert (status, "capacity was '5' and is '6'" in err) == (1, True)


def test_orders(cassette, secret):
    with replaying(cassette, *secret, "--order", "strict") as replay, client() as app:
        assert app.post(f"{replay.url}{API}/getGroupList").status_code == 501
        session(app.post, replay.url)
        assert "3 of 103" in replay.end()[1]
    with replaying(cassette, *secret, "--repeat") as replay, client() as app:
        assert {app.post(f"{replay.url}{API}/getGroupList").status_code for _ in range(3)} == {200}
        assert replay.end()[0] == 0


def test_without_the_secret(cassette):
    with replaying(cassette) as replay, client() as app:
        session(app.post, replay.url)
        status, out, err = replay.end()
    assert (status, out.splitlines()[0]) == (0, "3 of 103 recorded exchanges were replayed")
    assert "without the secret key signatures are not verified" in err
    assert "redacted values are not compared" in err


def test_another_secret_is_noticed(cassette):
    with replaying(cassette, "--app-id", APP_ID, "--secret-key", "of another camera") as replay:
        assert "is not that of the recording" in replay.end()[2]


def test_a_client_that_speaks_something_else(cassette):
    with replaying(cassette) as replay:
        host, port = replay.url.removeprefix("https://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"This address speaks HTTPS" in plain.makefile("rb").read()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection((host, int(port)), timeout=10) as raw, context.wrap_socket(raw) as secure:
            secure.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
            assert b"speaks HTTP/1.1" in secure.makefile("rb").read()
        _, _, err = replay.end()
    assert "replay: This address speaks HTTPS" in err
    assert "replay: This address speaks HTTP/1.1, as cameras do" in err


def test_a_body_of_a_hundred_megabytes(cassette):
    """It is read and forgotten: the process holds its digest."""
    with replaying(cassette, "--plain") as replay, client() as app:
        before = resident(replay.process.pid)
        answer = app.put(f"{replay.url}/big", content=(bytes(1 << 20) for _ in range(100)), auth=None)
        grown = resident(replay.process.pid) - before
    assert answer.status_code == 501
    assert "104857600" in answer.text
    assert grown < 40_000, f"{grown} kB more"


def resident(pid):
    """The most memory that a process had, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_faults_are_what_they_were(tmp_path):
    def fail(request):
        raise {"/timeout": httpx.ReadTimeout, "/closed": httpx.RemoteProtocolError}[request.url.path]("")

    path = tmp_path / "app.jsonl"
    with Writer(path, Header("test"), Redactor(CREDENTIALS)) as writer:
        live = httpx.Client(transport=RecordTransport(httpx.MockTransport(fail), writer))
        for url in ("http://x/timeout", "http://x/closed"):
            with pytest.raises(httpx.TransportError):
                live.get(url)
    with replaying(path, "--plain", "--hang", "0.2") as replay, client() as app:
        for name in ("timeout", "closed"):
            with pytest.raises(httpx.RemoteProtocolError):
                app.get(f"{replay.url}/{name}", auth=None)
        status, out, _ = replay.end()
    assert (status, out) == (0, "2 of 2 recorded exchanges were replayed\n")


def test_nothing_reaches_a_camera(cassette, secret):
    """A server counts connections where the camera of the recording was."""
    hostile = [
        b"\0" * 40,
        b"GET http://127.0.0.1:%d/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n",
    ]
    with socket.create_server(("127.0.0.1", 0)) as counting, replaying(cassette, *secret, "--plain") as replay:
        port = counting.getsockname()[1]
        host, own = replay.url.removeprefix("http://").split(":")
        for number in range(300):
            text = hostile[number % 3]
            with socket.create_connection((host, int(own)), timeout=10) as connection:
                connection.sendall(text % port if b"%d" in text else text)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)
        with client() as app:
            for number in range(200):
                answer = app.post(
                    f"{replay.url}{API}/getFace", data={"faceid": str(number)}, headers={"Host": f"127.0.0.1:{port}"}
                )
                assert answer.status_code == 501
        counting.settimeout(0.01)
        with pytest.raises(TimeoutError):
            counting.accept()


def test_many_clients_at_once(cassette, secret):
    codes = []

    def post():
        with client() as app:
            codes.append(app.post(f"{replay.url}{API}/getGroupList").status_code)

    with replaying(cassette, *secret, "--repeat") as replay:
        threads = [threading.Thread(target=post) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert codes == [200] * 8


# ------------------------------------------------------------- wrong usage


def failed(tmp_path, *options):
    ended = call(program(), "replay", *options, cwd=tmp_path)
    assert ended.status == 2, ended.said
    assert ended.out == ""
    return " ".join(ended.err.split())


def test_wrong_usage(cassette, tmp_path):
    (tmp_path / "har.json").write_text('{"log": {}}')
    (tmp_path / "newer.jsonl").write_text('{"kind":"header","format":99}\n')
    assert "is not a cassette" in failed(tmp_path, "har.json")
    assert "has format 99, and this version reads up to 1" in failed(tmp_path, "newer.jsonl")
    assert "No such file" in failed(tmp_path, "none.jsonl")
    assert "not an address" in failed(tmp_path, cassette, "--listen", "somewhere")
    assert "give a file with a certificate" in failed(tmp_path, cassette, "--tls-cert", "har.json")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} of 127.0.0.1 is in use" in failed(tmp_path, cassette, "--listen", f"127.0.0.1:{port}")


def test_a_damaged_cassette_is_replayed_and_told(cassette, tmp_path):
    lines = cassette.read_bytes().splitlines(keepends=True)
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_bytes(b"".join([*lines[:2], lines[3].replace(b'"ms":', b'"MS":')[:-1] + b"\n", lines[4][:50]]))
    with replaying(damaged) as replay:
        _, _, err = replay.end()
    assert "replay: line 3 does not follow from line 2" in err
    assert "replay: line 4, the last one, is torn" in err


# ------------------------------------------------------------- the reference cassettes


def test_the_reference_cassettes_are_replayed(tmp_path):
    good = check(tmp_path, "--replay", REFERENCES / "good.jsonl")
    assert (good.status, good.results["verdict"]) == (0, "conforms"), good.said
    (tmp_path / "faulty").mkdir()
    faulty = check(tmp_path / "faulty", "--replay", REFERENCES / "faulty.jsonl")
    assert (faulty.status, faulty.results["verdict"]) == (1, "does-not-conform"), faulty.said
    assert "getFaceByPicture.answer.code-listed" in faulty.failed()


@pytest.mark.parametrize("name", ["good", "faulty"])
def test_the_reference_cassettes_are_whole_and_small(name):
    path = REFERENCES / f"{name}.jsonl"
    cassette = Cassette.open(path)
    assert (cassette.problems, cassette.remarks, cassette.complete) == ([], [], True)
    assert path.stat().st_size < 400_000
    files = [file for line in cassette.exchanges() for file in line["request"].get("files", ())]
    assert all(cassette.picture(file["sha256"]) for file in files)
    assert json.loads(path.read_bytes().splitlines()[0])["run"]["recipe"]["depth"] == "quick"
