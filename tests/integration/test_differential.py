"""The oracle and the emulator, two readings of one document, fed the same random requests: they never disagree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(__file__).parents[2] / "benchmarks" / "differential.py"
REQUESTS = 2000


def walked(folder: Path, *options: str) -> dict[str, Any]:
    """What the command counted; it ends with 1 where the two disagree."""
    counts = folder / "counts.json"
    command = [sys.executable, str(COMMAND), "--json", str(counts), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    content: dict[str, Any] = json.loads(counts.read_text())
    return content


def test_oracle_and_emulator_agree(tmp_path: Path) -> None:
    counts = walked(tmp_path, "--requests", str(REQUESTS), "--seed", "1")
    assert counts["disagreements"] == 0
    assert counts["kinds"]["valid"] >= REQUESTS / 2
    assert len(counts["outcomes"]) == 15


@pytest.mark.parametrize("reading", ["parameter.doubled=last", "faceid.leading-zeros=same"])
def test_they_agree_where_the_emulator_reads_otherwise(tmp_path: Path, reading: str) -> None:
    assert walked(tmp_path, "--requests", "500", "--reading", reading)["disagreements"] == 0
