"""The README: its links lead somewhere, its pictures are there, and the story of a finding goes as it is told."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
STORY = "Is it my camera or the suite?"
MADE_LATER = {"docs/mutants.md"}
"""What a command of benchmarks/ writes."""


def anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def without_code(text: str) -> str:
    return re.sub(r"(?ms)^ *```.*?^ *```", "", text)


def test_links_lead_somewhere():
    headings = {anchor(each) for each in re.findall(r"(?m)^#+ (.*)$", without_code(README))}
    for link in re.findall(r"\]\(([^)]+)\)", without_code(README)):
        if link.startswith("#"):
            assert link[1:] in headings, link
        elif "://" not in link and link not in MADE_LATER:
            assert (ROOT / link).is_file(), link


def test_pictures_are_small_and_ask_nobody():
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(shown) >= 4
    assert sum((ROOT / each).stat().st_size for each in shown) < 300_000
    for each in shown:
        if each.endswith(".svg"):
            assert not re.search(r"@import|@font-face|href=|url\(http", (ROOT / each).read_text())


def section(heading: str) -> str:
    return README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return str(taken.getsockname()[1])


@pytest.fixture(name="told")
def told_story(tmp_path) -> str:
    """What all commands of the story print, in its order; only the ports are others."""
    blocks = re.findall(r"(?ms)^ *```\n(.*?)^ *```", section(STORY))
    commands = [re.sub(r"(?m)^ +", "", each) for each in blocks if not each.startswith("FAIL")]
    script = "trap 'kill $(jobs -p)' EXIT\n" + "\n".join(commands)
    for port in ("8443", "9443"):
        script = script.replace(port, free_port())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("IPC_", "PYTEST_", "FORCE_"))}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={**env, "PATH": path}, capture_output=True, text=True, timeout=180
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_story_of_a_finding(told):
    (finding,) = re.findall(r"(?ms)^```\n(FAIL .*?)^```", section(STORY))
    assert finding in told
    number = re.search(r"exchanges .*?(\d+) in run.jsonl", finding)[1]
    assert f"cassette show reports/camera/run.jsonl {number}\n" in section(STORY)
    assert f"exchange {number} at " in told
    assert told.count('{"code":0}') == 1
    assert "deleted 1 groups" in told
    assert f"exchange {number} in reports/camera/run.jsonl, createGroup: code was 0 and is 2" in told
    # The run, the judge of its recording, and the run on a camera without the fault.
    verdicts = re.findall(r"Verdict: (conforms|does not conform)", told)
    assert verdicts == ["does not conform", "does not conform", "conforms"]
