"""ipc-conformance cassette export and import: recordings as HTTP archives (HAR)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from conformance import __version__
from conformance.cassette import CassetteError, Header, Writer
from conformance.cli.cassette.opening import FILE, Secrets, could_not, opened, warn, with_secrets


@click.command("export")
@click.argument("cassette", type=FILE)
@click.option("--har", "to", type=FILE, required=True, metavar="FILE", help="The archive; a new file.")
def export_har(cassette: Path, to: Path) -> None:
    """Write CASSETTE as an HTTP archive (HAR 1.2), without its pictures."""
    from conformance.cassette.har import har_text

    with opened(cassette) as recording:
        warn(recording)
        try:
            with to.open("x", encoding="utf-8") as file:
                file.writelines(har_text(recording))
        except FileExistsError as error:
            raise click.UsageError(f"--har {to}: it exists already; name a new file") from error
        except OSError as error:
            could_not(f"--har {to}: it can't be written ({error.strerror})")
        click.echo(f"{to}: {len(recording)} exchanges")


@click.command("import")
@click.argument("cassette", type=FILE)
@click.option("--har", "source", type=FILE, required=True, metavar="FILE", help="The archive that is read.")
@click.option("--url", default="", metavar="URL", help="The camera, where the archive has requests to several.")
@click.option("--redact-fields", "fields", default="", metavar="NAME,...", help="Further fields that become digests.")
@with_secrets
def import_har(cassette: Path, source: Path, url: str, fields: str, **values: Any) -> None:
    """Make the new CASSETTE of an HTTP archive (HAR 1.2). With the secret key, signatures are judged.

    Pictures are kept as digests alone.
    """
    from conformance.cassette.har_import import Archive

    secrets = Secrets(values)
    names = [name.strip() for name in fields.split(",") if name.strip()]
    try:
        archive = Archive(source, url)
    except CassetteError as error:
        raise click.UsageError(f"--har: {error}") from error
    redactor = secrets.redactor(os.urandom(32), names)
    tool = f"ipc-conformance {__version__} import"
    try:
        writer = Writer(cassette, Header(tool, {"url": archive.url}), redactor, keep_pictures=False)
    except CassetteError as error:
        raise click.UsageError(str(error)) from error
    try:
        with writer:
            for exchange in archive.exchanges(secrets.key, secrets.app_id):
                writer(exchange)
    except CassetteError as error:
        cassette.unlink(missing_ok=True)
        could_not(str(error))
    if writer.failed:
        could_not(writer.failed)
    click.echo(f"{cassette}: {writer.count} exchanges with {archive.url}")
