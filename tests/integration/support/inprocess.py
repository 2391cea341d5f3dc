"""Runs the command line in this process: for what ends before the first check."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from conformance.cli import main
from support.commands import Ended


def run(where: Path, *options: str | Path) -> Ended:
    """`ipc-conformance run` with a report folder below `where`."""
    folder = where / "report"
    return _invoke(folder, "run", "--report-dir", folder, *options)


def doctor(*options: str | Path) -> Ended:
    """`ipc-conformance doctor`."""
    return _invoke(None, "doctor", *options)


def _invoke(folder: Path | None, *arguments: str | Path) -> Ended:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert "Traceback" not in result.output
    return Ended(result.exit_code, result.stdout, result.stderr, folder)
