"""ipc-conformance: one module for each verb, loaded when it is called."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from conformance import __version__

VERBS = {
    "run": "Check a camera (without --url: the embedded emulator, over HTTPS).",
    "emulate": "Emulate a camera: HTTPS, client certificates, persistent state.",
    "resend": "Send a recording to a camera again, and compare the answers.",
    "judge": "Judge recorded traffic: a run's own, or that of any client.",
    "compare": "Say what changed between two runs: verdicts and behaviour.",
    "record": "Record the traffic between a camera and any client.",
    "replay": "Answer any client from a cassette, without a camera.",
    "cassette": "Show, verify, redact or convert a recording; an exchange as a shell command.",
    "report": "Write the reports of a run again, or its acceptance bundle.",
    "bundle": "Verify an acceptance bundle.",
    "clean": "Undo what a killed run left on a camera.",
    "mutants": "Try the suite on named faults of the emulated camera: its mutation score.",
    "requirements": "List the requirement catalogue.",
    "doctor": "Find out whether a camera can be tested: reachability, TLS, clock, credentials.",
}


class Verbs(click.Group):
    """Imports a verb's module only when it is called: `--help` and `emulate` need not load pytest."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The verbs in the order of the documentation."""
        return list(VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"conformance.cli.{cmd_name}").command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ipc-conformance")
def main() -> None:
    """Conformance of IP cameras with a signed HTTP device API."""
    from conformance.report.stream import prepare_streams

    prepare_streams()
    try:
        Path.cwd()
    except OSError as error:
        raise click.UsageError("the current folder is no more: change to another one") from error
