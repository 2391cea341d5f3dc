"""A run becomes the baseline that later ones are compared with."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from conformance.report.compare.errors import CompareError
from conformance.report.compare.source import Source
from conformance.run.folder import ALLURE, ALLURE_RC, CASSETTE, CTRF, JOURNAL, JUNIT, PROFILE, RESULTS

_KEPT = (PROFILE, JUNIT, CTRF, "report.html")
_OF_A_RUN = {RESULTS, CASSETTE, JOURNAL, ALLURE, ALLURE_RC, "pictures", *_KEPT}


def check_baseline(baseline: Path, run: Path) -> None:
    """Raises CompareError where `accept` would lose something that is not a run's."""
    here, there = baseline.resolve(), run.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise CompareError(f"{baseline} and {run} lie in one another; name two folders beside each other")
    if not baseline.exists():
        return
    if not (baseline / RESULTS).is_file() and any(baseline.iterdir()):
        raise CompareError(f"{baseline} is no run and not empty; name the folder of a baseline, or a new one")
    foreign = sorted(each.name for each in baseline.iterdir() if each.name not in _OF_A_RUN)
    if foreign:
        raise CompareError(f"{baseline} holds what no run wrote ({', '.join(foreign)}); move it away, or name another")


def accept(run: Source, baseline: Path) -> None:
    """Writes the run's results, cassette and reports into the baseline's folder, in place of what was there.

    The new folder is whole before the old one goes. Raises OSError.
    """
    baseline = baseline.resolve()
    baseline.parent.mkdir(parents=True, exist_ok=True)
    draft = baseline.with_name(f".{baseline.name}.{os.getpid()}.new")
    draft.mkdir()
    try:
        _copy(run, draft)
        _put(draft, baseline)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _put(draft: Path, baseline: Path) -> None:
    if not baseline.exists():
        draft.rename(baseline)
        return
    old = draft.with_suffix(".old")
    baseline.rename(old)
    try:
        draft.rename(baseline)
    except BaseException:
        old.rename(baseline)
        raise
    shutil.rmtree(old)


def _copy(run: Source, folder: Path) -> None:
    for name in _KEPT:
        if (run.folder / name).is_file():
            shutil.copyfile(run.folder / name, folder / name)
    if run.cassette is not None:
        shutil.copyfile(run.cassette.path, folder / CASSETTE)
        if run.cassette.picture_folder.is_dir():
            shutil.copytree(run.cassette.picture_folder, folder / "pictures")
    # The cassette may have lain elsewhere; in a baseline it lies where a run puts it.
    results = {**run.results, "cassette": CASSETTE}
    (folder / RESULTS).write_text(json.dumps(results, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
