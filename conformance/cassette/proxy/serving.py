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

from mitmproxy.addons.core import Core
from mitmproxy.addons.disable_h2c import DisableH2C
from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.exceptions import OptionsError
from mitmproxy.master import Master
from mitmproxy.options import Options

from conformance.cassette.proxy.notices import Notices
from conformance.cassette.proxy.recording import Recording
from conformance.cassette.proxy.upstream import MITMPROXY_OPTIONS, Upstream
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


def serve(serving: Serving, recording: Recording, on_ready: Callable[[str, int], None]) -> None:
    """Serves until a signal ends it; `on_ready` gets host and port. Raises ServeError and TLSError."""
    asyncio.run(_serve(serving, recording, on_ready))


async def _serve(serving: Serving, recording: Recording, on_ready: Callable[[str, int], None]) -> None:
    upstream = Upstream(serving.tls, recording.notices)
    logging.getLogger().setLevel(logging.WARNING)
    log = _Handler(recording.notices)
    logging.getLogger().addHandler(log)
    ready = _Ready(recording, log, on_ready)
    master = _master(serving, [upstream, recording, ready])
    ready.master = master
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, master.shutdown)
    await master.run()
    # What connections say that are cut off now is nobody's business.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger().removeHandler(log)
    if ready.failed is not None:
        raise ready.failed


def _master(serving: Serving, addons: list[object]) -> Master:
    try:
        master = Master(serving.options())
        # mitmproxy asks each addon at each step of each request; those that serve people or rewrite are left out.
        master.addons.add(Core(), Proxyserver(), NextLayer(), DisableH2C(), TlsConfig())
        master.options.update(connection_strategy="lazy", **_dynamic(serving))
    except (OSError, ValueError, OptionsError) as error:
        raise ServeError(f"mitmproxy can't start: {error}; look at --ca-dir and --tls-cert") from error
    master.addons.add(*addons)
    return master


def _dynamic(serving: Serving) -> dict[str, Any]:
    options = MITMPROXY_OPTIONS | serving.more
    return options | ({"allow_hosts": [serving.only]} if serving.only else {})


class _Ready:
    """An addon that tells where the proxy listens, or that it does not."""

    def __init__(self, recording: Recording, log: _Handler, on_ready: Callable[[str, int], None]) -> None:
        self._log = log
        self.failed: ServeError | None = None
        self.master: Master | None = None
        self._recording = recording
        self._on_ready = on_ready

    def running(self) -> None:
        """The servers are up, or are not."""
        assert self.master is not None
        server = next(iter(self.master.addons.get("proxyserver").servers))
        if server.last_exception is not None:
            self._fail(_why(server.last_exception))
        elif self._log.early:
            self._fail(f"mitmproxy can't start: {self._log.early[0]}; look at --ca-dir and --tls-cert")
        else:
            self._log.started = True
            self._on_ready(*server.listen_addrs[0][:2])

    def _fail(self, why: str) -> None:
        assert self.master is not None
        self.failed = ServeError(why)
        self._recording.discard()
        self.master.shutdown()


def _why(error: Exception) -> str:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return f"--listen: nothing can listen there ({reason}); choose another address, or port 0 for a free one"


class _Handler(logging.Handler):
    """What mitmproxy has to say: once, without secrets. `early` are the errors before it has started."""

    def __init__(self, notices: Notices) -> None:
        super().__init__(logging.WARNING)
        self.early: list[str] = []
        self.started = False
        self._notices = notices

    def emit(self, record: logging.LogRecord) -> None:
        """One line of log."""
        sentence = record.getMessage().split("\n")[0]
        if self.started:
            self._notices.warn(sentence)
        elif record.levelno >= logging.ERROR:
            self.early.append(sentence)
