"""ipc-conformance replay: answers any client from a cassette."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.options import with_options
from conformance.run.options import CONNECTION

if TYPE_CHECKING:
    from conformance.cassette.player import Player
    from conformance.cli.replaying import Plan

_FILE = click.Path(path_type=Path)
_OURS = ("app-id", "secret-key", "secret-key-file")


@click.command("replay")
@click.argument("cassette", type=_FILE)
@with_options(option for option in CONNECTION if option.name in _OURS)
@click.option("--listen", default="127.0.0.1:0", show_default=True, metavar="HOST:PORT", help="Port 0 is a free one.")
@click.option("--plain", is_flag=True, help="HTTP instead of HTTPS.")
@click.option("--tls-cert", type=_FILE, metavar="FILE", help="Certificate and key (PEM). [default: one of its own]")
@click.option(
    "--order",
    type=click.Choice(["per-key", "strict"]),
    default="per-key",
    show_default=True,
    help="per-key: equal requests are answered in recorded order; strict: all requests have to come in it.",
)
@click.option("--repeat", is_flag=True, help="When all exchanges of a request are used up, answer the last again.")
@click.option("--fail-unused", is_flag=True, help="Exit 1 too if a recorded exchange was never asked for.")
@click.option("--hang", default=10.0, show_default=True, metavar="SECONDS", help="How long at most what hung hangs.")
@click.option("--redact-key-file", type=_FILE, metavar="FILE", help="The key that was given when it was recorded.")
@click.option("--redact-values", type=_FILE, metavar="FILE", help="The secrets that were masked when it was recorded.")
def command(**values: Any) -> None:
    """Answer any client from a cassette, until Ctrl-C or SIGTERM. No camera is needed, and none is ever reached.

    With the secret key the signatures of the client are verified.

    Exit status: 0 fine, 1 a request matched nothing that was recorded, or was signed as none was, 2 wrong usage.
    """
    from conformance.cassette import CassetteError
    from conformance.cli.replaying import plan_of
    from conformance.run.outcomes import UsageError
    from conformance.serving import ListenError

    try:
        plan = plan_of(values)
        for sentence in plan.remarks:
            _warn(sentence)
        player = asyncio.run(_serve(plan))
    except (UsageError, CassetteError, ListenError) as error:
        raise click.UsageError(str(error)) from error
    for sentence in player.summary():
        click.echo(sentence)
    strange = player.unmatched or player.refused
    raise SystemExit(1 if strange or (values["fail_unused"] and player.unused()) else 0)


async def _serve(plan: Plan) -> Player:
    from conformance.cassette.server import ReplayServer
    from conformance.serving import GreetingListener, listen, url_of

    # What is no HTTP gets a sentence of ours.
    logging.getLogger("uvicorn.error").addFilter(lambda record: "Invalid HTTP" not in record.getMessage())
    listening = listen(plan.host, plan.port)
    server = ReplayServer(plan.player, _warn, plan.secret_key, plan.app_id, plan.hang)
    listener = GreetingListener(server, listening, plan.tls, _warn)
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await listener.open()
    click.echo(f"LISTENING {url_of(listening, plan.tls)}")
    sys.stdout.flush()
    await stop.wait()
    await listener.close()
    listener.release()
    return plan.player


def _warn(sentence: str) -> None:
    click.echo(f"replay: {sentence}", err=True)


if __name__ == "__main__":
    command()
