"""ipc-conformance mutants: wrong usage is refused before anything is tried; --list tries nothing."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.emulator.mutants import load_mutants


def called(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["mutants", *options])
    assert "Traceback" not in result.output
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--only", "no-such-mutant"), "ipc-conformance mutants --list"),
        (("--only", "createGroup,no-such-mutant"), "no-such-mutant"),
        (("--only", " , "), "it names nothing"),
        (("--threshold", "101"), "--threshold"),
        (("--jobs", "0"), "--jobs"),
        (("--depth", "deepest"), "--depth"),
        (("--json", "no/such/folder/table.json"), "there is no folder no/such/folder"),
    ],
)
def test_wrong_usage(options, said):
    status, output = called(*options)
    assert status == 2
    assert said in output


def test_list_names_every_mutant_and_what_it_breaks():
    status, output = called("--list")
    assert status == 0
    for mutant in load_mutants().values():
        assert f"{mutant.id} ({mutant.requirement}) {' '.join(mutant.sentence.split())}" in output


def test_list_of_what_was_chosen():
    _, output = called("--list", "--only", "createGroup.*")
    assert "createGroup." in output
    assert "getFaceList." not in output
