"""Writes all reports of a run into its folder."""

from __future__ import annotations

from conformance.report.ctrf import write_ctrf
from conformance.report.junit import write_junit
from conformance.report.results import Results, write_results
from conformance.run.folder import CTRF, JUNIT, PROFILE, RESULTS
from conformance.run.profile import write_profile
from conformance.run.session import Run


def write_reports(run: Run, results: Results) -> None:
    """Writes all reports into the run's folder."""
    write_results(results, run.folder / RESULTS)
    write_junit(results, run.folder / JUNIT)
    write_ctrf(results, run.folder / CTRF)
    write_profile(run.folder / PROFILE, results["profile"], results["readings"])
