"""The exchanges of a check as steps of Allure, each with its request and its answer attached."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from conformance.cassette.format import Line
from conformance.cassette.shell import command_of
from conformance.run.ledger import Scope
from conformance.run.session import Run

# A check that sends hundreds of requests shows its last ones; all of them stand in the run's cassette.
SHOWN = 10
_EARLIER = "earlier exchanges, in the run's cassette"


@dataclass(frozen=True)
class Steps:
    """Makes steps of a run's exchanges.

    Request and answer are one attachment, the line of the cassette: two would be twice as many files, and Allure 3
    does not show a file that more than one check refers to, so that equal ones can't be written once.
    """

    run: Run

    def of(self, scope: Scope) -> Iterator[Any]:
        """The steps of a check: its last exchanges and all that violate something."""
        from allure_commons.model2 import Status, TestStepResult

        reasons = self._reasons(scope)
        shown = [*(n for n in scope.exchanges[:-SHOWN] if n in reasons), *scope.exchanges[-SHOWN:]]
        lines = [(number, line) for number in shown if (line := self.run.recent_line(number)) is not None]
        if len(lines) < len(scope.exchanges):
            start = _milliseconds(lines[0][1]) if lines else None
            yield TestStepResult(name=_EARLIER, status=Status.PASSED, start=start, stop=start)
        for number, line in lines:
            yield self._step(line, number, reasons.get(number, []))

    def _reasons(self, scope: Scope) -> Mapping[int, list[str]]:
        """Why an exchange is wrong, by its number. What rests on several shows in the last of them."""
        reasons: dict[int, list[str]] = {}
        for judgement in scope.violations:
            text = self.run.masked(f"{judgement.requirement}: {judgement.reason}")
            told = reasons.setdefault(max(judgement.exchanges, default=0), [])
            if text not in told:
                told.append(text)
        return reasons

    def _step(self, line: Line, number: int, reasons: list[str]) -> Any:
        from allure_commons.model2 import Status, StatusDetails, TestStepResult

        start = _milliseconds(line)
        step = TestStepResult(name=title_of(line), start=start, stop=start + round(line["ms"]))
        step.status = Status.FAILED if reasons else Status.PASSED
        step.attachments = [_attachment("request and answer", line)]
        if reasons:
            step.statusDetails = StatusDetails(message="\n".join(reasons))
            again = f"# exchange {number}, sent again\n{self.run.masked(command_of(line, self.run.url))}\n"
            step.attachments.append(_attachment("command", again))
        return step


def _attachment(name: str, content: Line | str) -> Any:
    from allure_commons import plugin_manager
    from allure_commons.model2 import ATTACHMENT_PATTERN, Attachment
    from allure_commons.types import AttachmentType

    kind = AttachmentType.TEXT if isinstance(content, str) else AttachmentType.JSON
    text = content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=True)
    source = ATTACHMENT_PATTERN.format(prefix=uuid4(), ext=kind.extension)
    plugin_manager.hook.report_attached_data(body=text, file_name=source)
    return Attachment(name=name, source=source, type=kind.mime_type)


def title_of(line: Line) -> str:
    """A recorded exchange in a few words."""
    asked = line["request"]["operation"] or line["request"]["path"]
    answer = line.get("response")
    if answer is None:
        return f"{asked}: no answer"
    content = answer.get("json")
    code = content.get("code") if isinstance(content, dict) else None
    return f"{asked}: code {code}" if isinstance(code, int) else f"{asked}: HTTP {answer['status']}"


def _milliseconds(line: Line) -> int:
    return round(datetime.fromisoformat(line["at"]).timestamp() * 1000)
