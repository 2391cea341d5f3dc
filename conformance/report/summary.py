"""The end of a run on the terminal: a table by operation, each violation, the waivers, the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.report.printing import STYLES, line, print_finding
from conformance.report.results import Results
from conformance.report.verdict import FAILING, failing_words, in_words, name_of
from conformance.report.words import plural, sentence
from conformance.run.ledger import VERDICTS

_VERDICT_STYLES = {"conforms": "bold green", "does-not-conform": "bold red", "not-judged": "bold magenta"}
TABLE_WIDTH = 80
"""Columns that the table needs at most; on a narrower terminal its rows are lines."""


def print_summary(console: Console, results: Results, folder: Path, *, table: bool = True) -> None:
    """Prints it all; without the table, only what went wrong and the verdict."""
    if table and results["summary"]["blocked"] < len(results["requirements"]):
        console.print(_table(results) if console.width >= TABLE_WIDTH else Text("\n".join(_lines(results))))
    for finding in results["findings"]:
        print_finding(console, results, finding)
    for waiver in results["waivers"]:
        _print_waiver(console, waiver)
    for difference in results["restored"]["differences"]:
        console.print(line(f"Not as before: {difference}", "yellow"))
    for problem in results["problems"]:
        console.print(line(sentence(problem), "magenta"))
    console.print(_verdict(results))
    if failing_words(results):
        console.print(line(failing_words(results), "bold red"))
    requests = plural(results["requests"], "request")
    ending = f"{requests} in {results['duration_s']:.1f} s; reports in {folder}"
    console.print(Text(ending))


def _verdict(results: Results) -> Text:
    partial = " (only a part was checked)" if results["partial"] else ""
    return Text.assemble("\nVerdict: ", (in_words(results), _VERDICT_STYLES[results["verdict"]]), partial)


def _print_waiver(console: Console, waiver: dict[str, Any]) -> None:
    """One that is in use stands at its finding."""
    if waiver["state"] != "used":
        text = f"Waiver {name_of(waiver)}: {waiver['state'].replace('-', ' ')}: {waiver['why']}."
        console.print(line(text, "bold red" if waiver["state"] in FAILING else "dim"))


def _table(results: Results) -> Table:
    columns = _columns(results)
    table = Table("operation", box=None, padding=(0, 1))
    for column in columns:
        table.add_column(column, justify="right", style=STYLES.get(column))
    rows = list(_counts(results))
    for operation, counts in rows:
        table.add_row(operation, *(str(counts[column] or "") for column in columns))
    if len(rows) > 1:
        total = sum((counts for _, counts in rows), Counter[str]())
        table.add_row("all", *(str(total[column]) for column in columns), style="bold")
    return table


def _lines(results: Results) -> Iterator[str]:
    for operation, counts in _counts(results):
        words = [f"{counts[column]} {column}" for column in _columns(results) if counts[column]]
        yield f"{operation}: {', '.join(words)}"


def _columns(results: Results) -> list[str]:
    """The verdicts; failures that are waived have a column of their own, where there are any."""
    waived = any("waived" in each for each in results["requirements"])
    return [*VERDICTS[:2], *(["waived"] if waived else []), *VERDICTS[2:]]


def _counts(results: Results) -> Iterator[tuple[str, Counter[str]]]:
    """For each operation in the order of the document, how many requirements have each verdict."""
    ordered = sorted(results["requirements"], key=lambda requirement: int(requirement["section"]))
    for operation in dict.fromkeys(each["operation"] for each in ordered):
        of_operation = [each for each in ordered if each["operation"] == operation]
        counted = Counter("waived" if _is_waived_failure(each) else str(each["verdict"]) for each in of_operation)
        yield operation or "transport", counted


def _is_waived_failure(requirement: dict[str, Any]) -> bool:
    return requirement["verdict"] == "fail" and "waived" in requirement
