"""ipc-conformance doctor: can this camera be tested, and if not, why not?"""

from __future__ import annotations

from typing import Any

import click

from conformance.cli.options import with_options
from conformance.run.options import CONNECTION

_MARKS = {True: "ok     ", False: "problem", None: "unknown"}


@click.command()
@with_options(CONNECTION)
def command(**values: Any) -> None:
    """Look at reachability, TLS, the client certificate, the clock and the credentials of a camera.

    Exit status: 0 it can be tested, 2 wrong usage, 3 it can't.
    """
    from conformance.run.diagnosis import diagnose
    from conformance.run.outcomes import UsageError
    from conformance.run.settings import connection_of

    try:
        connection = connection_of(values)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    good = None
    for finding in diagnose(connection):
        click.echo(f"{_MARKS[finding.good]}  {finding.subject}: {finding.text}")
        good = finding.good
    raise SystemExit(0 if good else 3)
