"""Runs the command line as a person would, and reads what it left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from conformance.spec.schemas import read_schema

PATIENCE = 60
"""Seconds after which a command counts as hanging."""

# What a person's shell may hold and a test must not inherit.
_FOREIGN = ("IPC_", "PYTEST_", "COV_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "COLUMNS", "FORCE_COLOR", "NO_COLOR")


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what could change a result, and more."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_FOREIGN)}
    return {**kept, **more}


@dataclass(frozen=True)
class Ended:
    """A command that ended."""

    status: int
    out: str
    err: str
    folder: Path | None = None

    @property
    def said(self) -> str:
        """All that it said."""
        return self.out + self.err

    @property
    def results(self) -> dict[str, Any]:
        """results.json, valid by its schema and consistent in itself."""
        assert self.folder is not None
        return read_results(self.folder)

    def failed(self) -> set[str]:
        """The requirements with the verdict fail."""
        return {each["id"] for each in self.results["requirements"] if each["verdict"] == "fail"}

    def verdicts(self) -> dict[str, str]:
        """Each requirement's verdict."""
        return {each["id"]: each["verdict"] for each in self.results["requirements"]}


def read_results(folder: Path) -> dict[str, Any]:
    """results.json of a run's folder; asserts its shape and that its counts agree."""
    results: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    faults = [f"{error.json_path}: {error.message}" for error in _schema().iter_errors(results)]
    assert not faults, faults[:5]
    verdicts = [each["verdict"] for each in results["requirements"]]
    assert results["summary"] == {verdict: verdicts.count(verdict) for verdict in results["summary"]}
    failing = [each for each in results["requirements"] if each["verdict"] == "fail" and "waived" not in each]
    assert (results["verdict"] == "does-not-conform") == bool(failing)
    assert results["restored"]["ok"] == (not results["restored"]["differences"])
    assert (folder / results["cassette"]).exists()
    return results


def _schema() -> Draft202012Validator:
    return Draft202012Validator(read_schema("results.json"))


def program(name: str = "ipc-conformance") -> str:
    """The path of a command of this environment."""
    return str(Path(sys.executable).with_name(name))


def call(
    *arguments: str | Path,
    cwd: Path,
    folder: Path | None = None,
    env: dict[str, str] | None = None,
    patience: float = PATIENCE,
    **more: Any,
) -> Ended:
    """Runs any command to its end, which comes within `patience` seconds."""
    done = subprocess.run(
        [str(each) for each in arguments],
        cwd=cwd,
        env=environment() if env is None else env,
        capture_output=True,
        timeout=patience,
        check=False,
        **{"stdin": subprocess.DEVNULL, **more},
    )
    ended = Ended(done.returncode, _text(done.stdout), _text(done.stderr), folder)
    assert "Traceback" not in ended.said, ended.said
    return ended


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")


def check(
    where: Path, *options: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None, **more: Any
) -> Ended:
    """`ipc-conformance run` with a report folder below `where`."""
    folder = where / "report"
    command = [program(), "run", "--report-dir", folder, *options]
    return call(*command, cwd=cwd or where, folder=folder, env=env, **more)


def check_by_pytest(
    where: Path, *options: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> Ended:
    """`pytest --pyargs conformance.suite` with a report folder below `where`."""
    folder = where / "report"
    command = [program("pytest"), "--pyargs", "conformance.suite", "-p", "no:cacheprovider"]
    return call(*command, "--ipc-report-dir", folder, *options, cwd=cwd or where, folder=folder, env=env)
