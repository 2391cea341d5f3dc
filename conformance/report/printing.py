"""What every report prints in the same way on a terminal: a text, and a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from conformance.cassette.show import printable
from conformance.report.repeats import repeats_words
from conformance.report.verdict import waived_words

STYLES = {"pass": "green", "fail": "bold red", "warn": "yellow", "blocked": "magenta", "waived": "cyan"}
"""Of each verdict."""


def line(text: str, style: str = "") -> Text:
    """A line in which nothing that a camera or a profile said moves the cursor or changes a colour."""
    return Text(printable(text), style=style)


def print_finding(console: Console, results: Mapping[str, Any], finding: Mapping[str, Any]) -> None:
    """Prints a finding: what is violated, what was expected and what came, and the exchanges that show it."""
    requirement = next(each for each in results["requirements"] if each["id"] == finding["requirement"])
    verdict = "waived" if "waived" in requirement else requirement["verdict"]
    heading = (f"{verdict.upper()} {requirement['id']}", STYLES[verdict])
    console.print(Text.assemble("\n", heading, f" ({requirement['source']}, {requirement['level']})"))
    for label, text in _rows(requirement, finding, results["cassette"]):
        _print_indented(console, label, text)


def _rows(requirement: Mapping[str, Any], finding: Mapping[str, Any], cassette: str) -> Iterator[tuple[str, str]]:
    yield "", requirement["statement"]
    yield "expected: ", finding["expected"]
    yield "actual:   ", finding["actual"]
    # What is found in a recording was never made again.
    if "repeats" in finding:
        yield "repeated: ", repeats_words(finding)
    if "waived" in requirement:
        yield "waived:   ", waived_words(requirement["waived"])
    yield "", f"exchanges {', '.join(map(str, finding['sequence']))} in {cassette}"


def _print_indented(console: Console, label: str, text: str) -> None:
    """Two columns in, and as far as its label where it goes on in the next line of a terminal."""
    indent, whole = 2 + len(label), line(text)
    lines = [whole] if console.soft_wrap else list(whole.wrap(console, max(20, console.width - indent)))
    for number, part in enumerate(lines):
        part.rstrip()
        console.print(Text.assemble(f"  {label}" if number == 0 else " " * indent, part))
