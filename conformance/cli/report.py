"""ipc-conformance report: the reports of a run, written again, and its acceptance bundle."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--bundle", type=_FILE, metavar="ZIP", help="Make the acceptance bundle instead; a new file.")
@click.option("--sign-key", type=_FILE, metavar="FILE", help="Sign the bundle: an Ed25519 private key in PEM form.")
@click.option("--sign-key-password-file", type=_FILE, metavar="FILE", help="Its password.")
def command(run: Path, bundle: Path | None, sign_key: Path | None, sign_key_password_file: Path | None) -> None:
    """Write report.html, junit.xml and ctrf.json of RUN, a run's folder, again: from its results.json and its cassette.

    With --bundle, RUN stays as it is, and ZIP holds what `bundle verify` verifies: the declaration of conformance,
    results, report, cassette and pictures, with a manifest of their hashes.

    Needs no device and no secret. Exit status: 0 written, 2 wrong usage, 3 written without requests and answers,
    because the cassette is missing or not as it was recorded; such a run gives no bundle.
    """
    from conformance.run.outcomes import UsageError

    try:
        if bundle is not None:
            _write_bundle(run, bundle, sign_key, sign_key_password_file)
        elif sign_key or sign_key_password_file:
            raise UsageError("--sign-key signs a bundle: name its file with --bundle ZIP")
        else:
            _write_reports(run)
    except UsageError as error:
        raise click.UsageError(str(error)) from error


def _write_reports(run: Path) -> None:
    from conformance.report.writing import read_results, write_readable
    from conformance.run.folder import HTML
    from conformance.run.outcomes import UsageError

    try:
        problem = write_readable(read_results(run), run)
    except OSError as error:
        raise UsageError(f"the reports can't be written to {run}: {error.strerror}") from error
    click.echo(str(run / HTML))
    if problem:
        click.echo(f"Error: the report shows no request and answer, because {problem}", err=True)
        raise SystemExit(3)


def _write_bundle(run: Path, bundle: Path, sign_key: Path | None, password_file: Path | None) -> None:
    from conformance.report.bundle.build import make_bundle, write_bundle
    from conformance.report.bundle.errors import BundleError
    from conformance.report.bundle.signature import read_signing_key
    from conformance.run.outcomes import UsageError
    from conformance.run.secretfile import read_secret

    if password_file and not sign_key:
        raise UsageError("--sign-key-password-file: name the key with --sign-key FILE")
    password = read_secret(password_file, "--sign-key-password-file")
    key = read_signing_key(sign_key, password, "--sign-key") if sign_key else None
    if bundle.exists():
        raise UsageError(f"--bundle {bundle}: it exists already; name a new file, so that nothing is lost")
    if not bundle.parent.is_dir():
        raise UsageError(f"--bundle {bundle}: there is no folder {bundle.parent}; make it first")
    try:
        write_bundle(make_bundle(run, key), bundle)
    except BundleError as error:
        click.echo(f"Error: there is no bundle of {run}: {error}", err=True)
        raise SystemExit(3) from error
    except OSError as error:
        raise UsageError(f"--bundle {bundle}: it can't be written: {error.strerror or error}") from error
    click.echo(str(bundle))
