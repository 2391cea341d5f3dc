"""Runs mitmproxy in this process, with the recorder and nothing that a terminal or a browser would need."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mitmproxy.options import Options
from mitmproxy.tools.dump import DumpMaster

from conformance.cassette.proxy.notices import Notices
from conformance.cassette.proxy.upstream import Upstream, mitmproxy_options
from conformance.wire.tls import TLSOptions

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServeError(Exception):
    """The proxy can't be started; the message says why and what to do."""


@dataclass(frozen=True)
class Serving:
    """Where the proxy listens and what it stands before. `mode` is mitmproxy's: regular, reverse:URL; `scheme` is what
    clients are to use.

    `certificate` is shown to clients (a PEM file with its key) instead of one by mitmproxy's CA in `ca_folder`.
    `only` matches the address, HOST:PORT, whose TLS is opened; others are passed on unread.
    """

    mode: str
    scheme: str = "http"
    host: str = "127.0.0.1"
    port: int = 0
    tls: TLSOptions = field(default_factory=TLSOptions)
    certificate: Path | None = None
    ca_folder: Path | None = None
    only: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def options(self) -> Options:
        """mitmproxy's own options, as far as they are known before its addons are there."""
        given: dict[str, Any] = {"mode": [self.mode], "listen_host": self.host, "listen_port": self.port}
        if self.ca_folder is not None:
            given["confdir"] = str(self.ca_folder)
        if self.certificate is not None:
            given["certs"] = [f"*={self.certificate}"]
        # A camera's certificate says nothing that a client of this proxy needs, and HTTP/2 no camera speaks.
        return Options(**given, upstream_cert=False, http2=False)


def serve(serving: Serving, addon: object, notices: Notices, on_ready: Callable[[str, int], None]) -> None:
    """Serves until a signal ends it; `on_ready` gets host and port. Raises ServeError and TLSError."""
    asyncio.run(_serve(serving, addon, notices, on_ready))


async def _serve(serving: Serving, addon: object, notices: Notices, on_ready: Callable[[str, int], None]) -> None:
    upstream = Upstream(serving.tls, notices)
    handler = _Handler(notices)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    master = DumpMaster(serving.options(), with_termlog=False, with_dumper=False)
    # It would end the process at the first line of log; what goes wrong at the start is looked for below.
    master.addons.remove(master.addons.get("errorcheck"))
    master.options.update(connection_strategy="lazy", **_dynamic(serving))
    ready = _Ready(master, on_ready)
    master.addons.add(upstream, addon, ready)
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, master.shutdown)
    try:
        await master.run()
    finally:
        logging.getLogger().removeHandler(handler)
    if ready.failed is not None:
        raise ready.failed


def _dynamic(serving: Serving) -> dict[str, Any]:
    options = mitmproxy_options(serving.tls) | serving.more
    return options | ({"allow_hosts": [serving.only]} if serving.only else {})


class _Ready:
    """An addon that tells where the proxy listens, or that it does not."""

    def __init__(self, master: DumpMaster, on_ready: Callable[[str, int], None]) -> None:
        self.failed: ServeError | None = None
        self._master = master
        self._on_ready = on_ready

    def running(self) -> None:
        """The servers are up, or are not."""
        for server in self._master.addons.get("proxyserver").servers:
            if server.last_exception is not None:
                self.failed = ServeError(_why(server.last_exception))
                self._master.shutdown()
                return
            self._on_ready(*server.listen_addrs[0][:2])


def _why(error: Exception) -> str:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return f"--listen: nothing can listen there ({reason}); choose another address, or port 0 for a free one"


class _Handler(logging.Handler):
    """What mitmproxy has to say, once, without secrets."""

    def __init__(self, notices: Notices) -> None:
        super().__init__(logging.WARNING)
        self._notices = notices

    def emit(self, record: logging.LogRecord) -> None:
        """One line of log."""
        self._notices.warn(record.getMessage().split("\n")[0])
