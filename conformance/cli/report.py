"""ipc-conformance report: the reports of a run, written again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(run: Path) -> None:
    """Write report.html and junit.xml of RUN, a run's folder, again: from its results.json and its cassette.

    Needs no device and no secret. Exit status: 0 written, 2 wrong usage, 3 written without requests and answers,
    because the cassette is missing or not as it was recorded.
    """
    from conformance.report.writing import read_results, write_readable
    from conformance.run.folder import HTML
    from conformance.run.outcomes import UsageError

    try:
        problem = write_readable(read_results(run), run)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"the reports can't be written to {run}: {error.strerror}") from error
    click.echo(str(run / HTML))
    if problem:
        click.echo(f"Error: the report shows no request and answer, because {problem}", err=True)
        raise SystemExit(3)
