"""What Allure is told of a check: labels, its verdict, and its exchanges as steps.

Nothing that differs from run to run stands in a name, a parameter or a history id, so that Allure knows a check again
and shows its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any

import conformance
from conformance.report.allure.steps import Steps
from conformance.run.ledger import Scope
from conformance.run.session import Run

if TYPE_CHECKING:
    import pytest

    from conformance.report.outcome import Outcome

# From the weightiest down; a check of several requirements has the severity of the first.
_SEVERITY = {"written": "critical", "inferred": "normal", "open": "minor"}
_SUITE = Path(conformance.__file__).parent / "suite"


@dataclass(frozen=True)
class AllureNotes:
    """Writes into the results of allure-pytest, where that is active; `folder` is where they are."""

    run: Run
    folder: Path
    allure: Any
    listener: Any
    steps: Steps

    @classmethod
    def of(cls, config: pytest.Config, run: Run) -> AllureNotes | None:
        """None where no Allure results are asked for."""
        listener = config.pluginmanager.get_plugin("allure_listener")
        if listener is None:
            return None
        import allure
        import allure_commons

        from conformance.report.allure.unwritten import Unwritten

        folder = Path(config.option.allure_report_dir)
        unwritten = Unwritten(run, folder)
        allure_commons.plugin_manager.register(unwritten)
        config.add_cleanup(lambda: allure_commons.plugin_manager.unregister(unwritten))
        return cls(run, folder, allure, listener, Steps(run))

    def label(self, names: tuple[str, ...]) -> None:
        """Labels the running check by its requirements, before anything can hinder it."""
        dynamic, requirements = self.allure.dynamic, [self.run.spec.requirements[name] for name in names]
        levels = {requirement.level for requirement in requirements}
        operations = list(dict.fromkeys(requirement.operation or "transport" for requirement in requirements))
        dynamic.epic("IPC device API")
        dynamic.feature(*operations)
        dynamic.story(*names)
        if requirements:
            dynamic.label("section", *dict.fromkeys(str(each.section) for each in requirements))
            dynamic.suite(f"{requirements[0].section} {operations[0]}")
        for level, severity in _SEVERITY.items():
            if level in levels:
                dynamic.severity(severity)
                return

    def describe(self, names: tuple[str, ...], scope: Scope) -> None:
        """Says what the check was for, and shows what it sent and got."""
        requirements = [self.run.spec.requirements[name] for name in names]
        paragraphs = [f"{each.statement} ({each.source})" for each in requirements]
        if scope.exchanges:
            paragraphs.append(f"Exchanges {_ranges(scope.exchanges)} of {self.run.cassette.name}.")
        result = self._result()
        result.description = "\n\n".join(paragraphs) or result.description
        result.steps += self.steps.of(scope)

    def conclude(self, item: pytest.Item, outcome: Outcome) -> None:
        """Gives the check the verdict that the ledger gives it, with the reason, whatever pytest made of it."""
        from allure_commons.model2 import Label, StatusDetails

        if not outcome.requirements:
            return
        result = self._result()
        status, message = outcome.conclusion()
        result.labels.append(Label("verdict", outcome.verdict))
        result.labels += [Label("violates", name) for name in outcome.violated]
        if outcome.reading_changed:
            result.labels.append(Label("reading", "changed"))
        result.status = status
        trace = result.statusDetails.trace if result.statusDetails and outcome.verdict == "error" else None
        flaky = outcome.sometimes or None
        result.statusDetails = StatusDetails(message=message or None, trace=trace, flaky=flaky)
        if _SUITE in item.path.parents:
            self._identify(result, item)

    def _identify(self, result: Any, item: pytest.Item) -> None:
        """A check of the suite is the same one wherever the suite is installed and from wherever it is started.

        Its name is for people; its identity is the module, the function and the case.
        """
        function = getattr(item, "originalname", item.name)
        case = item.callspec.id if hasattr(item, "callspec") else ""
        result.fullName = f"conformance.suite.{item.path.stem}#{function}"
        result.name = f"{function.removeprefix('test_').replace('_', ' ')}{f': {case}' if case else ''}"
        result.titlePath = ["conformance", "suite", item.path.name]
        result.testCaseId = _digest(result.fullName)
        result.historyId = _digest(f"{result.fullName}[{case}]")
        for label in result.labels:
            if label.name == "package":
                label.value = f"conformance.suite.{item.path.stem}"

    def _result(self) -> Any:
        return self.listener.allure_logger.get_test(None)


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _ranges(numbers: list[int]) -> str:
    """Exchange numbers in a few words: 3-7, 12."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, each)) for each in runs)
