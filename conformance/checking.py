"""The part of the pytest plugin that is loaded when a camera is named: verdicts become outcomes of tests."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from typing import Any, Protocol

import pytest

from conformance.report import write_reports
from conformance.report.allure import AllureNotes
from conformance.report.results import EXIT_STATUS, Results, results_of
from conformance.run.ledger import Scope
from conformance.run.outcomes import Blocked, Untested, UsageError, Violation
from conformance.run.selection import selected
from conformance.run.session import Run
from conformance.run.settings import settings_of


class ConformanceWarning(UserWarning):
    """An inferred requirement was violated."""


class Progress(Protocol):
    """Is told how the checks go."""

    def begins(self, items: list[pytest.Item]) -> None:
        """Before the first check."""

    def check_ended(self, item: pytest.Item, failures: list[str]) -> None:
        """After each check."""


def pytest_run(values: Mapping[str, Any]) -> Run:
    """A run by the options of pytest. Raises pytest.UsageError."""
    try:
        return Run(settings_of(values, "--ipc-"), "--ipc-")
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error


class Checking:
    """Hooks of one session. It starts the run if nobody did, and then ends it and sets the exit status too."""

    def __init__(self, run: Run, config: pytest.Config | None = None, progress: Progress | None = None) -> None:
        self.run = run
        self.results: Results | None = None
        self._own = config is not None
        self._started = config is None
        self._progress = progress
        self._scope: Scope | None = None
        self._allure: AllureNotes | None = None

    # ------------------------------------------------------------- which checks

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keeps what --only names, and says of the rest that it was not selected."""
        try:
            chosen = selected(self.run.spec, self.run.settings.only, [requirements_of(item) for item in items])
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error
        left_out = [item for item, keep in zip(items, chosen, strict=True) if not keep]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item, keep in zip(items, chosen, strict=True) if keep]
        for item in left_out:
            self.run.ledger.untested(requirements_of(item), "not selected (only)")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Starts the run if any test is going to use it."""
        self._allure = AllureNotes.of(session.config)
        needed = any("ipc_run" in getattr(item, "fixturenames", ()) for item in session.items)
        if not self._started and needed and not session.config.option.collectonly:
            try:
                self.run.start()
            except UsageError as error:
                raise pytest.UsageError(str(error)) from error
            self._started = True
        if self._progress:
            self._progress.begins(session.items)

    # ------------------------------------------------------------- one check

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """What happens in a check is entered as its."""
        with self.run.ledger.scope(item.nodeid, requirements_of(item)) as self._scope:
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Gives Allure what the check did, whatever came of it."""
        try:
            return (yield)
        finally:
            if self._scope and self._concerns(item):
                self._repeat(item, self._scope)
                if self._allure:
                    self._allure.describe(self.run, requirements_of(item), self._scope)

    def _repeat(self, item: pytest.Item, first: Scope) -> None:
        """A check that found a violation is made once more, from a fresh state: does it come again?

        A camera that does not answer is not asked again: each time would cost a whole time limit.
        """
        hopeless = any(judgement.requirement.startswith("transport.") for judgement in first.violations)
        if not first.violations or hopeless or not requirements_of(item):
            return
        with self.run.ledger.scope(item.nodeid) as again, contextlib.suppress(Violation, Blocked, Untested):
            item.runtest()
        self.run.ledger.repeated(item.nodeid, first, again)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """fail = failed, warn = passed with a warning, untested = skipped, blocked = error."""
        report = yield
        if self._scope is None or not self._concerns(item):
            return report
        self._translate(item, call, report)
        if call.when == "call":
            self._warn(item)
        if call.when == "teardown":
            self._told(item)
        return report

    def _concerns(self, item: pytest.Item) -> bool:
        return "ipc_run" in getattr(item, "fixturenames", ())

    def _translate(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        error = call.excinfo.value if call.excinfo else None
        failures = self.failures()
        if isinstance(error, Blocked):
            self.run.ledger.blocked(requirements_of(item), str(error))
            report.longrepr = f"blocked: {error}"
            # pytest calls an error what fails while a test is set up; that is what a failed precondition is.
            report.when = report.when if failures else "setup"
        elif isinstance(error, Untested):
            self.run.ledger.untested(requirements_of(item), str(error))
            report.outcome = "skipped"
            report.longrepr = (str(item.path), item.reportinfo()[1] or 0, f"untested: {error}")
        elif isinstance(error, Violation):
            report.outcome = "failed" if failures else "passed"
            report.longrepr = None
        elif error is not None and report.outcome == "failed" and requirements_of(item):
            self.run.suite_errors.append(f"{item.nodeid}: {type(error).__name__}: {error}")
        if failures and call.when == "call":
            report.outcome = "failed"
            report.longrepr = "\n".join(failures)

    def failures(self) -> list[str]:
        """What failed in this check, a sentence for each requirement."""
        return self._sentences("fail")

    def _sentences(self, verdict: str) -> list[str]:
        ledger, sentences = self.run.ledger, {}
        for judgement in self._scope.violations if self._scope else []:
            requirement = ledger.entries[judgement.requirement].requirement
            if ledger.violation_verdict(requirement) == verdict:
                sentences[requirement.id] = f"{requirement.id} ({requirement.source}): {judgement.reason}"
        return list(sentences.values())

    def _warn(self, item: pytest.Item) -> None:
        """As a recorded warning and not as a raised one, which a filter could turn into an error."""
        import warnings

        for sentence in self._sentences("warn"):
            warning = warnings.WarningMessage(ConformanceWarning(sentence), ConformanceWarning, str(item.path), 0)
            item.ihook.pytest_warning_recorded.call_historic(
                kwargs={"warning_message": warning, "nodeid": item.nodeid, "when": "runtest", "location": None}
            )

    def _told(self, item: pytest.Item) -> None:
        if self.failures() and self.run.settings.fail_fast:
            item.session.shouldfail = "stopped at the first failure"
        if self._progress:
            self._progress.check_ended(item, self.failures())

    # ------------------------------------------------------------- the end

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Ends the run, writes its reports, and gives its verdict as the exit status."""
        if not self._started or not self._own:
            return
        self.run.finish()
        self.results = results_of(self.run)
        write_reports(self.run, self.results)
        if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not self._foreign_failed(session):
            session.exitstatus = EXIT_STATUS[self.results["verdict"]]

    def _foreign_failed(self, session: pytest.Session) -> bool:
        """Whether a test failed that is not a check, as other people's may."""
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        checks = {item.nodeid for item in session.items if requirements_of(item)}
        failed = [*reporter.stats.get("failed", []), *reporter.stats.get("error", [])] if reporter else []
        return any(report.nodeid not in checks for report in failed)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The verdict, below pytest's own summary."""
        if self.results is None:
            return
        terminalreporter.section("IPC conformance")
        for sentence in self.results["problems"]:
            terminalreporter.line(sentence)
        terminalreporter.line(f"verdict: {self.results['verdict']}")
        terminalreporter.line(f"reports: {self.run.folder}")


def requirements_of(item: pytest.Item) -> tuple[str, ...]:
    """The requirements that a check is marked with."""
    return tuple(name for mark in item.iter_markers("requirement") for name in mark.args)
