"""What a person at the terminal sees of a run while it goes; plain lines where there is no terminal."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.live import Live
from rich.text import Text

from conformance.report.printing import line
from conformance.report.progress import Rate, progress_line
from conformance.report.stream import Patient
from conformance.report.summary import print_summary
from conformance.report.words import plural
from conformance.run.signals import unhurried

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
    # What a person set for other programs, such as FORCE_COLOR, puts no control characters into a file.
    plain = False if piped else None
    return Console(file=cast("IO[str]", stream), highlight=False, soft_wrap=piped, width=width, force_terminal=plain)


class Terminal:
    """Progress while the checks run, a table and the failures at the end; `quiet`: only failures and the verdict."""

    def __init__(self, run: Run, console: Console | None = None, *, quiet: bool = False) -> None:
        self._run = run
        self._console = console or console_of_stdout()
        self._quiet = quiet
        self._live: Live | None = None
        self._began = time.monotonic()
        self._rate = Rate()
        self._total = self._done = self._failed = self._waived = 0
        self._chapter = ""
        self._chapter_done = self._chapter_failed = self._chapter_waived = 0

    def opened(self) -> None:
        """Says what is about to be checked."""
        tape = self._run.settings.tape
        what = f"Replaying {tape.cassette.path}, recorded of" if tape else "Checking"
        self._print(line(f"{what} {self._run.url}"))

    def begins(self, items: list[pytest.Item]) -> None:
        """Before the first check."""
        self._total = len(items)
        if self._console.is_terminal and not self._console.is_dumb_terminal and not self._quiet:
            # Rendered anew at each refresh, so that the seconds go on while a camera keeps us waiting.
            with unhurried():
                self._live = Live(
                    get_renderable=self._line, console=self._console, refresh_per_second=8, transient=True
                )
                self._live.start()

    def check_begins(self, item: pytest.Item) -> None:
        """Before each check."""
        chapter = _chapter(item)
        if chapter != self._chapter:
            self._end_chapter()
            self._chapter = chapter

    def check_ended(self, failures: list[str], waived: list[str]) -> None:
        """After each check."""
        self._done += 1
        self._chapter_done += 1
        self._failed += bool(failures)
        self._waived += bool(waived)
        self._chapter_failed += bool(failures)
        self._chapter_waived += bool(waived)
        for sentence in failures:
            self._print(line(f"FAIL {sentence}", "red"))
        for sentence in waived:
            self._print(line(f"WAIVED {sentence}", "cyan"))

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
        """After the last check. Pressing Ctrl-C twice does not leave the progress among the lines of the summary."""
        with unhurried():
            self._end_chapter()
            if self._live:
                self._live.stop()
                self._live = None

    def summary(self, results: Results) -> None:
        """The table by operation, the failures, and the verdict."""
        print_summary(self._console, results, self._run.folder, table=not self._quiet)

    def _end_chapter(self) -> None:
        if not self._chapter_done:
            return
        failed = f", {self._chapter_failed} failed" if self._chapter_failed else ""
        failed += f", {self._chapter_waived} waived" if self._chapter_waived else ""
        told = f"{self._chapter}: {plural(self._chapter_done, 'check')}{failed}"
        self._chapter_done = self._chapter_failed = self._chapter_waived = 0
        self._print(Text(told))

    def _print(self, text: Text) -> None:
        """What is cut off while it is printed, the console would print again."""
        if not self._quiet:
            with unhurried():
                self._console.print(text)

    def _line(self) -> Text:
        rate = self._rate.at(self._run.requests)
        words = [f"{self._failed} failed", *([f"{self._waived} waived"] if self._waived else [])]
        words += [f"{time.monotonic() - self._began:.0f} s", f"{rate:.0f} requests/s"]
        operation = self._run.camera.asked or self._chapter
        return Text(progress_line(self._done, self._total, words, operation, self._console.width), no_wrap=True)


class MachineTerminal(Terminal):
    """Says nothing while the run goes, and results.json at its end: exactly one JSON document."""

    def __init__(self, run: Run, console: Console | None = None) -> None:
        super().__init__(run, console, quiet=True)

    def summary(self, results: Results) -> None:
        """The same document as in the report folder."""
        self._console.file.write(json.dumps(results, indent=1, ensure_ascii=True) + "\n")
        self._console.file.flush()


def _chapter(item: Any) -> str:
    """The section's number and operation, from the name of the module: test_01_create_group -> 1 create group."""
    words = item.path.stem.removeprefix("test_").split("_")
    return " ".join([words[0].lstrip("0"), *words[1:]])
