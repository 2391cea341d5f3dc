"""ipc-conformance cassette verify: is a recording what was recorded?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from conformance.cli.cassette.opening import FILE, Secrets, opened, with_secrets


@click.command("verify")
@click.argument("cassette", type=FILE)
@with_secrets
def verify(cassette: Path, **values: Any) -> None:
    """Check the hash chain of CASSETTE, the form of each line, its pictures, and that no known secret is in it.

    A recording that was interrupted, and whose last line is torn, is still good: that is said, and is no finding.
    Exit status: 0 fine, 1 a finding, 2 wrong usage, 3 it could not be read to its end.
    """
    from conformance.cassette.verify import verify as verified

    secrets = Secrets(values)
    with opened(cassette) as recording:
        found = verified(recording, secrets.redactor(b"unused") if secrets else None)
    for sentence in found.problems:
        click.echo(f"{cassette}: {sentence}")
    for sentence in found.remarks:
        click.echo(f"{cassette}: {sentence}", err=True)
    searched = "no known secret is in it" if secrets else "it was not searched for secrets: none was given"
    if not found.problems:
        click.echo(f"{cassette}: {found.exchanges} exchanges, the chain holds, {searched}")
    sys.exit(1 if found.problems else 0)
