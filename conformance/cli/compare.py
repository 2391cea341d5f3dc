"""ipc-conformance compare: what changed between two runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from conformance.report.compare.source import Source

_FOLDER = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("run_a", type=_FOLDER)
@click.argument("run_b", type=_FOLDER)
@click.option("--json", "json_file", type=_FILE, metavar="FILE", help="Also write it as JSON; - prints only that.")
@click.option("--html", "html_file", type=_FILE, metavar="FILE", help="Also write it as one HTML page.")
@click.option("--accept", "accepted", is_flag=True, help="RUN_B becomes the baseline: it is written to RUN_A.")
def command(run_a: Path, run_b: Path, json_file: Path | None, html_file: Path | None, accepted: bool) -> None:
    """Say what changed from RUN_A to RUN_B, two folders of runs: verdicts, and behaviour where both pass.

    Exit status: 0 no regression (behaviour that the document allows may have changed) or accepted, 1 a regression,
    2 wrong usage, 3 they can't be compared.
    """
    from conformance.cassette.errors import CassetteError
    from conformance.report.compare.comparison import EXIT_STATUS
    from conformance.report.compare.errors import CompareError

    if html_file is not None and str(html_file) == "-":
        raise click.UsageError("--html -: name a file for the page")
    _check_folders(run_a, run_b, accepted)
    try:
        verdict = _compared(run_a, run_b, json_file, html_file, accepted)
    except (CompareError, CassetteError) as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(3) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}; nothing else was written", err=True)
        raise SystemExit(3) from error
    raise SystemExit(0 if accepted else EXIT_STATUS[verdict])


def _check_folders(run_a: Path, run_b: Path, accepted: bool) -> None:
    from conformance.report.compare.baseline import check_baseline
    from conformance.report.compare.errors import CompareError

    for folder in (run_a, run_b):
        new = accepted and folder is run_a
        if not folder.is_dir() and not (new and not folder.exists()):
            raise click.UsageError(f"{folder} is no folder; name the folders of two runs")
    if accepted:
        try:
            check_baseline(run_a, run_b)
        except CompareError as error:
            raise click.UsageError(str(error)) from error


def _compared(run_a: Path, run_b: Path, json_file: Path | None, html_file: Path | None, accepted: bool) -> str:
    """Compares, writes what is wanted, and returns the verdict."""
    from conformance.report.compare.baseline import accept
    from conformance.report.compare.comparison import compare
    from conformance.report.compare.source import open_run

    after = open_run(run_b)
    first = accepted and (not run_a.exists() or not any(run_a.iterdir()))
    verdict = "same"
    if not first:
        comparison = compare(open_run(run_a), after)
        verdict = comparison["verdict"]
        _write(comparison, json_file, html_file)
    if accepted:
        accept(after, run_a)
        click.echo(_accepted(run_a, after, first), err=True)
    return verdict


def _write(comparison: dict[str, Any], json_file: Path | None, html_file: Path | None) -> None:
    from conformance.report.compare.page import write_page
    from conformance.report.compare.printed import print_comparison
    from conformance.report.terminal import console_of_stdout

    text = json.dumps(comparison, indent=1, ensure_ascii=True) + "\n"
    if html_file is not None:
        write_page(comparison, html_file)
    if json_file is not None and str(json_file) != "-":
        json_file.write_text(text, encoding="utf-8")
    if str(json_file) == "-":
        click.echo(text, nl=False)
    else:
        print_comparison(console_of_stdout(), comparison)


def _accepted(baseline: Path, run: Source, first: bool) -> str:
    kind = "first" if first else "new"
    return f"{run.folder} is the {kind} baseline, in {baseline}; its verdict is {run.results['verdict']}"
