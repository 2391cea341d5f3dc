"""The exchanges of a check as steps of Allure, each with its request and its answer as attachments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from conformance.cassette.format import VOLATILE, Line
from conformance.cassette.shell import command_of
from conformance.run.ledger import Scope
from conformance.run.session import Run

# A check that sends hundreds of requests shows its last ones; all of them stand in the run's cassette.
SHOWN = 10
_EARLIER = "earlier exchanges, in the run's cassette"


@dataclass
class Steps:
    """Makes steps, and writes each distinct attachment once.

    What a request holds anew each time (random, timestamp) is left out of its attachment: most requests of a run are
    then alike, and the results stay small.
    """

    run: Run
    _written: set[str] = field(default_factory=set)

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
        step.attachments = [self._attachment("request", request_of(line)), self._attachment("answer", answer_of(line))]
        if reasons:
            step.statusDetails = StatusDetails(message="\n".join(reasons))
            again = f"# exchange {number}, sent again\n{self.run.masked(command_of(line, self.run.url))}\n"
            step.attachments.append(self._attachment("command", again))
        return step

    def _attachment(self, name: str, content: Any) -> Any:
        from allure_commons import plugin_manager
        from allure_commons.model2 import ATTACHMENT_PATTERN, Attachment
        from allure_commons.types import AttachmentType

        kind = AttachmentType.TEXT if isinstance(content, str) else AttachmentType.JSON
        text = content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=True)
        source = ATTACHMENT_PATTERN.format(prefix=sha256(text.encode()).hexdigest()[:32], ext=kind.extension)
        if source not in self._written:
            self._written.add(source)
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


def request_of(line: Line) -> Mapping[str, Any]:
    """The request as the cassette has it, without the values that are new each time."""
    fields = [[name, value] for name, value in line["request"]["fields"] if name not in VOLATILE]
    return {**line["request"], "fields": fields}


def answer_of(line: Line) -> Any:
    """The answer as the cassette has it, or why there is none."""
    return line.get("response") or {"no answer": line["fault"]["text"]}


def _milliseconds(line: Line) -> int:
    return round(datetime.fromisoformat(line["at"]).timestamp() * 1000)
