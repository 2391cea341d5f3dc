"""`emulate` as a process: how it starts and stops, what it keeps, its TLS and its control plane."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from emulate_process import FORM, OPERATION, START, VIP, Running, body_of, form, request, unverified

PIXEL_BOMB = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAw1AAAMNQCAYAAABkiuHxAAAADElEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg=="
)
"""The head of a PNG that says 50,000 * 50,000 pixels."""


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def make(*options: str) -> Running:
        started.append(Running(*options))
        return started[-1]

    yield make
    for each in started:
        if not each.process.stdout.closed:
            each.stop()


# ------------------------------------------------------------------------------------------- start and stop


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_stops_within_a_second_with_open_connections(start: Callable[..., Running], by: int) -> None:
    running = start()
    connections = [running.connect() for _ in range(3)]
    connections[0].sendall(request("getGroupList")[:-10])  # a request that never ends
    before = time.monotonic()
    assert running.stop(by) == (0, "")
    assert time.monotonic() - before < 1
    for connection in connections:
        connection.close()


def test_stops_at_the_end_of_standard_input(start: Callable[..., Running]) -> None:
    running = start()
    running.process.stdin.close()
    assert running.process.wait(5) == 0


def refused(*options: str) -> str:
    """The sentence of an emulator that can't start."""
    ended = subprocess.run([*START, *options], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_port_in_use(start: Callable[..., Running]) -> None:
    port = str(urlsplit(start().url).port)
    assert f"Port {port} of 127.0.0.1 is in use: name another" in refused("--port", port)


def test_unreadable_client_ca(tmp_path: Path) -> None:
    assert "--client-ca" in refused("--client-ca", str(tmp_path / "none.pem"))
    (tmp_path / "text.pem").write_text("no certificate")
    assert "name a PEM file" in refused("--client-ca", str(tmp_path / "text.pem"))


def test_state_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no database, but long enough to be taken for the header of one" * 9)
    assert "is no emulator state" in refused("--state", str(tmp_path / "state"))


def test_state_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "can't be opened" in refused("--state", str(tmp_path / "none" / "state"))


def test_state_in_use(start: Callable[..., Running], tmp_path: Path) -> None:
    start("--state", str(tmp_path / "state"))
    assert "in use by another emulator" in refused("--state", str(tmp_path / "state"))


def test_unknown_reading_lists_the_known() -> None:
    assert "The readings are: name.length-unit, " in refused("--reading", "nobody=1")
    assert "Its values are: sensitive, insensitive." in refused("--reading", "name.case=x")


def test_code_book_with_an_unknown_cause(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(
        '[code_book]\nname = "x"\n[[cause]]\nname = "succes"\ncodes = [0]\nconfidence = ""\nreason = ""\n'
    )
    assert "there is no cause succes" in refused("--code-book", str(tmp_path / "book.toml"))


def test_list_of_readings_as_json() -> None:
    listed = subprocess.run([*START, "--list-readings", "--json"], capture_output=True, text=True, check=True)
    assert json.loads(listed.stdout)[0]["name"] == "name.length-unit"
    listed = subprocess.run([*START, "--list-readings"], capture_output=True, text=True, check=True)
    assert listed.stdout.startswith("name.length-unit = bytes | characters\n")


# ------------------------------------------------------------------------------------------------- the state


def test_state_survives_kill_9(start: Callable[..., Running], tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    running = start("--state", state, "--plain")
    assert running.call("createGroup", **VIP) == {"code": 0}
    assert running.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    again = start("--state", state, "--plain")
    assert again.control("GET", "/status")[1]["groups"] == {"stranger": 0, "regular": 0, "vip": 0}


def test_reboot_drops_connections_and_keeps_what_is_stored(start: Callable[..., Running]) -> None:
    running = start("--reading", "random.repeated=refused")
    assert running.call("createGroup", random="777777", timestamp=str(int(time.time())), **VIP) == {"code": 0}
    connection = running.connect()
    assert running.control("POST", "/reboot")[0] == 200
    assert connection.recv(1) == b""
    connection.close()
    listed = running.call("getGroupList", random="777777")  # volatile memory is lost: the random is new again
    assert [group["name"] for group in listed["data"]["face_group"]] == ["stranger", "regular", "vip"]


# ------------------------------------------------------------------------------------------------------- TLS


def test_certificate_is_good_for_localhost(start: Callable[..., Running]) -> None:
    running = start()
    with running.connect() as connection:
        certificate = ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True))
    trusting = ssl.create_default_context(cadata=certificate)
    with running.connect(trusting) as connection:
        connection.sendall(request("getGroupList"))
        assert body_of(connection.recv(65536))["code"] == 0


def let_in(running: Running, context: ssl.SSLContext) -> bool:
    """Whether a client is answered; one without a certificate gets an alert or a reset."""
    try:
        with running.connect(context) as connection:
            connection.sendall(request("getGroupList"))
            return body_of(connection.recv(65536))["code"] == 0
    except (OSError, ValueError):
        return False


def test_client_certificate_is_required(start: Callable[..., Running], tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from conformance.emulator.certificate import make

    key = ec.generate_private_key(ec.SECP256R1())
    client = tmp_path / "client.pem"
    client.write_bytes(
        make(key, "localhost").public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    running = start("--client-ca", str(client))
    known = unverified()
    known.load_cert_chain(client)
    assert not let_in(running, unverified())
    assert let_in(running, known)
    assert running.stop() == (0, "")


# -------------------------------------------------------------------------------------------- control plane


def test_control_plane_explains_what_it_cannot_use(start: Callable[..., Running]) -> None:
    running = start("--plain")
    for method, path, body, status in (
        ("PUT", "/faults/nothing", {"active": True}, 404),
        ("PUT", "/faults/storage-gone", {"active": "yes"}, 400),
        ("PUT", "/clock", {"offset": "soon"}, 400),
        ("PUT", "/clock", "no json", 400),
        ("PUT", "/clock", [], 400),
        ("POST", "/arrivals", {}, 400),
        ("POST", "/arrivals", {"faceid": "7"}, 404),
        ("POST", "/arrivals", {"picture": "%"}, 400),
        ("POST", "/arrivals", {"picture": base64.b64encode(PIXEL_BOMB).decode()}, 409),
        ("GET", "/nothing", None, 404),
        ("GET", "/reboot", None, 405),
    ):
        answered, sentence = running.control(method, path, body)
        assert (method, path, answered) == (method, path, status)
        assert sentence["error"]
    assert running.control("GET", "/status")[1] == {
        "clock_offset": 0.0, "faults": [], "requests": 0, "activated": True, "groups": {"stranger": 0, "regular": 0},
    }  # fmt: skip


def test_credentials_come_from_the_environment() -> None:
    started = subprocess.Popen(
        [*START, "--plain"], stdout=subprocess.PIPE, text=True, env=os.environ | {"IPC_APP_ID": "another"}
    )
    target = urlsplit(started.stdout.readline().split()[1])
    connection = http.client.HTTPConnection(target.netloc)
    connection.request("POST", OPERATION + "getGroupList", form(), {"Content-Type": FORM})
    answered = json.loads(connection.getresponse().read())
    connection.close()
    started.terminate()
    started.wait(5)
    started.stdout.close()
    assert answered == {"code": 7}
