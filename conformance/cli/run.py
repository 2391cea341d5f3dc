"""ipc-conformance run: checks a camera and ends with a verdict."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from conformance.cli.embedded import EmbeddedError, embedded_emulator
from conformance.cli.options import with_options
from conformance.report.stream import aside
from conformance.run.options import ALL, CONNECTION
from conformance.run.signals import deaf_at_exit, ending_by_signal, fall_deaf

if TYPE_CHECKING:
    from conformance.report.terminal import Terminal
    from conformance.run.session import Run

Show = Literal["all", "quiet", "json"]
NOT_JUDGED = 3
INTERRUPTED = 2
"""pytest's status of an interrupted session."""

# They make sense for the embedded emulator too.
_FOR_ANY_CAMERA = ("url", "insecure", "strict_tls", "timeout", "time_offset")


class UnwritableError(Exception):
    """There is no room for the reports; the message says where."""


@click.command()
@with_options(ALL)
@click.option("--quiet", is_flag=True, help="Print only what failed, and the verdict.")
@click.option("--json", "as_json", is_flag=True, help="Print results.json when the run has ended, and nothing else.")
@click.pass_context
def command(context: click.Context, /, quiet: bool, as_json: bool, **values: Any) -> None:
    """Check a camera. Without --url, the embedded emulator over HTTPS.

    Exit status: 0 conforms, 1 does not conform, 2 wrong usage, 3 not judged.
    """
    if values["url"] is None and values["replay"] is None:
        _refuse_without_url(context)
    deaf_at_exit()
    show: Show = "json" if as_json else "quiet" if quiet else "all"
    try:
        with ending_by_signal(), _camera(values) as complete:
            status = _checked(complete, show)
    except (EmbeddedError, UnwritableError) as error:
        click.echo(f"Error: {error}", err=True)
        status = NOT_JUDGED
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        status = NOT_JUDGED
    raise SystemExit(status)


def _refuse_without_url(context: click.Context) -> None:
    """Who describes a camera and forgets to name it must not get the emulator's verdict for the camera's."""
    for option in CONNECTION:
        given = context.get_parameter_source(option.key) is ParameterSource.COMMANDLINE
        if given and option.key not in _FOR_ANY_CAMERA:
            raise click.UsageError(f"--{option.name} is given, but no camera: --url https://ADDRESS")


def _checked(values: dict[str, Any], show: Show) -> int:
    # Imported late: a wrong option is said at once, and `--help` needs no pytest.
    from conformance.report.terminal import MachineTerminal, Terminal
    from conformance.run.outcomes import UsageError
    from conformance.run.session import Run
    from conformance.run.settings import settings_of

    try:
        run = Run(settings_of(values))
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    terminal = MachineTerminal(run) if show == "json" else Terminal(run, quiet=show == "quiet")
    try:
        with aside() if show == "json" else contextlib.nullcontext():
            _refuse_unknown_checks(run)
            status = _check(run, terminal)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except KeyboardInterrupt:
        if not run.opened:
            raise
        status = INTERRUPTED
    return _end(run, status, terminal)


def _refuse_unknown_checks(run: Run) -> None:
    """Before anything is sent. What the checks are called is known when they are collected, which takes a second."""
    from conformance.isolation import collected_checks
    from conformance.run.waivers import unknown_check

    file = run.settings.waivers_file
    if file is not None and any(waiver.check for waiver in run.settings.waivers):
        unknown_check(run.settings.waivers, collected_checks(), file, "--waivers")


def _check(run: Run, terminal: Terminal) -> int:
    from conformance.checking import Checking
    from conformance.isolation import run_checks
    from conformance.run.rig import NotedRig, PersonRig

    run.open()
    terminal.opened()
    run.contact()
    if run.problem:
        return 0
    if isinstance(run.rig, NotedRig) and isinstance(run.rig.rig, PersonRig):
        run.rig.rig.asking = terminal.paused
    try:
        return run_checks(Checking(run, progress=terminal), run.folder)
    finally:
        terminal.closed()


def _end(run: Run, status: int, terminal: Terminal) -> int:
    from conformance.report.results import results_of
    from conformance.report.verdict import exit_status
    from conformance.report.writing import write_reports

    run.ended(status)
    run.finish()
    fall_deaf()
    results = results_of(run)
    try:
        write_reports(run, results)
    except OSError as error:
        raise UnwritableError(f"the reports can't be written to {run.folder}: {error.strerror}") from error
    finally:
        terminal.summary(results)
    return exit_status(results)


@contextlib.contextmanager
def _camera(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if values["url"] is not None or values["replay"] is not None:
        yield values
        return
    with embedded_emulator() as emulator:
        own = {
            "url": emulator.url,
            "app_id": emulator.app_id,
            "secret_key": emulator.secret_key,
            "insecure": True,  # its certificate is its own, as a camera's is
            "rig": values["rig"] or f"emulator:{emulator.control_url}",
        }
        yield values | own
