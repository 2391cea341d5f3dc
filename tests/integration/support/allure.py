"""Allure 3, npm's package `allure`: the command that makes a report of Allure results."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGE = "allure@3"
PATIENCE = 240
"""Seconds for the download of some 50 MB."""


def allure_command() -> Path:
    """Allure 3 from the PATH, or from a folder of the user's cache into which npm installs it once.

    Where neither can be had the test is skipped with the reason; with CI set it fails.
    """
    on_path = shutil.which("allure")
    if on_path and _version(Path(on_path)).startswith("3."):
        return Path(on_path)
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ipc-conformance" / "allure"
    command = folder / "node_modules" / ".bin" / "allure"
    if not command.exists():
        missing = _install(folder)
        if missing:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Allure 3 here: {missing}")
    return command


def _version(command: Path) -> str:
    done = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip()


def _install(folder: Path) -> str:
    """Why it can't be installed; empty where it is."""
    if shutil.which("npm") is None:
        return "npm is not installed (Debian's packages nodejs and npm)"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, PACKAGE],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"`npm install {PACKAGE}` took more than {PATIENCE} s"
    return "" if done.returncode == 0 else f"`npm install {PACKAGE}` failed: {done.stderr.strip()[-300:]}"
