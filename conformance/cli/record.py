"""ipc-conformance record: a proxy before a camera that records the traffic of any client."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from conformance.cli.options import with_options
from conformance.run.options import CONNECTION

_FILE = click.Path(path_type=Path)
_OURS = ("url", "app-id", "secret-key", "secret-key-file", "insecure", "strict-tls", "ca", "client-cert", "client-key",
         "client-cert-password-file")  # fmt: skip


@click.command("record")
@with_options(option for option in CONNECTION if option.name in _OURS)
@click.option("--cassette", type=_FILE, metavar="FILE", help="Where the traffic is recorded.")
@click.option("--listen", default="127.0.0.1:0", show_default=True, metavar="HOST:PORT", help="Port 0 is a free one.")
@click.option(
    "--mode",
    type=click.Choice(["reverse", "regular"]),
    default="reverse",
    show_default=True,
    help="reverse: clients are given this address as the camera's; regular: as their HTTP proxy.",
)
@click.option("--append", is_flag=True, help="Continue a cassette that exists.")
@click.option("--keep-pictures", is_flag=True, help="Keep pictures too, not only their digests: they may show faces.")
@click.option("--redact-values", type=_FILE, metavar="FILE", help="Further secrets, one a line, to be masked.")
@click.option("--redact-fields", metavar="NAME,...", default="", help="Further fields whose values become digests.")
@click.option(
    "--redact-key-file",
    type=_FILE,
    metavar="FILE",
    help="The key of these digests. [default: the secret key, or else a random one]",
)
@click.option(
    "--tls-cert",
    type=_FILE,
    metavar="FILE",
    help="Certificate and key (PEM) for the clients, instead of one by mitmproxy's CA.",
)
@click.option("--ca-dir", type=_FILE, metavar="DIR", help="Where mitmproxy's CA is or will be. [default: ~/.mitmproxy]")
@click.option("--addon-path", is_flag=True, help="Print the path of the addon, for `mitmdump -s`.")
def command(addon_path: bool, **values: Any) -> None:
    """Record the traffic between a camera and any client, without secrets, until Ctrl-C or SIGTERM.

    Exit status: 0 all of it is recorded, 2 wrong usage, 3 something could not be recorded.
    """
    if addon_path:
        click.echo(Path(__file__).parents[1] / "cassette" / "addon.py")
        return
    from conformance.cassette.errors import CassetteError
    from conformance.run.outcomes import UsageError

    try:
        status = _record(values)
    except (UsageError, CassetteError) as error:
        raise click.UsageError(str(error)) from error
    raise SystemExit(status)


def _record(values: Mapping[str, Any]) -> int:
    from conformance.cassette.proxy.serving import ServeError, serve
    from conformance.cassette.proxy.setup import start
    from conformance.cli.recording import plan_of, serving_of
    from conformance.run.outcomes import UsageError
    from conformance.wire import TLSError

    plan, serving = plan_of(values), serving_of(values)
    recording = start(plan, _warn, _tell)
    try:
        serve(serving, recording, lambda host, port: _announce(serving.scheme, host, port))
    except (ServeError, TLSError) as error:
        recording.discard()
        raise UsageError(str(error)) from error
    return 3 if recording.lost else 0


def _announce(scheme: str, host: str, port: int) -> None:
    click.echo(f"LISTENING {scheme}://{f'[{host}]' if ':' in host else host}:{port}")
    sys.stdout.flush()


def _warn(sentence: str) -> None:
    click.echo(f"record: {sentence}", err=True)


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)
