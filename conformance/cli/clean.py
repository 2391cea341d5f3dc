"""ipc-conformance clean: undoes what a killed run left on a camera."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.cli.options import with_options
from conformance.run.options import CONNECTION


@click.command()
@with_options(CONNECTION)
@click.option("--run", "run", type=click.Path(path_type=Path), metavar="RUN", help="The report folder of that run.")
def command(run: Path | None, **values: Any) -> None:
    """Delete the groups that a killed run left, and with its report folder put back what it had changed.

    Exit status: 0 nothing of a run is left, 2 wrong usage, 3 the camera can't be reached.
    """
    from conformance.run.camera import Camera
    from conformance.run.ledger import Ledger
    from conformance.run.outcomes import Blocked, UsageError
    from conformance.run.preflight import preflight
    from conformance.run.settings import connection_of
    from conformance.run.undo import read_journal, undo
    from conformance.spec import load_spec
    from conformance.wire import Client

    try:
        connection = connection_of(values)
        left = read_journal(run) if run is not None else None
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    with Client(connection.target, connection.credentials) as client:
        found = preflight(client)
        if not found.accepted:
            click.echo(f"Error: {found.problem}", err=True)
            raise SystemExit(3)
        try:
            sentences = list(undo(Camera(client, Ledger(load_spec())), left))
        except Blocked as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(3) from error
    for sentence in sentences or ["nothing of a run is left"]:
        click.echo(sentence)
