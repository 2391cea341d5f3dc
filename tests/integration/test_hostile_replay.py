"""Nothing reaches a camera, whatever a client sends to a replay: `benchmarks/hostile_replay.py` with fewer requests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.commands import environment

COMMAND = Path(__file__).parents[2] / "benchmarks" / "hostile_replay.py"


@pytest.mark.parametrize(
    ("way", "requests"),
    [
        ("replay", 300),
        ("regular", 60),
        pytest.param("reverse", 300, marks=pytest.mark.slow),
        pytest.param("regular", 300, marks=pytest.mark.slow),
    ],
)
def test_no_connection_to_a_camera(way: str, requests: int) -> None:
    command = [sys.executable, str(COMMAND), "--way", way, "--requests", str(requests)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    row = done.stdout.splitlines()[1]
    assert row.split()[:3] == [way, str(requests), "0"], row
    assert "501: " in row
    assert "200 refused: " in row
