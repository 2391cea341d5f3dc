"""ipc-conformance run: checks a camera and ends with a verdict."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.embedded import EmbeddedError, embedded_emulator
from conformance.cli.options import with_options
from conformance.run.options import ALL

if TYPE_CHECKING:
    from conformance.report.terminal import Terminal
    from conformance.run.session import Run


@click.command()
@with_options(ALL)
def command(**values: Any) -> None:
    """Check a camera. Without --url, the embedded emulator over HTTPS.

    Exit status: 0 conforms, 1 does not conform, 2 wrong usage, 3 not judged.
    """
    with _termination_as_interrupt(), _camera(values) as complete:
        raise SystemExit(_checked(complete))


def _checked(values: dict[str, Any]) -> int:
    # Imported late: a wrong option is said at once, and `--help` needs no pytest.
    from conformance.checking import Checking
    from conformance.cli.isolation import run_checks
    from conformance.report.terminal import Terminal
    from conformance.run.outcomes import UsageError
    from conformance.run.session import Run
    from conformance.run.settings import settings_of

    try:
        run = Run(settings_of(values))
        run.start()
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    terminal = Terminal(run)
    terminal.opened()
    status = 0
    if not run.problem:
        status = run_checks(Checking(run, progress=terminal), run.folder)
    terminal.closed()
    return _end(run, status, terminal)


def _end(run: Run, status: int, terminal: Terminal) -> int:
    from conformance.report import write_reports
    from conformance.report.results import EXIT_STATUS, results_of

    run.ended(status)
    run.finish()
    results = results_of(run)
    write_reports(run, results)
    terminal.summary(results)
    return EXIT_STATUS[results["verdict"]]


@contextlib.contextmanager
def _camera(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if values["url"]:
        yield values
        return
    try:
        with embedded_emulator() as emulator:
            own = {
                "url": emulator.url,
                "app_id": emulator.app_id,
                "secret_key": emulator.secret_key,
                "secret_key_file": None,
                "insecure": True,  # its certificate is its own, as a camera's is
                "rig": values["rig"] or f"emulator:{emulator.control_url}",
            }
            yield values | own
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from error


@contextlib.contextmanager
def _termination_as_interrupt() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: what was found is written, and the camera is left as it was."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
