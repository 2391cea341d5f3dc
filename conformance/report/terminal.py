"""What a person at the terminal sees of a run while it goes; plain lines where there is no terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.live import Live
from rich.text import Text

from conformance.report.stream import Patient
from conformance.report.summary import print_summary

if TYPE_CHECKING:
    from typing import IO

    import pytest

    from conformance.report.results import Results
    from conformance.run.session import Run

PIPED_WIDTH = 100
"""Columns where no terminal says how many it has: enough for the table."""


def console_of_stdout() -> Console:
    """Lines are wrapped on a terminal alone, and have colours there alone."""
    stream = Patient(sys.stdout)
    piped = not stream.isatty()
    width = PIPED_WIDTH if piped else None
    return Console(file=cast("IO[str]", stream), highlight=False, soft_wrap=piped, width=width)


class Terminal:
    """Progress while the checks run, a table and the failures at the end."""

    def __init__(self, run: Run, console: Console | None = None) -> None:
        self._run = run
        self._console = console or console_of_stdout()
        self._live: Live | None = None
        self._began = time.monotonic()
        self._total = self._done = self._failed = 0
        self._chapter = ""
        self._chapter_done = self._chapter_failed = 0

    def opened(self) -> None:
        """Says what is about to be checked."""
        self._print(Text(f"Checking {self._run.url}"))

    def begins(self, items: list[pytest.Item]) -> None:
        """Before the first check."""
        self._total = len(items)
        if self._console.is_terminal:
            # Rendered anew at each refresh, so that the seconds go on while a camera keeps us waiting.
            self._live = Live(get_renderable=self._line, console=self._console, refresh_per_second=8, transient=True)
            self._live.start()

    def check_begins(self, item: pytest.Item) -> None:
        """Before each check."""
        chapter = _chapter(item)
        if chapter != self._chapter:
            self._end_chapter()
            self._chapter = chapter

    def check_ended(self, failures: list[str]) -> None:
        """After each check."""
        self._done += 1
        self._chapter_done += 1
        self._failed += bool(failures)
        self._chapter_failed += bool(failures)
        for sentence in failures:
            self._print(Text(f"FAIL {sentence}", style="red"))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """The terminal is somebody else's inside, who asks a person."""
        live, self._live = self._live, None
        if live:
            live.stop()
        try:
            yield
        finally:
            if live:
                live.start()
                self._live = live

    def closed(self) -> None:
        """After the last check."""
        self._end_chapter()
        if self._live:
            self._live.stop()
            self._live = None

    def summary(self, results: Results) -> None:
        """The table by operation, the failures, and the verdict."""
        print_summary(self._console, results, self._run.folder)

    def _end_chapter(self) -> None:
        if not self._chapter_done:
            return
        failed = f", {self._chapter_failed} failed" if self._chapter_failed else ""
        plural = "" if self._chapter_done == 1 else "s"
        self._print(Text(f"{self._chapter}: {self._chapter_done} check{plural}{failed}"))
        self._chapter_done = self._chapter_failed = 0

    def _print(self, text: Text) -> None:
        self._console.print(text)

    def _line(self) -> Text:
        seconds = time.monotonic() - self._began
        counts = f"{self._done}/{self._total}  {self._failed} failed  {seconds:.0f} s"
        return Text(f"{counts}  {self._chapter}", no_wrap=True, overflow="ellipsis")


def _chapter(item: Any) -> str:
    """The section's number and operation, from the name of the module: test_01_create_group -> 1 create group."""
    words = item.path.stem.removeprefix("test_").split("_")
    return " ".join([words[0].lstrip("0"), *words[1:]])
