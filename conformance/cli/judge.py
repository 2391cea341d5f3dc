"""ipc-conformance judge: the oracle over recorded traffic."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("cassette", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Path(path_type=Path), metavar="FILE", help="What is known of the device.")
@click.option("--strict", is_flag=True, help="A violated inference is a failure.")
@click.option("--shared", is_flag=True, help="Others changed the camera meanwhile: judge each exchange by itself.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def command(cassette: Path, profile: Path | None, strict: bool, shared: bool, as_json: bool) -> None:
    """Judge the traffic in CASSETTE: a run's own, or that of any client, also where it begins in the middle.

    Needs no device and no secret. Exit status: 0 nothing found, 1 a requirement is violated, 2 wrong usage, 3 it
    can't be judged.
    """
    from conformance.cassette.errors import CassetteError
    from conformance.cassette.reader import Cassette
    from conformance.report.judged import print_judged
    from conformance.report.terminal import console_of_stdout
    from conformance.review.judging import How, review
    from conformance.review.results import EXIT_STATUS, results_of
    from conformance.run.outcomes import UsageError
    from conformance.run.profile import read_profile

    try:
        given = read_profile(profile) if profile is not None else None
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    try:
        opened = Cassette.open(cassette)
    except CassetteError as error:
        raise click.UsageError(str(error)) from error
    with opened:
        if opened.problems:
            _refuse(cassette, opened.problems)
        try:
            found = review(opened, How(given, strict or None, shared))
            results = results_of(found, opened, cassette)
        except (CassetteError, KeyError, TypeError, ValueError, AttributeError) as error:
            # A line whose hash is right and whose form is not: nobody's recorder wrote it.
            why = str(error) if isinstance(error, CassetteError) else f"a line is not of its format ({error!r})"
            click.echo(f"Error: {cassette} can't be judged: {why}; `cassette verify` says more", err=True)
            raise SystemExit(3) from error
    if as_json:
        click.echo(json.dumps(results, indent=1))
    else:
        print_judged(console_of_stdout(), results)
    raise SystemExit(EXIT_STATUS[results["verdict"]])


def _refuse(cassette: Path, problems: list[str]) -> None:
    """A cassette that is not what was recorded proves nothing, for or against a device."""
    for problem in problems:
        click.echo(f"{cassette}: {problem}", err=True)
    click.echo(f"Error: {cassette} is not as it was recorded, so nothing can be judged by it", err=True)
    raise SystemExit(3)
