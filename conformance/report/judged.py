"""What judging a cassette found, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.report.printing import STYLES, line, print_finding
from conformance.report.words import plural, sentence
from conformance.run.ledger import VERDICTS

_WORDS = {
    "conforms": ("bold green", "conforms, as far as the traffic tells"),
    "does-not-conform": ("bold red", "does not conform"),
    "not-judged": ("bold magenta", "not judged"),
}
_WHOSE = {"run": "of a run", "client": "of a client"}
TABLE_WIDTH = 80
"""Columns that the table needs; on a narrower terminal its rows are lines."""


def print_judged(console: Console, results: dict[str, Any]) -> None:
    """Prints it all: by operation, each finding, what was not touched, the verdict."""
    recorded = f", recorded by {results['recorded_by']}" if results["recorded_by"] else ""
    console.print(line(f"{plural(results['exchanges'], 'exchange')} {_WHOSE[results['whose']]}{recorded}"))
    if results["requirements"]:
        console.print(_table(results) if console.width >= TABLE_WIDTH else Text("\n".join(_lines(results))))
    for finding in results["findings"]:
        print_finding(console, results, finding)
    for text in _untouched(results):
        console.print(line(text))
    for text in [*results["remarks"], *results["problems"]]:
        console.print(line(sentence(text)))
    style, words = _WORDS[results["verdict"]]
    console.print(Text.assemble("\nVerdict: ", (words, style)))


def _table(results: dict[str, Any]) -> Table:
    table = Table("operation", box=None, padding=(0, 1))
    table.add_column("requests", justify="right")
    for verdict in _columns():
        table.add_column(verdict, justify="right", style=STYLES.get(verdict))
    for operation, requests, counts in _rows(results):
        table.add_row(operation, requests, *(str(count) if count else "" for count in counts))
    return table


def _lines(results: dict[str, Any]) -> Iterator[str]:
    for operation, requests, counts in _rows(results):
        words = [f"{count} {verdict}" for count, verdict in zip(counts, _columns(), strict=True) if count]
        yield f"{operation}: {f'{requests} requests, ' if requests else ''}{', '.join(words)}"


def _columns() -> list[str]:
    return [verdict for verdict in VERDICTS if verdict != "untested"]


def _rows(results: dict[str, Any]) -> Iterator[tuple[str, str, list[int]]]:
    """For each operation in the order of the document: its requests, and how many requirements have each verdict."""
    ordered = sorted(results["requirements"], key=lambda requirement: int(requirement["section"]))
    for operation in dict.fromkeys(each["operation"] for each in ordered):
        verdicts = [each["verdict"] for each in ordered if each["operation"] == operation]
        requests = results["operations"].get(operation, "" if not operation else 0)
        yield operation or "transport", str(requests), [verdicts.count(verdict) for verdict in _columns()]


def _untouched(results: dict[str, Any]) -> Iterator[str]:
    operations, requirements = results["untouched"]["operations"], results["untouched"]["requirements"]
    yield ""
    if operations:
        yield f"Operations that were never called: {', '.join(operations)}."
    if results["other_requests"]:
        yield f"Requests that are none of the API's: {results['other_requests']}."
    touched = len(results["requirements"])
    yield f"Requirements: {touched} of {touched + len(requirements)} touched; --json names the others."
