"""ipc-conformance cassette curl: an exchange as a shell command that signs itself."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cassette.shell import command_of
from conformance.cli.cassette.opening import FILE, could_not, opened
from conformance.run.address import camera_url
from conformance.run.outcomes import UsageError


@click.command("curl")
@click.argument("cassette", type=FILE)
@click.argument("number", type=click.INT, metavar="N")
@click.option("--url", metavar="URL", help="The camera. [default: the recorded one]")
def curl(cassette: Path, number: int, url: str | None) -> None:
    """Print exchange N of CASSETTE as a shell command: curl, signed freshly with IPC_APP_ID and IPC_SECRET_KEY.

    It takes pictures from beside CASSETTE, by the path that is given here: run it in this folder.
    """
    with opened(cassette) as recording:
        address = url or str(recording.header.get("device", {}).get("url", ""))
        if not address:
            raise click.UsageError("the recording does not say which camera it is of: --url https://ADDRESS")
        try:
            address = camera_url(address, "--url")
        except UsageError as error:
            raise click.UsageError(str(error)) from error
        if number not in recording:
            could_not(f"{cassette} has no exchange {number}; it has {len(recording)}")
        line = recording.exchange(number)
        if "body" in line["request"]:
            could_not(f"exchange {number} is none of the API's encodings, and can't be signed")
        for path in {recording.picture_folder / file["sha256"] for file in line["request"].get("files", ())}:
            if not path.is_file():
                click.echo(f"exchange {number}: its picture is not there; put the one to be sent at {path}", err=True)
        click.echo(command_of(line, address, recording.picture_folder))
