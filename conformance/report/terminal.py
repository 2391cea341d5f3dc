"""What a person at the terminal sees of a run; plain lines where there is no terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from conformance.report.results import Results
from conformance.run.ledger import VERDICTS
from conformance.run.session import Run

if TYPE_CHECKING:
    import pytest

_STYLES = {"pass": "green", "fail": "bold red", "warn": "yellow", "blocked": "magenta"}
_VERDICTS = {
    "conforms": ("bold green", "conforms"),
    "does-not-conform": ("bold red", "does not conform"),
    "not-judged": ("bold magenta", "not judged"),
}


class Terminal:
    """Progress while the checks run, a table and the failures at the end."""

    def __init__(self, run: Run, console: Console | None = None) -> None:
        self._run = run
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._live: Live | None = None
        self._began = time.monotonic()
        self._total = self._done = self._failed = 0
        self._chapter = ""
        self._chapter_done = self._chapter_failed = 0

    def opened(self) -> None:
        """Says what is about to be checked."""
        self._console.print(f"Checking {escape(self._run.url)}")

    def begins(self, items: list[pytest.Item]) -> None:
        """Before the first check."""
        self._total = len(items)
        if self._console.is_terminal:
            self._live = Live(self._line(), console=self._console, refresh_per_second=8, transient=True)
            self._live.start()

    def check_ended(self, item: pytest.Item, failures: list[str]) -> None:
        """After each check."""
        chapter = _chapter(item)
        if chapter != self._chapter:
            self._end_chapter()
            self._chapter = chapter
        self._done += 1
        self._chapter_done += 1
        self._failed += bool(failures)
        self._chapter_failed += bool(failures)
        for sentence in failures:
            self._print(Text(f"FAIL {sentence}", style="red"))
        if self._live:
            self._live.update(self._line())

    def closed(self) -> None:
        """After the last check."""
        self._end_chapter()
        if self._live:
            self._live.stop()

    def summary(self, results: Results) -> None:
        """The table by operation, the failures, and the verdict."""
        self._console.print(_table(results))
        for finding in results["findings"]:
            self._finding(results, finding)
        for difference in results["restored"]["differences"]:
            self._console.print(Text(f"Not as before: {difference}", style="yellow"))
        for problem in results["problems"]:
            self._console.print(Text(_sentence(problem), style="magenta"))
        style, words = _VERDICTS[results["verdict"]]
        partial = " (only a part was checked)" if results["partial"] else ""
        self._console.print(f"\nVerdict: [{style}]{words}[/]{partial}")
        self._console.print(
            f"{results['requests']} requests in {results['duration_s']:.1f} s; "
            f"reports in {escape(str(self._run.folder))}"
        )

    def _finding(self, results: Results, finding: dict[str, Any]) -> None:
        requirement = next(each for each in results["requirements"] if each["id"] == finding["requirement"])
        style = _STYLES[finding["verdict"]]
        self._console.print(
            Text.assemble(
                "\n",
                (f"{finding['verdict'].upper()} {requirement['id']}", style),
                f" ({requirement['source']}, {requirement['level']})\n",
                f"  {requirement['statement']}\n",
                f"  expected: {finding['expected']}\n",
                f"  actual:   {finding['actual']}\n",
                f"  exchanges {', '.join(map(str, finding['sequence']))} in {results['cassette']}",
            )
        )

    def _end_chapter(self) -> None:
        if not self._chapter_done:
            return
        failed = f", {self._chapter_failed} failed" if self._chapter_failed else ""
        plural = "" if self._chapter_done == 1 else "s"
        self._print(Text(f"{self._chapter}: {self._chapter_done} check{plural}{failed}"))
        self._chapter_done = self._chapter_failed = 0

    def _print(self, text: Text) -> None:
        (self._live.console if self._live else self._console).print(text)

    def _line(self) -> Text:
        seconds = time.monotonic() - self._began
        return Text(f"{self._chapter}  {self._done}/{self._total}  {self._failed} failed  {seconds:.0f} s")


def _chapter(item: pytest.Item) -> str:
    """The section's number and operation, from the name of the module: test_01_create_group -> 1 create group."""
    words = item.path.stem.removeprefix("test_").split("_")
    return " ".join([words[0].lstrip("0"), *words[1:]])


def _table(results: Results) -> Table:
    table = Table("operation", box=None, padding=(0, 1))
    for verdict in VERDICTS:
        table.add_column(verdict, justify="right", style=_STYLES.get(verdict))
    operations = dict.fromkeys(each["operation"] for each in sorted(results["requirements"], key=_section))
    for operation in operations:
        verdicts = [each["verdict"] for each in results["requirements"] if each["operation"] == operation]
        counts = [verdicts.count(verdict) for verdict in VERDICTS]
        table.add_row(operation or "transport", *(str(count) if count else "" for count in counts))
    return table


def _section(requirement: dict[str, Any]) -> int:
    return int(requirement["section"])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
