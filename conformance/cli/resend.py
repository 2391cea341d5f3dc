"""ipc-conformance resend: a recording sent to a live camera, and the answers compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.options import with_options
from conformance.run.options import CONNECTION
from conformance.run.signals import ending_by_signal

if TYPE_CHECKING:
    from conformance.resend.session import Resent

SHOWN = 20
"""Exchanges that differ and are printed; resend.json has them all."""


@click.command()
@click.argument("cassette", type=click.Path(path_type=Path))
@with_options(CONNECTION)
@click.option("--allow-foreign", is_flag=True, help="Touch groups and records too that the cassette did not make.")
@click.option("--volatile", metavar="NAME,...", default="", help="Further fields of answers that don't count.")
@click.option("--keep", is_flag=True, help="Leave on the camera what the cassette made; `clean` deletes it.")
@click.option("--report-dir", type=click.Path(path_type=Path), metavar="DIR", help="A new folder for what came of it.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def command(cassette: Path, allow_foreign: bool, volatile: str, keep: bool, as_json: bool, **values: Any) -> None:
    """Send the requests in CASSETTE to a camera again, freshly signed, and compare the answers field by field.

    Groups and records that the cassette did not make are left alone, and what it made is deleted afterwards. Exit
    status: 0 all alike, 1 a difference, 2 wrong usage, 3 it could not be sent.
    """
    from conformance.cassette import Cassette, CassetteError
    from conformance.resend.session import Manner, Resending
    from conformance.run.outcomes import UsageError
    from conformance.run.settings import connection_of

    names = tuple(name.strip() for name in volatile.split(",") if name.strip())
    try:
        connection = connection_of(values)
        with Cassette.open(cassette) as recording:
            if recording.problems:
                raise UsageError(f"{cassette} is not as it was recorded: {recording.problems[0]}")
            resending = Resending(recording, connection, Manner(allow_foreign, names, keep), values["report_dir"])
            with ending_by_signal():
                resent = resending.run()
    except (UsageError, CassetteError) as error:
        raise click.UsageError(str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"a line is not of its format ({error!r}); `cassette verify` names it"
        click.echo(f"Error: {cassette} can't be sent: {why}", err=True)
        raise SystemExit(3) from error
    except KeyboardInterrupt:
        click.echo("Interrupted; what was made is deleted again.", err=True)
        raise SystemExit(3) from None
    if as_json:
        click.echo(json.dumps(resent.as_json(), indent=1))
    else:
        _print(resent, cassette)
        click.echo(f"what was sent, the comparison and the journal are in {resending.folder}")
    raise SystemExit(3 if resent.problem or not resent.sent else int(bool(resent.differing)))


def _print(resent: Resent, cassette: Path) -> None:
    _print_differences(resent.differing, cassette)
    for why, count in resent.left_out.most_common():
        click.echo(f"{count} not sent: {why}")
    if resent.undecided:
        click.echo(
            f"{resent.overlapped} overlapped with others when they were recorded, and were sent one after the other; "
            f"{len(resent.undecided)} of them differ, which another order may explain:"
        )
        _print_differences(resent.undecided, cassette)
    for sentence in resent.restored:
        click.echo(f"not as before: {sentence}")
    if resent.problem:
        click.echo(f"Error: {resent.problem}", err=True)
    ids = f", {resent.mapped} ids mapped" if resent.mapped else ""
    undecided = f", {len(resent.undecided)} undecided" if resent.undecided else ""
    click.echo(f"{resent.sent} sent, {resent.alike} alike, {len(resent.differing)} differ{undecided}{ids}")


def _print_differences(differing: Sequence[Mapping[str, Any]], cassette: Path) -> None:
    for each in differing[:SHOWN]:
        first, *others = each["differences"]
        more = f", and {len(others)} more" if others else ""
        click.echo(f"exchange {each['exchange']} in {cassette}, {each['operation']}: {first}{more}")
    if len(differing) > SHOWN:
        click.echo(f"... and {len(differing) - SHOWN} more exchanges that differ")
