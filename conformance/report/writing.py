"""Writes all reports of a run into its folder."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.report.allure import write_context
from conformance.report.ctrf import write_ctrf
from conformance.report.html import write_html
from conformance.report.junit import write_junit
from conformance.report.results import FORMAT, Results, write_results
from conformance.run.folder import ALLURE, CTRF, HTML, JUNIT, PROFILE, RESULTS
from conformance.run.outcomes import UsageError
from conformance.run.profile import write_profile
from conformance.run.session import Run
from conformance.spec.schemas import read_schema


def write_reports(run: Run, results: Results) -> None:
    """Writes all reports into the run's folder."""
    write_results(results, run.folder / RESULTS)
    write_profile(run.folder / PROFILE, results["profile"], results["readings"])
    write_readable(results, run.folder)


def write_readable(results: Results, folder: Path) -> str:
    """Writes what is made of results.json and the cassette alone; a sentence where the cassette is no good."""
    write_junit(results, folder / JUNIT)
    write_ctrf(results, folder / CTRF)
    if (folder / ALLURE).is_dir():
        write_context(results, folder, folder / ALLURE)
    return write_html(results, folder / results["cassette"], folder / HTML)


def read_results(folder: Path) -> Results:
    """The results.json of a run's folder. Raises UsageError where it is missing, damaged or of another version."""
    file = folder / RESULTS
    try:
        return parsed_results(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"{file} can't be read ({error.strerror}); name the folder of a run that has ended") from error


def parsed_results(text: bytes, file: str) -> Results:
    """The results in a text that is named `file`. Raises UsageError where they are damaged or of another version."""
    from jsonschema import Draft202012Validator

    try:
        results = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is no JSON: it is not as the run wrote it") from error
    if isinstance(results, dict) and results.get("format", FORMAT) != FORMAT:
        raise UsageError(f"{file} is of format {results['format']}, this version reads {FORMAT}: use the suite's own")
    wrong = next(Draft202012Validator(read_schema(RESULTS)).iter_errors(results), None)
    if wrong is not None:
        raise UsageError(f"{file} is not as the run wrote it: {wrong.json_path}: {wrong.message[:200]}")
    return dict(results)
