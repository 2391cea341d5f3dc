"""ipc-conformance cassette redact: a copy of a recording in which less can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from conformance.cassette import CassetteError
from conformance.cli.cassette.opening import FILE, Secrets, could_not, opened, warn, with_secrets


@click.command("redact")
@click.argument("cassette", type=FILE)
@click.option("--output", "-o", "to", type=FILE, required=True, metavar="FILE", help="The redacted copy; a new file.")
@click.option("--fields", default="", metavar="NAME,...", help="Fields whose values become digests, sent and answered.")
@click.option("--pictures", is_flag=True, help="Leave the pictures behind: digests alone stand for them.")
@with_secrets
@click.option(
    "--redact-key-file",
    type=FILE,
    metavar="FILE",
    help="The key of the digests. [default: the secret key, or else a random one]",
)
def redact(cassette: Path, to: Path, fields: str, pictures: bool, **values: Any) -> None:
    """Write a copy of CASSETTE with fields, known secrets or pictures hidden, and its lines chained anew.

    A value that stands in several fields, such as a group's name, is to be named in each: --fields
    name,old_name,group_name,new_group_name. Equal values stay equal, lengths stay what they are.
    """
    from conformance.cassette.hide import hide

    secrets = Secrets(values)
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names and not pictures and not secrets:
        raise click.UsageError("nothing to redact: give --fields, --pictures, --redact-values or the secret key")
    with opened(cassette) as recording:
        if recording.problems:
            warn(recording)
            could_not(f"{cassette} is not as it was recorded; a copy with a new chain would hide that")
        try:
            done = hide(recording, to, secrets.redactor(os.urandom(32)), names, pictures=not pictures)
        except CassetteError as error:
            if to.exists():
                raise click.UsageError(str(error)) from error
            raise
        warn(recording)
    click.echo(f"{to}: {done.values} values became digests, secrets were masked in {done.masked} lines")
    if pictures and to.resolve().parent == cassette.resolve().parent:
        click.echo(f"{to}: the pictures of {cassette} still lie beside both; hand the copy on without them", err=True)
