"""What Allure is told of a check: labels, and the exchanges as attachments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.run.ledger import Scope
from conformance.run.session import Run

if TYPE_CHECKING:
    import pytest

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

    def describe(self, run: Run, requirements: tuple[str, ...], scope: Scope) -> None:
        """Labels the running check by its requirements and attaches what it sent and got."""
        dynamic = self.allure.dynamic
        dynamic.epic("IPC device API")
        for name in requirements:
            requirement = run.spec.requirements[name]
            dynamic.feature(requirement.operation or "transport")
            dynamic.story(name)
            dynamic.severity(_SEVERITY[requirement.level])
            dynamic.description(f"{requirement.statement} ({requirement.source})")
        for number in scope.exchanges[-ATTACHED:]:
            line = run.recent_line(number)
            if line is not None:
                text = json.dumps(line, indent=1, ensure_ascii=False)
                title = f"exchange {number}: {line['request']['operation'] or line['request']['path']}"
                self.allure.attach(text, title, self.allure.attachment_type.JSON)
