"""The embedded emulator: a process of its own that ends with the block that began it."""

from __future__ import annotations

import os
import sys

import pytest
from support.processes import children_of, is_gone

from conformance.cli.embedded import EmbeddedError, embedded_emulator
from conformance.wire import Client, Credentials, Target, TLSOptions


@pytest.fixture
def begun():
    """The processes that a test began; other tests' cameras go on beside it."""
    before = children_of(os.getpid())
    return lambda: [pid for pid in children_of(os.getpid()) if pid not in before]


def test_it_is_there_inside_the_block_alone(begun):
    with embedded_emulator() as emulator:
        (pid,) = begun()
        target = Target(emulator.url, TLSOptions(insecure=True))
        with Client(target, Credentials(emulator.app_id, emulator.secret_key)) as client:
            assert client.get_group_list().succeeded
        assert emulator.url.startswith("https://127.0.0.1:")
        assert emulator.control_url.startswith("http://127.0.0.1:")
    assert is_gone(pid)


def test_it_ends_when_the_block_fails(begun):
    pids = []

    def fail():
        with embedded_emulator():
            pids.extend(begun())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [is_gone(pid) for pid in pids] == [True]


def test_it_does_not_start(begun, monkeypatch, tmp_path):
    """As with an installation that is damaged: a sentence, and no process left."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 7\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(EmbeddedError, match="`ipc-conformance emulate` shows why"), embedded_emulator():
        pass
    assert begun() == []


def test_it_hangs_at_the_start(begun, monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexec sleep 60\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr("conformance.cli.embedded.START_SECONDS", 0.2)
    with pytest.raises(EmbeddedError), embedded_emulator():
        pass
    assert begun() == []
