"""The baseline's folder: replaced whole or not at all, and never with something in it that is somebody's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.report.compare.baseline import accept, check_baseline
from conformance.report.compare.errors import CompareError
from conformance.report.compare.source import Source


def source(folder, **results):
    folder.mkdir()
    (folder / "junit.xml").write_text("<new/>")
    return Source(folder, {"cassette": "../elsewhere.jsonl", **results}, None, {})


def baseline_of(folder):
    folder.mkdir()
    (folder / "results.json").write_text('{"old": true}')
    (folder / "report.html").write_text("old")
    return folder


def test_nothing_of_the_old_one_stays(tmp_path):
    baseline = baseline_of(tmp_path / "base")
    accept(source(tmp_path / "run", new=1), baseline)
    assert sorted(each.name for each in baseline.iterdir()) == ["junit.xml", "results.json"]
    assert json.loads((baseline / "results.json").read_text()) == {"cassette": "run.jsonl", "new": 1}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["base", "run"]


@pytest.mark.parametrize("broken", ["write_text", "rename"])
def test_a_failure_keeps_the_old_one(tmp_path, monkeypatch, broken):
    baseline, run = baseline_of(tmp_path / "base"), source(tmp_path / "run")
    usual = getattr(Path, broken)

    def fails(path, *arguments, **more):
        if ".new" in str(path):
            raise OSError(28, "No space left on device")
        return usual(path, *arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, broken, fails)
        with pytest.raises(OSError, match="No space"):
            accept(run, baseline)
    assert (baseline / "results.json").read_text() == '{"old": true}'
    assert sorted(each.name for each in tmp_path.iterdir()) == ["base", "run"]


def test_folders_in_one_another(tmp_path):
    run = tmp_path / "base" / "run"
    for pair in ((tmp_path / "base", run), (run, tmp_path / "base"), (run, run)):
        with pytest.raises(CompareError, match="lie in one another"):
            check_baseline(*pair)


def test_what_no_run_wrote(tmp_path):
    baseline = baseline_of(tmp_path / "base")
    check_baseline(baseline, tmp_path / "run")
    (baseline / "notes.txt").touch()
    with pytest.raises(CompareError, match=r"notes\.txt"):
        check_baseline(baseline, tmp_path / "run")
    (tmp_path / "papers").mkdir()
    check_baseline(tmp_path / "papers", tmp_path / "run")
    (tmp_path / "papers" / "one").touch()
    with pytest.raises(CompareError, match="no run and not empty"):
        check_baseline(tmp_path / "papers", tmp_path / "run")
