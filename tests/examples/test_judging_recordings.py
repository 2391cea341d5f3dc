"""What the README shows of judging and looking at recordings, on the reference cassettes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main

CASSETTES = Path(__file__).parents[2] / "cassettes"


def run(*arguments):
    """Status and output of a command."""
    result = CliRunner().invoke(main, [str(each) for each in arguments], env={"IPC_SECRET_KEY": None})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


@pytest.mark.parametrize(("name", "status", "verdict"), [("good", 0, "conforms"), ("faulty", 1, "does not conform")])
def test_judge(name, status, verdict):
    came, said = run("judge", CASSETTES / f"{name}.jsonl")
    assert came == status, said
    assert f"Verdict: {verdict}" in said


def test_show_verify_and_curl():
    cassette = CASSETTES / "good.jsonl"
    assert "exchanges; recorded by ipc-conformance" in run("cassette", "show", cassette)[1]
    assert run("cassette", "show", cassette, 1)[1].startswith("exchange 1 at ")
    status, said = run("cassette", "verify", cassette)
    assert status == 0
    assert "the chain holds" in said
    assert "curl -sSk " in run("cassette", "curl", cassette, 1)[1]
