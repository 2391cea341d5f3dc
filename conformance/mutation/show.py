"""What a person at the terminal sees of a kill table: progress while it is made, the table, the scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from conformance.mutation.table import Row, Score, score_of
from conformance.mutation.trial import Found


class Shown:
    """Progress: a bar on a terminal, a line for each mutant elsewhere."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("mutants", total=total)
        self._survived = 0

    @contextmanager
    def shown(self) -> Iterator[None]:
        """The bar is there inside."""
        if not self._console.is_terminal:
            yield
            return
        with self._progress:
            yield

    def control(self, found: Found) -> None:
        """The good camera was tried."""
        said = "no finding" if found.state == "survived" else f"{found.state}: {reason_of(found)}"
        self._console.print(Text(f"control: {said} ({found.requests} requests, {found.seconds:.0f} s)"))

    def ended(self, row: Row) -> None:
        """A mutant was tried."""
        self._survived += not row.killed
        self._progress.update(self._task, advance=1, description=f"mutants ({self._survived} not killed)")
        if not row.killed or not self._console.is_terminal:
            said = f"killed by {row.how}" if row.killed else f"{row.how.upper()} {row.found.note}".rstrip()
            self._console.print(Text(f"{row.id}: {said} ({row.found.seconds:.1f} s)", style=_style(row)))


def reason_of(found: Found) -> str:
    """Why a trial ended as it did, in a sentence."""
    return f"{found.by}: {found.note}" if found.by else found.note


def print_table(console: Console, rows: Sequence[Row], *, survivors_only: bool = False) -> None:
    """The table and the scores."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("mutant", "requirement it breaks", "killed by"):
        table.add_column(column, no_wrap=not console.is_terminal, overflow="fold")
    table.add_column("seconds", justify="right")
    listed = [row for row in rows if not (survivors_only and row.killed)]
    for row in listed:
        how = row.how if row.killed else row.how.upper()
        table.add_row(row.id, row.requirement, Text(how, style=_style(row)), f"{row.found.seconds:.1f}")
    if listed:
        if not console.is_terminal:  # names stay whole: a reader looks for them
            console.width = max(console.width, console.measure(table).maximum)
        console.print(table)
        console.print()
    console.print(Text(f"Mutation score: {_said(score_of(rows))}"))
    inferred = score_of(rows, "inferred")
    if inferred.mutants:
        console.print(Text(f"Of inferred requirements, with --strict: {_said(inferred)}"))


def _said(score: Score) -> str:
    if not score.mutants:
        return "no mutant of a written requirement was chosen"
    return (
        f"{score.percent:.1f} % ({score.killed} of {score.mutants}), "
        f"by the requirement that each breaks {score.right_percent:.1f} % ({score.right})"
    )


def _style(row: Row) -> str:
    if row.killed:
        return "" if row.right else "yellow"
    return "red"
