"""Opens cassettes and secrets for the verbs: what can't be opened is wrong usage, said in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from conformance.cassette import Cassette, CassetteError, Redactor
from conformance.cassette.secretvalues import read_key, read_values
from conformance.run.outcomes import UsageError
from conformance.run.secretfile import read_secret
from conformance.wire import Credentials

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
COULD_NOT = 3


@contextmanager
def opened(path: Path) -> Iterator[Cassette]:
    """The cassette. What goes wrong while it is read ends the program with status 3."""
    try:
        cassette = Cassette.open(path)
    except CassetteError as error:
        raise click.UsageError(str(error)) from error
    with cassette:
        try:
            yield cassette
        except CassetteError as error:
            could_not(str(error))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            could_not(f"{path} has a line that is not of its format ({error!r}); `cassette verify` names it")


def warn(cassette: Cassette) -> None:
    """Says what is wrong with a cassette that is used all the same."""
    for sentence in [*cassette.problems, *cassette.remarks]:
        click.echo(f"{cassette.path}: {sentence}", err=True)


def could_not(sentence: str) -> NoReturn:
    """Ends the program with a sentence and status 3."""
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(COULD_NOT)


def with_secrets(function: F) -> F:
    """Adds the options that say which secrets are known."""
    for option in (
        click.option("--redact-values", type=FILE, metavar="FILE", help="Further secrets, one a line."),
        click.option("--secret-key-file", type=FILE, metavar="FILE", help="A file that holds the secret key."),
        click.option("--secret-key", metavar="KEY", envvar="IPC_SECRET_KEY", show_envvar=True, help="The secret key."),
        click.option("--app-id", metavar="ID", envvar="IPC_APP_ID", show_envvar=True, help="The app_id."),
    ):
        function = option(function)
    return function


class Secrets:
    """The secrets that the options name. Raises click.UsageError."""

    def __init__(self, values: dict[str, Any]) -> None:
        try:
            self.key = values["secret_key"] or read_secret(values["secret_key_file"], "--secret-key-file") or ""
            self.app_id = values["app_id"] or ""
            named = values["redact_values"]
            self.others = read_values(named, "--redact-values") if named else []
            file = values.get("redact_key_file")
            self.token_key = read_key(file, "--redact-key-file") if file else None
        except (UsageError, CassetteError) as error:
            raise click.UsageError(str(error)) from error

    def __bool__(self) -> bool:
        return bool(self.key or self.app_id or self.others)

    def redactor(self, key: bytes | None = None, fields: Sequence[str] = ()) -> Redactor:
        """A redactor that knows them; `key` makes its tokens where neither the secret nor a file does."""
        own = self.token_key if self.token_key is not None or self.key else key
        return Redactor(Credentials(self.app_id, self.key), self.others, key=own, fields=fields)
