"""What Allure is told of a check: labels, and the exchanges as attachments.

Nothing that differs from run to run stands in a name, so that Allure knows a check again and shows its history.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.cassette.format import Line
from conformance.run.ledger import Scope
from conformance.run.session import Run

if TYPE_CHECKING:
    import pytest

# From the weightiest down; a check of several requirements has the severity of the first.
_SEVERITY = {"written": "critical", "inferred": "normal", "open": "minor"}
# A check that sends hundreds of requests shows its last ones; all of them stand in the run's cassette.
ATTACHED = 10


@dataclass(frozen=True)
class AllureNotes:
    """Writes into the results of allure-pytest, where that is active."""

    allure: Any

    @classmethod
    def of(cls, config: pytest.Config) -> AllureNotes | None:
        """None where no Allure results are asked for."""
        if not getattr(config.option, "allure_report_dir", None):
            return None
        import allure

        return cls(allure)

    def label(self, run: Run, names: tuple[str, ...]) -> None:
        """Labels the running check by its requirements, before anything can hinder it."""
        dynamic, requirements = self.allure.dynamic, [run.spec.requirements[name] for name in names]
        levels = {requirement.level for requirement in requirements}
        dynamic.epic("IPC device API")
        dynamic.feature(*dict.fromkeys(requirement.operation or "transport" for requirement in requirements))
        dynamic.story(*names)
        for level, severity in _SEVERITY.items():
            if level in levels:
                dynamic.severity(severity)
                return

    def describe(self, run: Run, names: tuple[str, ...], scope: Scope) -> None:
        """Says what the check was for, and attaches what it sent and got."""
        requirements = [run.spec.requirements[name] for name in names]
        if requirements:
            self.allure.dynamic.description("\n\n".join(f"{each.statement} ({each.source})" for each in requirements))
        for number in scope.exchanges[-ATTACHED:]:
            line = run.recent_line(number)
            if line is not None:
                text = json.dumps(line, indent=1, ensure_ascii=True)
                self.allure.attach(text, title_of(line), self.allure.attachment_type.JSON)


def title_of(line: Line) -> str:
    """A recorded exchange in a few words."""
    asked = line["request"]["operation"] or line["request"]["path"]
    answer = line.get("response")
    if answer is None:
        return f"{asked}: no answer"
    content = answer.get("json")
    code = content.get("code") if isinstance(content, dict) else None
    return f"{asked}: code {code}" if isinstance(code, int) else f"{asked}: HTTP {answer['status']}"
