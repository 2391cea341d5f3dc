"""A wheel, installed outside the checkout: everything that a run reads is inside."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from support.commands import call, environment, read_results

from conformance.report.bundle.suite import build

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, built by the build backend of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment with the wheel in it; what it depends on is this environment's."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # Last in the path, and without its own .pth files: the editable checkout is not found by it.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


def test_what_is_inside(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schemas", "cassettes"):
        files = [file for file in (CHECKOUT / folder).rglob("*") if file.is_file() and file.name != ".gitkeep"]
        assert {f"conformance/_data/{file.relative_to(CHECKOUT)}" for file in files} <= names
    assert "conformance/_data/schemas/results.json" in names
    assert "conformance/suite/pytest.ini" in names
    data = [file for kind in ("*.toml", "*.html") for file in (CHECKOUT / "conformance").rglob(kind)]
    assert {str(file.relative_to(CHECKOUT)) for file in data} <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/")) or "__pycache__" in name]


def test_entry_points(wheel):
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    text = archive.read(name).decode()
    assert "ipc-conformance = conformance.cli:main" in text
    assert "ipc-conformance = conformance.plugin" in text


def test_it_is_the_same_build(installed, tmp_path):
    """So that a bundle of the one is verified by the other without a doubt."""
    told = call(installed, "-c", "from conformance.report.bundle.suite import build; print(build())", cwd=tmp_path)
    assert told.out.split() == [build()], told.said


def test_it_checks_the_embedded_emulator(installed, tmp_path):
    where = call(installed, "-c", "import conformance; print(conformance.__file__)", cwd=tmp_path)
    assert str(installed.parents[1]) in where.out
    main = "from conformance.cli import main; main()"
    command = [installed, "-c", main, "run", "--only", "createGroup", "--report-dir", "report"]
    ended = call(*command, cwd=tmp_path, env=environment())
    assert ended.status == 0, ended.said
    assert read_results(tmp_path / "report")["verdict"] == "conforms"
    assert [each.name for each in tmp_path.iterdir()] == ["report"]
