"""However a run is ended: results.json is written, the camera is as it was, and no process is left."""

from __future__ import annotations

import signal
import time

import pytest
from support.bad_cameras import from_request
from support.commands import program
from support.emulators import emulated
from support.processes import children_of, going, going_command, interrupt_group, is_gone, lines_of, until

pytest_plugins = ["support.fixtures"]

DEFAULTS = {"stranger", "regular"}


def interrupted(ended):
    """What holds of every run that was asked to end."""
    assert ended.status == 3, ended.said
    assert "Traceback" not in ended.said
    results = ended.results
    assert results["verdict"] == "not-judged"
    assert results["problems"] == ["the run was interrupted"]
    assert "The run was interrupted." in ended.out
    assert results["restored"] == {"ok": True, "differences": []}
    not_reached = [each for each in results["requirements"] if each["reason"].startswith("not reached: ")]
    assert not_reached
    assert {each["verdict"] for each in not_reached} == {"untested"}
    assert lines_of(ended.folder / "run.jsonl")[-1]["kind"] == "end"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_by_a_signal(number, tmp_path):
    with emulated("--plain") as camera:
        before = camera.groups()
        with going(tmp_path, *camera.options) as run:
            run.until_requests(100)
            run.signal(number)
            interrupted(run.end())
        assert camera.groups() == before


def test_ctrl_c_leaves_no_embedded_emulator(tmp_path):
    with going(tmp_path) as run:
        run.until_requests(100)
        (emulator,) = children_of(run.process.pid)
        interrupt_group(run.process.pid)
        interrupted(run.end())
        assert is_gone(emulator)


def test_ctrl_c_before_the_camera_answered(spoilt, tmp_path):
    with going(tmp_path, *spoilt(from_request(1, "hang"))) as run:
        run.until_requests(0)
        run.signal(signal.SIGINT)
        ended = run.end()
    assert ended.status == 3, ended.said
    assert ended.results["problems"] == ["the run was interrupted"]
    assert ended.results["summary"]["untested"] == len(ended.results["requirements"])


def test_ctrl_c_after_a_failure_does_not_conform(spoilt, tmp_path):
    def rule(_, operation):
        return {"createGroup": "unlisted"}.get(operation, "")

    with going(tmp_path, *spoilt(rule)) as run:
        run.until_requests(100)
        run.signal(signal.SIGINT)
        ended = run.end()
    assert ended.status == 1, ended.said
    assert ended.results["problems"] == ["the run was interrupted"]


def test_impatience_while_the_camera_is_cleared(spoilt, tmp_path):
    """Ctrl-C twice, at a camera that hangs: the results are there all the same, and at once."""
    with going(tmp_path, *spoilt(from_request(60, "hang")), "--timeout", "30") as run:
        run.until_requests(58)
        run.signal(signal.SIGINT)
        deadline = time.monotonic() + 10
        while run.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.3)
            run.signal(signal.SIGINT)
        ended = run.end()
    assert ended.status in (1, 3), ended.said
    assert "Traceback" not in ended.said
    assert "the run was interrupted" in ended.results["problems"]


def test_killed(tmp_path):
    """kill -9: the embedded emulator ends by itself, and what is on disk can be read."""
    with going(tmp_path) as run:
        run.until_requests(200)
        (emulator,) = children_of(run.process.pid)
        run.signal(signal.SIGKILL)
        run.end()
        until(lambda: is_gone(emulator), 5)
    lines = lines_of(run.folder / "run.jsonl")
    numbers = [line["n"] for line in lines if line["kind"] == "exchange"]
    assert numbers == list(range(1, len(numbers) + 1))
    made = [line["fields"] for line in lines_of(run.folder / "journal.jsonl") if line.get("operation") == "createGroup"]
    assert made
    assert not (run.folder / "results.json").exists()
    assert list((run.folder / "pictures").iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_pytest_ended_by_a_signal(number, tmp_path):
    with emulated("--plain") as camera:
        before = camera.groups()
        options = [f"--ipc-{each[2:]}" if each.startswith("--") else each for each in camera.options]
        command = [program("pytest"), "--pyargs", "conformance.suite", "-p", "no:cacheprovider", *options]
        with going_command(tmp_path, *command, "--ipc-report-dir", str(tmp_path / "report")) as run:
            run.until_requests(100)
            run.signal(number)
            ended = run.end()
        assert camera.groups() == before
    assert ended.status == 2, ended.said
    assert ended.results["verdict"] == "not-judged"
    assert ended.results["problems"] == ["the run was interrupted"]
    assert ended.results["restored"]["ok"]
