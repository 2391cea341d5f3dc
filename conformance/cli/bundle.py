"""ipc-conformance bundle: an acceptance bundle, as somebody else has made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from conformance.report.bundle.verify import Verified


@click.group("bundle", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Verify an acceptance bundle, which `report RUN --bundle FILE` makes."""


@command.command("verify")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--public-key", type=click.Path(path_type=Path), metavar="FILE", help="Whose signature it must hold, PEM."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(bundle: Path, public_key: Path | None, as_json: bool) -> None:
    """Say whether BUNDLE is what was made of its run, down to the last bit, and what it declares.

    Members, manifest, signature and the cassette's chain are checked, every verdict is derived from the cassette
    again, the declaration and the report are made again, and so is the archive, byte for byte. Needs no device and no
    secret. Exit status: 0 intact (whatever it declares), 1 something was changed, 2 wrong usage, 3 not verified.
    """
    from conformance.report.bundle.errors import BundleError, NoBundleError
    from conformance.report.bundle.signature import read_public_key
    from conformance.report.bundle.verify import EXIT_STATUS
    from conformance.report.bundle.verify import verify as verified
    from conformance.run.outcomes import UsageError

    try:
        key = read_public_key(public_key, "--public-key") if public_key else None
        found = verified(bundle, key)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except NoBundleError as error:
        raise click.UsageError(f"{bundle}: {error}") from error
    except BundleError as error:
        click.echo(f"Error: {bundle} can't be verified: {error}", err=True)
        raise SystemExit(3) from error
    except OSError as error:
        click.echo(f"Error: {error.filename or bundle} can't be read or unpacked: {error.strerror or error}", err=True)
        raise SystemExit(3) from error
    if as_json:
        click.echo(json.dumps(_as_json(found, key), indent=1))
    else:
        _print(bundle, found, key)
    raise SystemExit(EXIT_STATUS[found.outcome])


def _as_json(found: Verified, key: str | None) -> dict[str, Any]:
    return {
        "format": 1,
        "outcome": found.outcome,
        "problems": [vars(each) for each in found.problems],
        "unsure": [vars(each) for each in found.unsure],
        "suite": found.maker,
        "signer": found.signer,
        "signer_is_known": key is not None and found.signer == key,
        "verdicts_derived_again": found.rederived,
        "declaration": found.declaration,
    }


def _print(bundle: Path, found: Verified, key: str | None) -> None:
    from conformance.cassette.show import printable

    for each in found.problems:
        click.echo(printable(f"{bundle}: {each.text}"))
    for each in found.unsure:
        click.echo(printable(f"{bundle}: {each.text}"), err=True)
    if found.outcome == "not-intact":
        click.echo("\nNot accepted: it is not the bundle that was made, or not signed by whom it should be.")
    elif found.outcome == "not-verified":
        click.echo(_other_build(bundle, found), err=True)
    else:
        _declared(found, key)


def _declared(found: Verified, key: str | None) -> None:
    from conformance.cassette.show import printable
    from conformance.report.verdict import failing_words
    from conformance.report.words import plural

    if found.declaration is not None:
        declaration, traffic = found.declaration, found.declaration["traffic"]
        click.echo(printable(declaration["statement"]))
        if fails := failing_words(declaration):
            click.echo(printable(fails))
        extent = "whole" if declaration["extent"]["whole"] else "partial: it says nothing of the rest"
        exceptions = plural(len(declaration["exceptions"]), "exception")
        click.echo(f"Extent: {extent}; {exceptions}; document {declaration['document']}.")
        if recording := declaration["run"]["environment"].get("replayed"):
            click.echo(f"Made again from the recording {printable(str(recording))}: no camera was asked in this run.")
        kept = traffic["pictures_sent"] - traffic["pictures_not_kept"]
        click.echo(
            f"{found.rederived} of {sum(declaration['summary'].values())} verdicts were derived again from "
            f"{plural(traffic['exchanges'], 'exchange')} and {plural(kept, 'picture')}, and are the same."
        )
    if found.signer is None:
        click.echo("Not signed: that it is intact does not show who made it.")
    else:
        whose = "which was given" if key else "name it with --public-key to be sure whose it is"
        click.echo(f"Signed by the Ed25519 key {found.signer}, {whose}.")
    click.echo("\nIntact: every bit is as it was made.")


def _other_build(bundle: Path, found: Verified) -> str:
    from conformance.cassette.show import printable
    from conformance.report.bundle.suite import about, in_words

    maker = printable(in_words(found.maker))
    return (
        f"Error: {bundle}: its digests hold, but it was made by another suite, {maker}, which may judge otherwise than "
        f"this one, {in_words(about())}: verify with the one that made it"
    )
