"""The end of a run on the terminal: a table by operation, each violation, the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.report.results import Results
from conformance.run.ledger import VERDICTS

_STYLES = {"pass": "green", "fail": "bold red", "warn": "yellow", "blocked": "magenta"}
_VERDICTS = {
    "conforms": ("bold green", "conforms"),
    "does-not-conform": ("bold red", "does not conform"),
    "not-judged": ("bold magenta", "not judged"),
}
TABLE_WIDTH = 76
"""Columns that the table needs; on a narrower terminal its rows are lines."""


def print_summary(console: Console, results: Results, folder: Path) -> None:
    """Prints it all."""
    if results["summary"]["blocked"] < len(results["requirements"]):
        console.print(_table(results) if console.width >= TABLE_WIDTH else Text("\n".join(_lines(results))))
    for finding in results["findings"]:
        console.print(_finding(results, finding))
    for difference in results["restored"]["differences"]:
        console.print(Text(f"Not as before: {difference}", style="yellow"))
    for problem in results["problems"]:
        console.print(Text(_sentence(problem), style="magenta"))
    console.print(_verdict(results))
    ending = f"{results['requests']} requests in {results['duration_s']:.1f} s; reports in {folder}"
    console.print(Text(ending))


def _verdict(results: Results) -> Text:
    style, words = _VERDICTS[results["verdict"]]
    partial = " (only a part was checked)" if results["partial"] else ""
    return Text.assemble("\nVerdict: ", (words, style), partial)


def _finding(results: Results, finding: dict[str, Any]) -> Text:
    requirement = next(each for each in results["requirements"] if each["id"] == finding["requirement"])
    verdict = requirement["verdict"]
    return Text.assemble(
        "\n",
        (f"{verdict.upper()} {requirement['id']}", _STYLES[verdict]),
        f" ({requirement['source']}, {requirement['level']})\n",
        f"  {requirement['statement']}\n",
        f"  expected: {finding['expected']}\n",
        f"  actual:   {finding['actual']}\n",
        f"  exchanges {', '.join(map(str, finding['sequence']))} in {results['cassette']}",
    )


def _table(results: Results) -> Table:
    table = Table("operation", box=None, padding=(0, 1))
    for verdict in VERDICTS:
        table.add_column(verdict, justify="right", style=_STYLES.get(verdict))
    for operation, counts in _counts(results):
        table.add_row(operation, *(str(count) if count else "" for count in counts))
    return table


def _lines(results: Results) -> Iterator[str]:
    for operation, counts in _counts(results):
        words = [f"{count} {verdict}" for count, verdict in zip(counts, VERDICTS, strict=True) if count]
        yield f"{operation}: {', '.join(words)}"


def _counts(results: Results) -> Iterator[tuple[str, list[int]]]:
    """For each operation in the order of the document, how many requirements have each verdict."""
    ordered = sorted(results["requirements"], key=lambda requirement: int(requirement["section"]))
    for operation in dict.fromkeys(each["operation"] for each in ordered):
        verdicts = [each["verdict"] for each in ordered if each["operation"] == operation]
        yield operation or "transport", [verdicts.count(verdict) for verdict in VERDICTS]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
