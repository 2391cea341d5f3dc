"""Makes pytest's report of a check say what the ledger says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest

from conformance.report.repeats import rate_words
from conformance.report.verdict import waived_words
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
Verdict = Literal["pass", "fail", "waived", "warn", "blocked", "untested", "error"]
_STATUS: dict[Verdict, str] = {
    "pass": "passed",
    "fail": "failed",
    "waived": "skipped",
    "warn": "passed",
    "blocked": "broken",
    "untested": "skipped",
    "error": "broken",
}


class Outcome:
    """Of one check: fail = failed, waived = xfailed, warn = passed, untested = skipped, blocked = error.

    `ended`: it was made to its end, so that what it did not violate was kept.
    """

    def __init__(self, run: Run, item: pytest.Item, scope: Scope) -> None:
        self.scope = scope
        self._run = run
        self._item = item
        self.requirements = requirements_of(run, item)
        self._ending: tuple[Ending, str] | None = None
        self._told: set[str] = set()
        self.ended = False

    def failures(self) -> list[str]:
        """What failed and is not waived, a sentence for each requirement."""
        return list(self._sentences("fail").values())

    def waived(self) -> list[str]:
        """What failed and is waived, likewise, with the terms of the waiver."""
        return list(self._sentences("fail", waived=True).values())

    def warnings(self) -> list[str]:
        """What was violated of what is only inferred, likewise, waived or not."""
        return [*self._sentences("warn").values(), *self._sentences("warn", waived=True).values()]

    @property
    def verdict(self) -> Verdict:
        """Of the check as a whole; error: the suite itself erred."""
        if self.failures():
            return "fail"
        if self.waived():
            return "waived"
        if self._ending:
            return self._ending[0]
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
        """Whether something was violated that was not each time that the check was made again."""
        rate = self._run.ledger.rate
        return any(rate(name, self.scope.check).repeats == "sometimes" for name in self.violated)

    def conclusion(self) -> tuple[str, str]:
        """The verdict as a status of Allure (passed, failed, broken, skipped), and the reason for it."""
        status, verdict = _STATUS[self.verdict], self.verdict
        if verdict == "fail":
            return status, "\n".join(self.failures())
        if verdict == "waived":
            return status, "\n".join(f"waived: {each}" for each in self.waived())
        if self._ending:
            return status, f"{'suite error' if verdict == 'error' else verdict}: {self._ending[1]}"
        kind = "reading changed" if self.reading_changed else "warning"
        return status, "\n".join(f"{kind}: {each}" for each in self.warnings())

    def translate(self, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        """Changes the report of one phase of the check."""
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, pytest.fail.Exception) and isinstance(error.__cause__, ENDINGS):
            error = error.__cause__
        if report.when == "call":
            self.ended = error is None or isinstance(error, Violation)
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
                report.when = report.when if self.failures() or self.waived() else "setup"
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
        self._ending = self._ending or (how, why)

    def _first(self) -> str:
        return self.scope.violations[0].reason

    def _failed(self, report: pytest.TestReport) -> None:
        """What failed in this phase, and was not said by an earlier one."""
        new, waived = self._untold(waived=False), self._untold(waived=True)
        self._told |= new.keys() | waived.keys()
        if new:
            report.outcome = "failed"
            report.longrepr = "\n".join([*new.values(), *waived.values()])
        elif waived:
            # pytest's own way of a failure that is known, shown and counted apart.
            report.outcome = "skipped"
            report.wasxfail = "\n".join(waived.values())

    def _untold(self, *, waived: bool) -> dict[str, str]:
        sentences = self._sentences("fail", waived=waived)
        return {name: text for name, text in sentences.items() if name not in self._told}

    def _sentences(self, verdict: str, *, waived: bool = False) -> dict[str, str]:
        ledger, check = self._run.ledger, self.scope.check
        sentences: dict[str, str] = {}
        for judgement in self.scope.violations:
            requirement = ledger.entries[judgement.requirement].requirement
            waiver = self._run.waivers.covering(requirement.id, check)
            if ledger.violation_verdict(requirement) == verdict and waived == (waiver is not None):
                rate = rate_words(ledger.rate(requirement.id, check))
                text = f"{requirement.id} ({requirement.source}): {judgement.reason}; {rate}"
                text += f"; waived: {waived_words(waiver.terms())}" if waiver else ""
                sentences.setdefault(requirement.id, self._run.masked(text))
        return sentences
