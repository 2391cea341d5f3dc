"""The search for the shortest sequence that a camera answers wrongly, at a real one that is spoilt by rule."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from support.bad_cameras import BadCamera, Rule
from support.emulators import APP_ID, SECRET, emulated

from conformance.run.session import Run
from conformance.run.settings import settings_of
from conformance.suite.generate.mixture import WEIGHTS
from conformance.suite.generate.search import Example, Search, Wrong
from conformance.suite.world import World

STEPS = 60


@contextmanager
def running(rule: Rule, folder: Path) -> Iterator[Run]:
    """A run on a camera whose answers are spoilt by a rule; the camera is as it was when the block ends."""
    with emulated("--plain") as camera, contextlib.closing(BadCamera(camera.url, rule)) as spoilt:
        before = camera.groups()
        options = {"url": spoilt.url, "app_id": APP_ID, "secret_key": SECRET, "report_dir": folder / "report"}
        run = Run(settings_of(options))
        run.open()
        try:
            run.contact()
            world = World(run)
            world.record(world.group())
            world.clear()
            yield run
        finally:
            run.finish()
        assert camera.groups() == before


def searched(run: Run, seed: int) -> Search:
    """Random requests until something is wrong, or so many steps were made."""
    search, random = Search(run), Random(seed)
    example = Example(search)
    with contextlib.suppress(Wrong):
        for _ in range(STEPS):
            example.step(random.choice(list(WEIGHTS)), random)
    example.end()
    return search


@pytest.mark.parametrize(
    ("operation", "needed"),
    [
        ("deleteGroup", ["createGroup", "deleteGroup"]),
        ("addFace", ["createGroup", "addFace"]),
    ],
)
def test_what_is_found_is_made_short(operation: str, needed: list[str], tmp_path: Path) -> None:
    """The operation answers a code that is not in its list, whatever it is asked, once it is asked well."""

    def rule(number: int, name: str) -> str:
        return "unlisted" if number > 30 and name == operation else ""

    with running(rule, tmp_path) as run:
        search = searched(run, 7)
        assert search.found is not None
        assert search.over
        search.report()
        (violation,) = run.ledger.entries[f"{operation}.answer.code-listed"].violations
    sent = re.findall(r"(?:after|;) (\w+)\(", violation.judgement.actual)
    assert len(search.found.calls) >= len(sent)
    assert sent[-1] == operation
    assert set(sent) <= set(needed)
    assert len(sent) <= len(needed)


def test_a_good_camera_has_nothing_to_find(tmp_path: Path) -> None:
    with running(lambda *_: "", tmp_path) as run:
        search = searched(run, 7)
        assert search.found is None
        assert not search.over
        search.report()
    assert not any(entry.violated for entry in run.ledger.entries.values())
