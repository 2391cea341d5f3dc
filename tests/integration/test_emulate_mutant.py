"""`emulate --mutant` and `--list-mutants`, through the command line."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import suppress

import pytest
from emulate_process import VIP, Running, request

from conformance.cli.embedded import embedded_emulator
from conformance.emulator.mutants import load_mutants


def emulate(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "conformance.cli.emulate", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def test_a_mutant_has_its_fault_and_no_other() -> None:
    running = Running("--plain", "--mutant", "createGroup.capacity-constant")
    try:
        assert running.call("createGroup", **VIP) == {"code": 0}
        listed = running.call("getGroupList")["data"]["face_group"][-1]
        assert listed == {"name": "vip", "capacity": 1000, "description": "d", "count": 0}
    finally:
        assert running.stop() == (0, "")


@pytest.mark.parametrize(("given", "code"), [((), 0), (("--reading", "attributes.exceeding=refused"), 242)])
def test_a_mutant_brings_the_readings_under_which_it_shows(given: tuple[str, ...], code: int) -> None:
    """But for those that are given."""
    running = Running("--plain", "--mutant", "addFaceInfoItem.six-attributes", *given)
    try:
        assert running.call("createGroup", **VIP) == {"code": 0}
        seven = json.dumps([f"item{number}" for number in range(7)])
        assert running.call("addFaceInfoItem", num="7", group_name="vip", name_list=seven) == {"code": code}
    finally:
        assert running.stop() == (0, "")


def test_the_embedded_emulator_can_be_a_mutant() -> None:
    with embedded_emulator("getGroupList.num-own") as camera:
        assert camera.url.startswith("https://")


def test_an_unknown_mutant_is_a_sentence() -> None:
    done = emulate("--mutant", "createGroup.name-one-mor")
    assert done.returncode == 2
    assert done.stderr == (
        "emulate: There is no mutant 'createGroup.name-one-mor'. Did you mean createGroup.name-one-more? "
        "--list-mutants names them all.\n"
    )


def test_the_mutants_are_listed() -> None:
    lines = emulate("--list-mutants").stdout.splitlines()
    assert lines[0].startswith("createGroup.")
    assert [line.split()[0] for line in lines[::2]] == list(load_mutants())


def test_the_mutants_are_listed_as_json() -> None:
    listed = json.loads(emulate("--list-mutants", "--json").stdout)
    assert [mutant["id"] for mutant in listed] == list(load_mutants())
    assert {mutant["level"] for mutant in listed} == {"written", "inferred"}


def test_a_mutant_that_hangs_can_be_stopped() -> None:
    running = Running("--plain", "--mutant", "getFaceList.empty-hangs")
    with running.connect() as connection:
        connection.settimeout(0.3)
        connection.sendall(request("getFaceList", group_name="regular"))
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert running.stop() == (0, "")


def test_half_an_answer_leaves_nothing_on_the_terminal() -> None:
    running = Running("--plain", "--mutant", "transport.first-packet-only")
    for number in range(6):
        running.call("createGroup", name=f"{number}" + "n" * 95, capacity="1", description="d" * 150)
    with running.connect() as connection:
        connection.settimeout(0.3)
        connection.sendall(request("getGroupList"))
        received = until_silence(connection)
    assert len(received.partition(b"\r\n\r\n")[2]) == 1460
    assert running.stop() == (0, "")


def until_silence(connection: socket.socket) -> bytes:
    """What comes until nothing comes for a while."""
    received = b""
    with suppress(TimeoutError):
        while piece := connection.recv(65536):
            received += piece
    return received
