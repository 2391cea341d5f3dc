"""A camera in use is as it was after a run, however the run was asked for and however it ended."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.bad_cameras import BadCamera
from support.commands import call, check, program
from support.emulators import Emulated, emulated
from support.inhabited import inhabit, state_by_api, state_in_file
from support.processes import going, lines_of, until

pytestmark = pytest.mark.slow

QUICK = ["--depth", "quick"]


@dataclass
class Town:
    """An emulated camera whose state is in a file and belongs to somebody."""

    file: Path
    before: dict[str, list[Any]]

    @contextmanager
    def camera(self) -> Iterator[Emulated]:
        """The camera, on; when the block ends, its state must be as it was, by the API and in the file."""
        with emulated("--plain", "--state", self.file) as camera:
            shown = state_by_api(camera.url)
            yield camera
            assert state_by_api(camera.url) == shown
        assert state_in_file(self.file) == self.before


def town(folder: Path, groups: int) -> Town:
    """A camera with so many groups of other people."""
    file = folder / "state"
    with emulated("--plain", "--state", file) as camera:
        inhabit(camera.url, groups)
    return Town(file, state_in_file(file))


# ------------------------------------------------------------------ runs that end


@pytest.mark.parametrize("groups", [3, 8])
@pytest.mark.parametrize("how", [[], ["--read-only"], ["--keep-defaults"]], ids=" ".join)
def test_what_is_others_stays(groups: int, how: list[str], tmp_path: Path) -> None:
    """Also where no group is free, and with the rig at work."""
    with town(tmp_path, groups).camera() as camera:
        ended = check(tmp_path, *camera.options, *QUICK, *how, "--rig", f"emulator:{camera.control_url}")
    assert ended.status == 0, ended.said
    assert ended.results["restored"] == {"ok": True, "differences": []}
    assert ended.results["summary"]["warn"] == 0
    assert ended.results["summary"]["blocked"] == 0


def operations(folder: Path) -> set[str]:
    """The operations of a run's cassette."""
    return {line["request"]["operation"] for line in lines_of(folder / "run.jsonl") if line["kind"] == "exchange"}


def test_a_read_only_run_reads_only(tmp_path: Path) -> None:
    with town(tmp_path, 3).camera() as camera:
        ended = check(tmp_path, *camera.options, *QUICK, "--read-only")
    assert ended.status == 0, ended.said
    assert all(name.startswith("get") for name in operations(tmp_path / "report"))
    assert not [line for line in lines_of(tmp_path / "report" / "journal.jsonl") if "operation" in line]


def test_a_run_that_keeps_the_defaults_does_not_name_them(tmp_path: Path) -> None:
    """Not even in a call that must be refused: a bad camera might carry it out."""
    with town(tmp_path, 3).camera() as camera:
        check(tmp_path, *camera.options, *QUICK, "--keep-defaults")
    writes = [line["fields"] for line in lines_of(tmp_path / "report" / "journal.jsonl") if "fields" in line]
    assert writes
    named = [fields.get(key) for fields in writes for key in ("name", "old_name", "group_name", "new_group_name")]
    assert not {"stranger", "regular"} & set(named)


# ------------------------------------------------------------------ runs that are killed


def killed_and_cleaned(camera: Emulated, folder: Path, until_killed: Callable[[Any], None], *options: str) -> str:
    """Runs, kills the run, cleans; what `clean` said."""
    with going(folder, *options) as run:
        until_killed(run)
        run.signal(signal.SIGKILL)
        run.process.wait(10)
    assert not (folder / "report" / "results.json").exists()
    cleaned = call(program(), "clean", *camera.options, "--run", folder / "report", cwd=folder)
    assert cleaned.status == 0, cleaned.said
    again = call(program(), "clean", *camera.options, "--run", folder / "report", cwd=folder)
    assert again.status == 0, again.said
    return cleaned.out


@pytest.mark.parametrize("requests", [60, 700, 2000])
def test_killed_anywhere(requests: int, tmp_path: Path) -> None:
    with town(tmp_path, 3).camera() as camera:
        killed_and_cleaned(camera, tmp_path, lambda run: run.until_requests(requests), *camera.options, *QUICK)


Groups = dict[str, dict[str, Any]]


class Trap:
    """Lets a run go on until it has changed the camera in a certain way, and answers nothing from then on."""

    def __init__(self, camera: Emulated, changed: Callable[[Groups], bool]) -> None:
        self._camera = camera
        self._changed = changed
        self.shut = False

    def rule(self, _number: int, _operation: str) -> str:
        """For a `BadCamera`."""
        self.shut = self.shut or self._changed(state_by_api(self._camera.url)["groups"])
        return "hang" if self.shut else ""


@pytest.mark.parametrize(
    ("only", "changed", "undone"),
    [
        (
            "updateMigration.effect.reported",
            lambda groups: groups["stranger"]["times"] != 3,
            "put back updateMigration",
        ),
        (
            "updateGroup.effect.updated",
            lambda groups: not groups["regular"]["description"].startswith("those who live"),
            "put back updateGroup",
        ),
        ("updateGroup.effect.updated", lambda groups: groups["stranger"]["capacity"] != 900, "put back updateGroup"),
        ("addFace.effect.listed", lambda groups: groups["stranger"]["count"] != 1, "deleted the record"),
        ("addFace.effect.listed", lambda groups: groups["regular"]["count"] != 1, "deleted the record"),
        (
            "addFace.faceid.generated",
            lambda groups: any(name.startswith("ipcc-") for name in groups),
            "deleted 1 group",
        ),
    ],
)
def test_killed_where_it_hurts(only: str, changed: Callable[[Groups], bool], undone: str, tmp_path: Path) -> None:
    """Right after something was made, or what is not the run's was changed."""
    with town(tmp_path, 3).camera() as camera:
        trap = Trap(camera, changed)
        with contextlib.closing(BadCamera(camera.url, trap.rule)) as spoilt:
            options = [*camera.options_for(spoilt.url), "--timeout", "30", "--only", only]
            said = killed_and_cleaned(camera, tmp_path, lambda _: until(lambda: trap.shut, 30), *options)
    assert undone in said


def test_killed_after_a_stranger_became_regular(tmp_path: Path) -> None:
    """The rig made somebody arrive so often that the camera itself moved the record."""
    with town(tmp_path, 3).camera() as camera:
        trap = Trap(camera, lambda groups: groups["regular"]["count"] != 1)
        with contextlib.closing(BadCamera(camera.url, trap.rule)) as spoilt:
            rig = f"emulator:{camera.control_url}"
            options = [*camera.options_for(spoilt.url), "--timeout", "30", "--only", "migration.compare", "--rig", rig]
            said = killed_and_cleaned(camera, tmp_path, lambda _: until(lambda: trap.shut, 30), *options)
    assert "deleted the record" in said
