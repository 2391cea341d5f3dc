"""ipc-conformance mutants: what the suite finds of the emulated camera's named faults."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from conformance.emulator.mutants import Mutant
    from conformance.mutation.plan import Plan
    from conformance.mutation.table import Row
    from conformance.run.selection import Depth

VOID = 3


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Print the mutants and what each breaks; try none.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Trials at a time. [default: one for each CPU]")
@click.option("--depth", type=click.Choice(("quick", "standard", "deep")), default="standard", show_default=True)
@click.option("--only", metavar="PATTERN,...", help="Mutants, operations or requirements; patterns with * and commas.")
@click.option("--threshold", type=click.FloatRange(0, 100), metavar="PERCENT", help="Least score; below it: exit 1.")
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the table here as JSON.")
@click.option("--survivors", is_flag=True, help="Print only what was not killed.")
def command(
    only_list: bool,
    jobs: int | None,
    depth: Depth,
    only: str | None,
    threshold: float | None,
    file: Path | None,
    survivors: bool,
) -> None:
    """Try the suite on every named fault of the emulated camera, and print which it finds: the mutation score.

    For each mutant first the checks of the requirement that it breaks, then the rest, to the first finding. The camera
    without a fault is tried too: where the suite finds something there, the table is void.

    Exit status: 0 done, 1 the score is below --threshold, 2 wrong usage, 3 void, or a trial failed.
    """
    mutants = _chosen(only)
    if file is not None and not file.absolute().parent.is_dir():
        raise click.UsageError(f"--json {file}: there is no folder {file.parent}")
    if only_list:
        _list(mutants)
        return
    try:
        status = _table(mutants, jobs or os.cpu_count() or 1, depth, threshold, file, survivors)
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        status = VOID
    raise SystemExit(status)


def _chosen(only: str | None) -> list[Mutant]:
    from conformance.emulator.mutants import load_mutants
    from conformance.mutation.plan import chosen

    patterns = [pattern.strip() for pattern in (only or "").split(",") if pattern.strip()]
    if only is not None and not patterns:
        raise click.UsageError(f"--only {only!r}: it names nothing; leave it out to try all mutants")
    try:
        return chosen(load_mutants(), patterns)
    except ValueError as error:
        raise click.UsageError(
            f"--only {error}: no mutant, and no operation or requirement of one; `ipc-conformance mutants --list` "
            "lists them"
        ) from error


def _list(mutants: list[Mutant]) -> None:
    for mutant in mutants:
        click.echo(f"{mutant.id} ({mutant.requirement})\n    {mutant.sentence}")


def _table(
    mutants: list[Mutant], jobs: int, depth: Depth, threshold: float | None, file: Path | None, survivors: bool
) -> int:
    from conformance.mutation.plan import Plan
    from conformance.mutation.show import print_table
    from conformance.mutation.table import status_of, table_as_json
    from conformance.report.terminal import console_of_stdout

    console = console_of_stdout()
    plan = Plan(mutants, depth)
    _try(plan, jobs, console)
    if plan.is_void or plan.control is None:
        click.echo("Error: the camera without a fault was not found to be without one; the table is void.", err=True)
        return VOID
    rows = [_row(mutant, plan) for mutant in mutants]
    print_table(console, rows, survivors_only=survivors)
    if file is not None:
        file.write_text(json.dumps(table_as_json(rows), indent=1) + "\n", encoding="utf-8")
    failed = [row.id for row in rows if row.found.state == "error"]
    if failed:
        click.echo(f"Error: {len(failed)} trials failed, so nothing is known of {', '.join(failed)}.", err=True)
    return status_of(rows, threshold)


def _try(plan: Plan, jobs: int, console: Console) -> None:
    from conformance.mutation.cameras import GoodCamera
    from conformance.mutation.pool import Pool
    from conformance.mutation.show import Shown
    from conformance.mutation.trial import Found, Trial

    shown = Shown(console, len(plan.mutants))
    mutants = {mutant.id: mutant for mutant in plan.mutants}

    def ended(trial: Trial, found: Found) -> None:
        plan.ended(trial, found)
        if isinstance(trial.camera, GoodCamera):
            shown.control(found)
        else:
            shown.ended(_row(mutants[trial.camera.id], plan))

    with Pool(jobs) as pool, shown.shown():
        pool.run(plan.upcoming, ended)


def _row(mutant: Mutant, plan: Plan) -> Row:
    from conformance.mutation.table import Row
    from conformance.spec import load_spec

    level = load_spec().requirements[mutant.requirement].level
    return Row(mutant.id, mutant.operation, mutant.requirement, level, plan.found[mutant.id])
