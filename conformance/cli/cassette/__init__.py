"""ipc-conformance cassette: what can be done with a recording, one module for each verb."""

from __future__ import annotations

import click

from conformance.cli.cassette.curl import curl
from conformance.cli.cassette.har import export_har, import_har
from conformance.cli.cassette.redact import redact
from conformance.cli.cassette.show import show
from conformance.cli.cassette.verify import verify


@click.group("cassette", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Show, verify, redact or convert a recording.

    Exit status: 0 fine, 1 a finding (verify), 2 wrong usage, 3 it could not be done.
    """


for _verb in (show, verify, redact, export_har, import_har, curl):
    command.add_command(_verb)
