"""Whatever else lies around or is set: the same results, the same exit, and nothing written but the report."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from support.commands import call, check, environment, program

pytest_plugins = ["support.fixtures"]

ONLY = ["--only", "getGroupList.num.counts"]

HOSTILE = {
    "pytest.ini": "[pytest]\naddopts = -x --nonexistent\npython_files = nothing\nfilterwarnings = error\n",
    "setup.cfg": "[tool:pytest]\naddopts = --nonexistent\n",
    "tox.ini": "[pytest]\naddopts = --nonexistent\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--nonexistent'\npython_functions = 'nothing'\n",
    "conftest.py": "raise RuntimeError('somebody else')\n",
    "conformance/__init__.py": "raise RuntimeError('somebody else')\n",
    "conformance/cli/emulate.py": "raise RuntimeError('somebody else')\n",
    "httpx.py": "raise RuntimeError('somebody else')\n",
    "sitecustomize.py": "raise RuntimeError('somebody else')\n",
}
SET = {
    "PYTEST_ADDOPTS": "--nonexistent -n 4",
    "PYTEST_PLUGINS": "nonexistent_plugin",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "ALL_PROXY": "socks5://127.0.0.1:1",
    "all_proxy": "socks5://127.0.0.1:1",
    "PYTHONWARNINGS": "error",
    "PYTHONOPTIMIZE": "1",
    "COLUMNS": "20",
    "TMPDIR": "/nonexistent",
}


def tree(folder: Path) -> set[tuple[str, bytes]]:
    return {
        (str(path.relative_to(folder)), path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }  # fmt: skip


@pytest.fixture
def hostile(tmp_path):
    """A folder in which somebody works on something else."""
    folder = tmp_path / "project"
    for name, content in HOSTILE.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return folder


def test_foreign_files_and_settings_change_nothing(hostile, tmp_path):
    (tmp_path / "here").mkdir()
    calm = check(tmp_path / "here", *ONLY)
    before = tree(hostile)
    ended = check(tmp_path, *ONLY, cwd=hostile, env=environment(**SET))
    assert ended.status == calm.status == 0, ended.said
    assert ended.err == ""
    assert ended.verdicts() == calm.verdicts()
    assert tree(hostile) == before
    written = {path.name for path in (tmp_path / "report").iterdir()}
    assert written == {
        "results.json",
        "junit.xml",
        "ctrf.json",
        "report.html",
        "run.jsonl",
        "journal.jsonl",
        "allure-results",
        "allurerc.json",
        "pictures",
        "profile.toml",
    }


def test_usual_report_folder_is_all_that_is_written(hostile):
    before = tree(hostile)
    ended = call(program(), "run", *ONLY, cwd=hostile)
    assert ended.status == 0, ended.said
    new = {name.split("/")[0] for name, _ in tree(hostile) - before}
    assert new == {"reports"}
    (folder,) = (hostile / "reports").iterdir()
    assert str(folder) in ended.out


def test_folder_that_cannot_be_written(tmp_path):
    assert check(tmp_path, *ONLY, cwd=Path("/proc")).status == 0


def test_no_home_and_hardly_an_environment(tmp_path):
    env = {"PATH": os.environ["PATH"]}
    assert check(tmp_path, *ONLY, env=env).status == 0


def test_working_folder_that_is_gone(tmp_path):
    script = f"mkdir gone; cd gone; rmdir ../gone; exec {program()} run --report-dir {tmp_path}/report {' '.join(ONLY)}"
    ended = call("sh", "-c", script, cwd=tmp_path)
    assert ended.status == 2, ended.said
    assert "change to another" in ended.err


@pytest.mark.parametrize("lines", [1, 3])
def test_reader_of_the_output_leaves(lines, tmp_path):
    script = f"{program()} run --report-dir report {' '.join(ONLY)} | head -{lines}; echo ${{PIPESTATUS[0]}}"
    ended = call("bash", "-c", script, cwd=tmp_path)
    assert ended.err == ""
    assert ended.out.splitlines()[-1] == "0"
    assert ended.out.startswith("Checking https://127.0.0.1:")
    assert (tmp_path / "report" / "results.json").exists()


def test_output_closed_or_full(tmp_path):
    for number, to in enumerate(("&-", "/dev/full")):
        script = f"{program()} run --report-dir report{number} {' '.join(ONLY)} >{to}"
        ended = call("bash", "-c", script, cwd=tmp_path)
        assert ended.status == 0, ended.said
        assert ended.err == ""


def test_disk_is_full(tmp_path):
    """A file can't grow beyond what the limit allows: as on a full disk, but for this process alone."""
    script = f"ulimit -f 16; exec {program()} run --report-dir report --only createGroup"
    ended = call("bash", "-c", script, cwd=tmp_path)
    assert ended.status == 3, ended.said
    assert "can't be written" in ended.said
    assert str(tmp_path / "report") in ended.said


def test_a_disk_that_fills_up_early_leaves_the_camera_as_it_was(tmp_path, plain):
    """Neither Allure's results nor the journal can be written to their ends; the camera is cleared all the same."""
    options = f"--only createGroup --depth quick {' '.join(plain.options)}"
    ended = call("bash", "-c", f"ulimit -f 4; exec {program()} run --report-dir report {options}", cwd=tmp_path)
    assert ended.status == 3, ended.said
    assert "Traceback" not in ended.said
    assert "The Allure results can't be written to" in ended.said
    assert "run.jsonl can't be written after" in ended.said
    assert "Not as before" not in ended.said
    assert not [group for group in plain.groups() if group.startswith("ipcc-")]


def test_a_full_disk_in_pytest(tmp_path, plain):
    asked = [f"--ipc-{each.removeprefix('--')}" if each.startswith("--") else each for each in plain.options]
    pytest_line = f"-m pytest -q --pyargs conformance.suite --ipc-only getGroupList.num.counts {' '.join(asked)}"
    script = f"ulimit -f 4; exec {sys.executable} {pytest_line} --ipc-report-dir report"
    ended = call("bash", "-c", script, cwd=tmp_path)
    assert ended.status == 3, ended.said
    assert "INTERNALERROR" not in ended.said
    assert f"the reports can't be written to {tmp_path / 'report'}" in ended.said
