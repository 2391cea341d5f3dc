"""The part of the pytest plugin that is loaded when a camera is named: checks are made, verdicts become outcomes."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

import conformance.suite
from conformance.repeating import repeat
from conformance.report.allure import AllureNotes, write_context
from conformance.report.outcome import Outcome, requirements_of, untraced
from conformance.report.results import Results, results_of
from conformance.report.verdict import EXIT_STATUS, exit_status, failing_words, in_words
from conformance.report.writing import write_reports
from conformance.run.outcomes import UsageError
from conformance.run.selection import deep_enough, selected
from conformance.run.session import OUT_OF_BUDGET, Run
from conformance.run.settings import settings_of
from conformance.run.signals import ending_by_signal, fall_deaf
from conformance.run.waivers import unknown_check


class ConformanceWarning(UserWarning):
    """An inferred requirement was violated."""


class Progress(Protocol):
    """Is told how the checks go."""

    def begins(self, items: list[pytest.Item]) -> None:
        """Before the first check."""

    def check_begins(self, item: pytest.Item) -> None:
        """Before each check."""

    def check_ended(self, failures: list[str], waived: list[str]) -> None:
        """After each check, with what failed in it, and what failed and is waived."""


def pytest_run(values: Mapping[str, Any]) -> Run:
    """A run by the options of pytest. Raises pytest.UsageError."""
    try:
        return Run(settings_of(values, "--ipc-"), "--ipc-")
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error


def modules_of_suite() -> set[str]:
    """The names of the suite's modules with checks."""
    return {module.name for module in Path(conformance.suite.__file__).parent.glob("test_*.py")}


def refuse_unknown_waivers(run: Run, checks: list[str], dash: str) -> None:
    """Raises pytest.UsageError for a waiver of a check that there is not."""
    settings = run.settings
    try:
        if settings.waivers_file is not None:
            unknown_check(settings.waivers, checks, settings.waivers_file, f"{dash}waivers")
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
        self._outcome: Outcome | None = None
        self._allure: AllureNotes | None = None
        self._waiting: dict[str, tuple[str, ...]] = {}
        self._left_out: set[str] = set()
        self._foreign_failed = False
        self._unwritten = ""
        self._signals = contextlib.ExitStack()

    # ------------------------------------------------------------- which checks

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Every check there is, whether it is made or not."""
        self.run.checks.requirements[item.nodeid] = requirements_of(self.run, item)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keeps what --only names, and says of the rest that it was not selected."""
        checks = [requirements_of(self.run, item) for item in items]
        named = selected(self.run.spec, self.run.settings.only, checks)
        # Who names what is to be checked gets all checks of it, unless a quick run was asked for.
        deep = [item.get_closest_marker("deep") is not None for item in items]
        fitting = deep_enough(self.run.settings.depth, checks, deep)
        chosen = [keep and fits for keep, fits in zip(named, fitting, strict=True)]
        left_out = [item for item, keep in zip(items, chosen, strict=True) if not keep]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item, keep in zip(items, chosen, strict=True) if keep]

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Whoever left them out: --only, or -k and -m of pytest."""
        self._left_out.update(name for item in items for name in requirements_of(self.run, item))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module that can't be loaded has checks that were not made."""
        if report.failed:
            self.run.suite_errors.append(f"the suite erred: {report.nodeid} can't be loaded")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Starts the run if any test is going to use it."""
        self._allure = AllureNotes.of(session.config, self.run)
        self._waiting = {item.nodeid: requirements_of(self.run, item) for item in session.items}
        # Where one of its checks was selected, that one says why there is no verdict.
        self.run.ledger.untested(sorted(self._left_out.difference(*self._waiting.values())), "not selected")
        self._refuse_unknown_waivers()
        needed = any(_uses_camera(item) for item in session.items)
        if not self._started and needed and not session.config.option.collectonly:
            self._start()
        if self._progress:
            self._progress.begins(session.items)

    def _refuse_unknown_waivers(self) -> None:
        """Where only some modules were asked for, a waiver may be for a check of another."""
        checks = self.run.checks
        checks.complete = modules_of_suite() <= {Path(check.partition("::")[0]).name for check in checks.requirements}
        if checks.complete:
            refuse_unknown_waivers(self.run, list(checks.requirements), "--ipc-")

    def _start(self) -> None:
        try:
            self.run.open()
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error
        finally:
            self._started = self.run.opened
        self._signals.enter_context(ending_by_signal())
        self.run.contact()

    # ------------------------------------------------------------- one check

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """What happens in a check is entered as its."""
        self._waiting.pop(item.nodeid, None)
        if not _uses_camera(item):
            return (yield)
        if self._progress:
            self._progress.check_begins(item)
        if self.run.out_of_budget:
            item.session.shouldstop = self.run.stopped = OUT_OF_BUDGET
        with self.run.ledger.scope(item.nodeid, requirements_of(self.run, item)) as scope:
            self._outcome = Outcome(self.run, item, scope)
            try:
                return (yield)
            finally:
                self._outcome = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Tells Allure which check this is, whatever will come of it."""
        if self._outcome and self._allure:
            self._allure.label(requirements_of(self.run, item))
        with untraced():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Gives Allure what the check did, whatever came of it."""
        try:
            with untraced():
                return (yield)
        finally:
            if self._outcome:
                # First what it did: of all that was sent in a run only the last is at hand.
                if self._allure:
                    self._allure.describe(requirements_of(self.run, item), self._outcome.scope)
                repeat(self.run, item, self._outcome.scope)

    # The innermost wrapper, so that Allure and other reporters see what the verdict is and not how a check ended.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """fail = failed, warn = passed with a warning, untested = skipped, blocked = error."""
        report = yield
        if self._outcome:
            self._outcome.translate(call, report)
            if call.when == "call":
                self._warn(item, self._outcome)
            if call.when == "teardown":
                if self._allure:
                    self._allure.conclude(item, self._outcome)
                self._ended(item, self._outcome)
        if report.failed and not requirements_of(self.run, item):
            self._foreign_failed = True
        return report

    def _warn(self, item: pytest.Item, outcome: Outcome) -> None:
        """As a recorded warning and not as a raised one, which a filter could turn into an error."""
        for sentence in outcome.warnings():
            warning = warnings.WarningMessage(ConformanceWarning(sentence), ConformanceWarning, str(item.path), 0)
            item.ihook.pytest_warning_recorded.call_historic(
                kwargs={"warning_message": warning, "nodeid": item.nodeid, "when": "runtest", "location": None}
            )

    def _ended(self, item: pytest.Item, outcome: Outcome) -> None:
        failures = outcome.failures()
        if outcome.ended:
            self.run.checks.ended.add(item.nodeid)
        if failures and self.run.settings.fail_fast:
            self.run.stopped = "the run stopped at the first failure"
            item.session.shouldfail = self.run.stopped
        if self._progress:
            self._progress.check_ended(failures, outcome.waived())

    # ------------------------------------------------------------- the end

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Ends the run, writes its reports, and gives its verdict as the exit status."""
        if not self._own or not self._started:
            return
        if self._waiting and not self.run.stopped:
            self.run.stopped = "the run was stopped"
        self.run.ended(int(exitstatus))
        self.run.finish()
        with self._signals:
            fall_deaf()
            self.results = results_of(self.run)
            try:
                write_reports(self.run, self.results)
                if self._allure:
                    write_context(self.results, self.run.folder, self._allure.folder)
            except OSError as error:
                self._unwritten = f"the reports can't be written to {self.run.folder}: {error.strerror or error}"
                session.exitstatus = EXIT_STATUS["not-judged"]
                return
        if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not self._foreign_failed:
            session.exitstatus = exit_status(self.results)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The verdict, below pytest's own summary."""
        if self.results is None:
            return
        terminalreporter.section("IPC conformance")
        for sentence in self.results["problems"]:
            terminalreporter.line(sentence)
        terminalreporter.line(f"verdict: {in_words(self.results)}")
        if failing_words(self.results):
            terminalreporter.line(failing_words(self.results))
        terminalreporter.line(self._unwritten or f"reports: {self.run.folder}")


def _uses_camera(item: pytest.Item) -> bool:
    return "ipc_run" in getattr(item, "fixturenames", ())
