"""A run's folder as a comparison reads it: results.json, and the cassette that it names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from conformance.cassette.errors import CassetteError
from conformance.cassette.reader import Cassette
from conformance.report.compare.errors import CompareError
from conformance.report.results import FORMAT, Results
from conformance.run.folder import RESULTS
from conformance.spec.schemas import read_schema


@dataclass(frozen=True)
class Source:
    """One run; `cassette` is None where it is not there, `selection` what the run was told to check."""

    folder: Path
    results: Results
    cassette: Cassette | None
    selection: dict[str, Any]


def open_run(folder: Path) -> Source:
    """The run in a folder. Raises CompareError where it is none, of another format, or not as it was recorded."""
    results = _results(folder)
    path = folder / str(results["cassette"])
    if not path.exists():
        return Source(folder, results, None, {"depth": results["depth"]})
    try:
        cassette = Cassette.open(path)
    except CassetteError as error:
        raise CompareError(str(error)) from error
    if cassette.problems:
        cassette.close()
        raise CompareError(f"{path} is not as it was recorded: {cassette.problems[0]}; `cassette verify` says more")
    return Source(folder, results, cassette, _selection(results, cassette))


def _results(folder: Path) -> Results:
    file = folder / RESULTS
    if not file.is_file():
        raise CompareError(f"{folder} is no run: it holds no {RESULTS}; name the folder that `run` wrote")
    try:
        results = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CompareError(f"{file} can't be read: {error}") from error
    found = results.get("format") if isinstance(results, dict) else None
    if found != FORMAT:
        raise CompareError(f"{file} is of format {found}, and this version reads format {FORMAT}; run the check again")
    fault = next(Draft202012Validator(read_schema(RESULTS)).iter_errors(results), None)
    if fault is not None:
        raise CompareError(f"{file} is not what a run writes: {fault.json_path}: {fault.message[:200]}")
    checked: Results = results
    return checked


def _selection(results: Results, cassette: Cassette) -> dict[str, Any]:
    """What decides which checks are made, and on what; the profile's names and times change nothing of that."""
    run = cassette.header.get("run")
    recipe = run.get("recipe") if isinstance(run, dict) else None
    chosen = recipe if isinstance(recipe, dict) else {}
    names = ("only", "read_only", "keep_defaults", "photos", "rig")
    return {"depth": results["depth"], **{name: chosen[name] for name in names if name in chosen}}
