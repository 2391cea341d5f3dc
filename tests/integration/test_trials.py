"""Trials in real processes: what fails on the way is an error that is named, and never a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cameras import Dies, NeverStarts, NeverTells

from conformance.mutation.cameras import CameraUnderTrial, GoodCamera
from conformance.mutation.pool import Pool
from conformance.mutation.trial import NOT_STARTED, Found, Trial


def tried(camera: CameraUnderTrial, patience: float = 60.0, **how: object) -> Found:
    waiting = [Trial(camera, depth="quick", **how)]  # type: ignore[arg-type]
    found: list[Found] = []
    with Pool(1, patience) as pool:
        pool.run(lambda: waiting.pop() if waiting else None, lambda _, result: found.append(result))
    assert len(found) == 1
    return found[0]


def test_a_camera_that_does_not_start():
    found = tried(NeverStarts())
    assert found.state == "error"
    assert NOT_STARTED in found.note
    assert "no camera today" in found.note


def test_a_trial_that_takes_too_long():
    found = tried(NeverTells(), patience=1.5)
    assert found.state == "timeout"
    assert "1.5 s" in found.note or "2 s" in found.note


def test_a_camera_that_dies_is_no_survivor():
    """Whoever is first: the checks see that nobody answers, or the camera's process is seen to have ended."""
    found = tried(Dies())
    assert found.state in ("killed", "error")


def test_the_good_camera_survives_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    found = tried(GoodCamera(), strict=True, exhaustive=True)
    assert (found.state, found.findings, found.note) == ("survived", (), "")
    assert found.judged["createGroup.answer.accepts"]
    assert [each for each in tmp_path.iterdir() if not each.name.startswith("pymp")] == []
