"""The README's recipes for CI, as they stand there, with a client of a few lines and the reference cassettes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PORT, APP_ID, SECRET = "8443", "JO83UNV983U9OR", "planted-secret-47110815"

CLIENT = f"""#!{sys.executable}
import os, sys
import httpx
from conformance.wire import Credentials, SignatureAuth

HOW = os.environ["HOW"]
SECRET = "another" if HOW == "signs wrongly" else os.environ["IPC_SECRET_KEY"]
with httpx.Client(base_url=sys.argv[1] + "/openapi/face", verify=False, trust_env=False,
                  auth=SignatureAuth(Credentials(os.environ["IPC_APP_ID"], SECRET))) as client:
    listed = client.post("/getGroupList")
    client.post("/createGroup", data={{"capacity": "20", "description": "an example"}})
    if HOW == "asks for more":
        client.post("/getFace", data={{"faceid": "1"}})
sys.exit(1 if HOW == "fails" or HOW == "is good" and listed.json()["code"] != 0 else 0)
"""


def section() -> str:
    """What the README says of CI."""
    return (ROOT / "README.md").read_text().partition("\n## In CI, without a camera\n")[2].partition("\n## ")[0]


def shell_lines() -> str:
    found = re.search(r"\n```\n(.+?)```", section(), re.DOTALL)
    assert found is not None
    return found[1]


def steps() -> list[dict[str, object]]:
    found = re.search(r"```yaml\n(.+?)```", section(), re.DOTALL)
    assert found is not None
    loaded: list[dict[str, object]] = YAML(typ="safe").load(found[1])
    return loaded


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder as a checkout has it: the recording, and the client under test."""
    shutil.copyfile(ROOT / "cassettes" / "good.jsonl", tmp_path / "app.jsonl")
    shutil.copytree(ROOT / "cassettes" / "pictures", tmp_path / "pictures")
    client = tmp_path / "test-my-client"
    client.write_text(CLIENT)
    client.chmod(0o755)
    return tmp_path


def run(workspace: Path, script: str, *options: str, how: str = "is good") -> subprocess.CompletedProcess[str]:
    """Runs a script with bash; another port stands in the place of the README's, which may be in use."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("IPC_", "PYTEST_"))}
    known = {"PATH": path, "IPC_APP_ID": APP_ID, "IPC_SECRET_KEY": SECRET, "HOW": how, "PIP_NO_INDEX": "1"}
    return subprocess.run(
        ["bash", *options, "-c", script.replace(PORT, port)],
        cwd=workspace, env=mine | known, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("how", "passes", "said"),
    [
        ("is good", True, ""),
        ("asks for more", False, "getFace: no such request was recorded"),
        ("signs wrongly", False, "sign is wrong"),
        ("fails", False, ""),
    ],
)
def test_a_client_is_tested_in_a_shell(workspace: Path, how: str, passes: bool, said: str) -> None:
    done = run(workspace, shell_lines(), how=how)
    assert (done.returncode == 0) == passes, done.stderr
    assert said in done.stderr
    assert "recorded exchanges were replayed" in (workspace / "replay.log").read_text()


def test_a_recording_that_is_not_there_ends_the_recipe(workspace: Path) -> None:
    (workspace / "app.jsonl").unlink()
    done = run(workspace, shell_lines())
    assert (done.returncode, "app.jsonl" in done.stderr) == (1, True), done.stderr


def test_the_steps_of_github_actions(workspace: Path) -> None:
    """Its shell is `bash -e`; a step that fails ends the job."""
    install, test, judge = steps()
    assert test["env"] == {name: f"${{{{ secrets.{name} }}}}" for name in ("IPC_APP_ID", "IPC_SECRET_KEY")}
    assert test["run"] == shell_lines()
    for step in (install, test, judge):
        done = run(workspace, str(step["run"]), "-e")
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_faulty_camera_fails_the_judging_step(workspace: Path) -> None:
    shutil.copyfile(ROOT / "cassettes" / "faulty.jsonl", workspace / "app.jsonl")
    assert run(workspace, str(steps()[2]["run"]), "-e").returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("how", ["asks for more", "signs wrongly", "fails"])
def test_a_client_fails_the_step_that_tests_it(workspace: Path, how: str) -> None:
    """In a shell that ends at the first command that fails."""
    assert run(workspace, shell_lines(), "-e", how=how).returncode == 1
