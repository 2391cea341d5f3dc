"""What becomes of Allure results that can't be written: the checks go on, and the run says so."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import allure_commons

from conformance.run.session import Run


class Unwritten:
    """A plugin of allure-commons around whatever writes its results. A full disk must not keep a run from clearing up.

    What could not be written is told once, as an error of the suite.
    """

    def __init__(self, run: Run, folder: Path) -> None:
        self._run = run
        self._folder = folder
        self._told = False

    @allure_commons.hookimpl(wrapper=True)
    def _bearing(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except OSError as error:
            if not self._told:
                self._told = True
                sentence = f"the Allure results can't be written to {self._folder}: {error.strerror or error}"
                self._run.suite_errors.append(sentence)
            return None

    # A check, the fixtures of checks, and the files and texts that a check attaches.
    report_result = report_container = report_attached_file = report_attached_data = _bearing
