"""Makes pytest's report of a check say what the ledger says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest

from conformance.run.ledger import Scope
from conformance.run.outcomes import Blocked, Untested, Violation
from conformance.run.session import Run


def requirements_of(run: Run, item: pytest.Item) -> tuple[str, ...]:
    """The requirements that a check is marked with. Other projects may use the mark for requirements of their own."""
    marked = (name for mark in item.iter_markers("requirement") for name in mark.args)
    return tuple(name for name in marked if isinstance(name, str) and name in run.ledger.entries)


ENDINGS = (Blocked, Untested, Violation)


@contextmanager
def untraced() -> Iterator[None]:
    """A check that ends for a known reason needs no traceback, which costs pytest more than the check itself."""
    try:
        yield
    except ENDINGS as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from error


Ending = Literal["blocked", "untested", "error"]
Verdict = Literal["pass", "fail", "warn", "blocked", "untested", "error"]
_STATUS: dict[Verdict, str] = {
    "pass": "passed",
    "fail": "failed",
    "warn": "passed",
    "blocked": "broken",
    "untested": "skipped",
    "error": "broken",
}


class Outcome:
    """Of one check: fail = failed, warn = passed, untested = skipped, blocked = error."""

    def __init__(self, run: Run, item: pytest.Item, scope: Scope) -> None:
        self.scope = scope
        self._run = run
        self._item = item
        self.requirements = requirements_of(run, item)
        self._ended: tuple[Ending, str] | None = None
        self._told: set[str] = set()

    def failures(self) -> list[str]:
        """What failed, a sentence for each requirement."""
        return list(self._sentences("fail").values())

    def warnings(self) -> list[str]:
        """What was violated of what is only inferred, likewise."""
        return list(self._sentences("warn").values())

    @property
    def verdict(self) -> Verdict:
        """Of the check as a whole; error: the suite itself erred."""
        if self.failures():
            return "fail"
        if self._ended:
            return self._ended[0]
        return "warn" if self.warnings() else "pass"

    @property
    def violated(self) -> list[str]:
        """The requirements that the check found violated, each once."""
        return list(dict.fromkeys(each.requirement for each in self.scope.violations))

    @property
    def reading_changed(self) -> bool:
        """Whether the device mixes readings of an open point, or follows another one than its profile says."""
        level = {
            each.requirement: self._run.spec.requirements[each.requirement].level for each in self.scope.violations
        }
        return self.verdict == "warn" and "open" in level.values()

    @property
    def sometimes(self) -> bool:
        """Whether something was violated that was not when the check was made once more."""
        repeats = self._run.ledger.repeats
        return any(repeats(each.requirement, self._item.nodeid) == "sometimes" for each in self.scope.violations)

    def conclusion(self) -> tuple[str, str]:
        """The verdict as a status of Allure (passed, failed, broken, skipped), and the reason for it."""
        status, verdict = _STATUS[self.verdict], self.verdict
        if verdict == "fail":
            return status, "\n".join(self.failures())
        if self._ended:
            return status, f"{'suite error' if verdict == 'error' else verdict}: {self._ended[1]}"
        kind = "reading changed" if self.reading_changed else "warning"
        return status, "\n".join(f"{kind}: {each}" for each in self.warnings())

    def translate(self, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        """Changes the report of one phase of the check."""
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, pytest.fail.Exception) and isinstance(error.__cause__, ENDINGS):
            error = error.__cause__
        if error is not None:
            self._ended_by(error, report)
        if report.when != "setup" or report.failed:
            self._failed(report)

    def _ended_by(self, error: BaseException, report: pytest.TestReport) -> None:
        error.args = tuple(self._run.masked(each) if isinstance(each, str) else each for each in error.args)
        match error:
            case Blocked():
                self._end("blocked", str(error))
                self._run.ledger.blocked(self.requirements, str(error))
                report.longrepr = f"blocked: {error}"
                # pytest calls an error what fails while a test is set up; that is what a failed precondition is.
                report.when = report.when if self.failures() else "setup"
            case Untested():
                self._end("untested", str(error))
                self._run.ledger.untested(self.requirements, str(error))
                report.outcome = "skipped"
                report.longrepr = (str(self._item.path), self._item.reportinfo()[1] or 0, f"untested: {error}")
            case Violation():
                report.outcome = "failed" if self.failures() else "passed"
                report.longrepr = None
            case _ if report.failed and self.requirements:
                self._erred(error)

    def _erred(self, error: BaseException) -> None:
        """A check may stumble over an answer that was found wrong already; that is the camera's doing."""
        if self.scope.violations:
            why = f"an answer that is not as documented: {self._first()}"
            self._end("blocked", why)
            self._run.ledger.blocked(self.requirements, why)
            return
        words = self._run.masked(f"{type(error).__name__}: {error}")
        self._end("error", words)
        self._run.suite_errors.append(f"the suite erred in {self._item.nodeid}: {words}")

    def _end(self, how: Ending, why: str) -> None:
        """The first ending is the cause of later ones."""
        self._ended = self._ended or (how, why)

    def _first(self) -> str:
        return self.scope.violations[0].reason

    def _failed(self, report: pytest.TestReport) -> None:
        """What failed in this phase, and was not said by an earlier one."""
        new = {name: text for name, text in self._sentences("fail").items() if name not in self._told}
        self._told |= new.keys()
        if new:
            report.outcome = "failed"
            report.longrepr = "\n".join(new.values())

    def _sentences(self, verdict: str) -> dict[str, str]:
        ledger = self._run.ledger
        sentences: dict[str, str] = {}
        for judgement in self.scope.violations:
            requirement = ledger.entries[judgement.requirement].requirement
            if ledger.violation_verdict(requirement) == verdict:
                text = f"{requirement.id} ({requirement.source}): {judgement.reason}"
                sentences.setdefault(requirement.id, self._run.masked(text))
        return sentences
