"""`ipc-conformance emulate`: an emulated IPC to develop against, and the device of the suite's own tests."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from conformance.spec import SpecError, load_code_book, load_spec

if TYPE_CHECKING:
    from conformance.emulator.mutants import Mutant

DEMO_APP_ID = "JO83UNV983U9OR"
DEMO_SECRET_KEY = "12345678"  # noqa: S105 - the published example of the signature (facts 2.2)


@click.command("emulate")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the device; 0 is a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the device.")
@click.option("--control-port", type=click.IntRange(0, 65535), default=0, help="Port of the control plane (loopback).")
@click.option("--app-id", envvar="IPC_APP_ID", default=DEMO_APP_ID, show_default=True)
@click.option("--secret-key", envvar="IPC_SECRET_KEY", default=DEMO_SECRET_KEY, help="Default: the documented example.")
@click.option("--state", type=click.Path(path_type=Path), help="File that keeps groups and records; default: memory.")
@click.option("--client-ca", type=click.Path(path_type=Path), help="PEM file; its client certificates are required.")
@click.option("--plain", is_flag=True, help="HTTP instead of HTTPS.")
@click.option("--reading", "given", multiple=True, metavar="NAME=VALUE", help="How to read an open point. Repeatable.")
@click.option("--list-readings", is_flag=True, help="Print the readings; the first value is the default.")
@click.option("--mutant", metavar="ID", help="Give the camera this one fault, to see whether a check finds it.")
@click.option("--list-mutants", is_flag=True, help="Print the faults that --mutant knows.")
@click.option("--json", "as_json", is_flag=True, help="With --list-readings or --list-mutants: as JSON.")
@click.option("--code-book", type=click.Path(path_type=Path), help="TOML file with other meanings of the return codes.")
@click.option("--exit-with-parent", is_flag=True, hidden=True, help="Stop at the end of standard input.")
def command(
    port: int,
    host: str,
    control_port: int,
    app_id: str,
    secret_key: str,
    state: Path | None,
    client_ca: Path | None,
    plain: bool,
    given: tuple[str, ...],
    list_readings: bool,
    mutant: str | None,
    list_mutants: bool,
    as_json: bool,
    code_book: Path | None,
    exit_with_parent: bool,
) -> None:
    """Run an emulated IPC: HTTPS, state in memory or in a file, every open point of the document adjustable."""
    from conformance.emulator import readings
    from conformance.emulator.certificate import CertificateError
    from conformance.emulator.server import ListenError, Settings, run
    from conformance.emulator.store.database import StateError

    spec = load_spec()
    if list_readings:
        show(readings.describe(spec), as_json)
        return
    if list_mutants:
        show_mutants(as_json)
        return
    fault = mutant_of(mutant) if mutant else None
    try:
        settings = Settings(
            spec,
            readings.choose(spec, (*own_readings(fault, given), *given)),
            load_code_book(code_book) if code_book else spec.code_book,
            app_id,
            secret_key,
            host,
            port,
            control_port,
            state,
            client_ca,
            plain,
            fault.install if fault else None,
        )
        run(settings, announce, exit_with_parent)
    except (readings.ReadingError, SpecError, StateError, CertificateError, ListenError) as error:
        fail(str(error))


def mutant_of(mutant: str) -> Mutant:
    """The mutant of this id. Ends with a sentence for an unknown one."""
    from conformance.emulator.mutants import load_mutants

    mutants = load_mutants()
    if mutant not in mutants:
        near = difflib.get_close_matches(mutant, mutants, n=1, cutoff=0.4)
        meant = f" Did you mean {near[0]}?" if near else ""
        fail(f"There is no mutant {mutant!r}.{meant} --list-mutants names them all.")
    return mutants[mutant]


def own_readings(fault: Mutant | None, given: tuple[str, ...]) -> list[str]:
    """The readings under which a fault shows, but for those that were given otherwise."""
    names = {each.partition("=")[0] for each in given}
    return [each for each in (fault.readings if fault else ()) if each.partition("=")[0] not in names]


def announce(url: str, control_url: str) -> None:
    """Tells where the emulator listens, once it does."""
    click.echo(f"LISTENING {url}\nCONTROL {control_url}")
    sys.stdout.flush()


def show(described: list[dict[str, object]], as_json: bool) -> None:
    """Prints the readings."""
    if as_json:
        click.echo(json.dumps(described, indent=2))
        return
    for reading in described:
        values = reading["values"]
        click.echo(f"{reading['name']} = {' | '.join(values)}\n    {reading['statement']}")  # type: ignore[arg-type]


def show_mutants(as_json: bool) -> None:
    """Prints the mutants."""
    from conformance.emulator.mutants import describe, load_mutants

    described = [describe(mutant) for mutant in load_mutants().values()]
    if as_json:
        click.echo(json.dumps(described, indent=2))
        return
    for mutant in described:
        click.echo(f"{mutant['id']} ({mutant['requirement']})\n    {mutant['sentence']}")


def fail(sentence: str) -> NoReturn:
    """Ends with a sentence on standard error."""
    click.echo(f"emulate: {sentence}", err=True)
    sys.exit(2)


if __name__ == "__main__":
    command()
