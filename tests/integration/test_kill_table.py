"""The suite's teeth: a sample of the kill table that covers every operation, and the mutants hardest to find."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from support.commands import environment, program

from conformance.emulator.mutants import Mutant, load_mutants
from conformance.spec import load_spec

pytestmark = pytest.mark.slow

PATIENCE = 280
HARDEST_KINDS = ("race", "sometimes-lost", "late", "connection", "lost-at-reboot", "reading-changes")
"""Of each the first: what shows only at the same time, only now and then, only late."""


def sample() -> list[Mutant]:
    """Of each operation, and of what none is to blame for, the mutant in the middle; and the hardest ones."""
    mutants = list(load_mutants().values())
    chosen = [_middle(each for each in mutants if each.operation == name) for name in _operations(mutants)]
    hardest = [next((each for each in mutants if each.kind == kind), None) for kind in HARDEST_KINDS]
    return list({each.id: each for each in [*chosen, *hardest] if each is not None}.values())


def _operations(mutants: Iterable[Mutant]) -> list[str]:
    return list(dict.fromkeys(each.operation for each in mutants))


def _middle(mutants: Iterable[Mutant]) -> Mutant:
    listed = list(mutants)
    return listed[len(listed) // 2]


def tried(where: Path, mutants: list[Mutant], *options: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    names = ",".join(each.id for each in mutants)
    file = where / "table.json"
    ended = subprocess.run(
        [program(), "mutants", "--only", names, "--json", str(file), *options],
        cwd=where, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    return ended, json.loads(file.read_text(encoding="utf-8"))


def test_sample_of_every_operation_and_the_hardest(tmp_path):
    mutants = sample()
    assert {each.operation for each in mutants} >= set(load_spec().operations)
    ended, table = tried(tmp_path, mutants, "--threshold", "100")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [each["id"] for each in table["mutants"]] == [
        name for name in load_mutants() if name in {each.id for each in mutants}
    ]
    assert all(each["killed"] for each in table["mutants"])
    assert table["right_score"] >= 90
    assert "control: no finding" in ended.stdout
    assert "Mutation score: 100.0 %" in ended.stdout
