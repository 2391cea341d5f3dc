"""What all tests share: a camera in a process of its own, and how hypothesis works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No database: a test run leaves nothing in the checkout. No deadline: the machine may be busy.
settings.register_profile("ipc-conformance", database=None, deadline=None)
settings.load_profile("ipc-conformance")


# What tells this pytest, or a worker of it, how to go about its tests is no business of those that tests start.
for _name in [name for name in os.environ if name == "PYTEST_ADDOPTS" or name.startswith("PYTEST_XDIST")]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def plain_camera() -> Iterator[str]:
    """The URL of `ipc-conformance emulate --plain` with the documented credentials."""
    command = [sys.executable, "-m", "conformance.cli.emulate", "--plain", "--exit-with-parent"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        announced = process.stdout.readline().split()
        assert announced[:1] == ["LISTENING"]
        yield announced[1]
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(10)
        process.stdout.close()
