"""What can be found out about reaching a camera, one finding after the other."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.run.preflight import clock_offset, preflight
from conformance.run.settings import Connection
from conformance.wire import Client, TLSError
from conformance.wire.tls import ssl_context

# A clock within this many seconds of ours is nobody's trouble; tolerances are undocumented (facts 2.2).
CLOCK_TOLERANCE = 60


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `good` is None where it could not be told."""

    subject: str
    good: bool | None
    text: str


def diagnose(connection: Connection) -> Iterator[Finding]:
    """Reachability, TLS, clock, credentials; ends at the first that makes the next ones pointless."""
    reached = _reach(connection)
    yield reached
    if reached.good is False:
        return
    if connection.target.url.startswith("https"):
        yield _tls(connection)
    with Client(connection.target, connection.credentials) as client:
        found = preflight(client)
    yield _clock(offset=next((clock_offset(each) for each in found.exchanges), None))
    accepted = f"the camera accepted a signed {found.exchanges[-1].operation}"
    yield Finding("credentials", found.accepted, found.problem or accepted)


def _reach(connection: Connection) -> Finding:
    host, port = _address(connection.target.url)
    if connection.target.proxy:
        return Finding("network", None, f"reached through the proxy {connection.target.proxy}")
    try:
        with socket.create_connection((host, port), connection.target.timeout):
            return Finding("network", True, f"{host} accepts connections on port {port}")
    except OSError as error:
        why = error.strerror or str(error) or "no answer in time"
        return Finding("network", False, f"no connection to {host} port {port}: {why}")


def _tls(connection: Connection) -> Finding:
    """The handshake alone, with what the camera offers."""
    host, port = _address(connection.target.url)
    if connection.target.proxy:
        return Finding("TLS", None, "not looked at through a proxy")
    try:
        context = ssl_context(connection.target.tls)
        with (
            socket.create_connection((host, port), connection.target.timeout) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            cipher = (secure.cipher() or ("unknown cipher",))[0]
            checked = "unchecked certificate" if connection.target.tls.insecure else "certificate checked"
            return Finding("TLS", True, f"{secure.version()}, {cipher}, {checked}")
    except (TLSError, OSError) as error:
        reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else str(error)
        return Finding("TLS", False, f"no TLS: {reason}")


def _clock(offset: float | None) -> Finding:
    if offset is None:
        return Finding("clock", None, "the camera does not say its time (no Date header)")
    good = abs(offset) <= CLOCK_TOLERANCE
    advice = "" if good else "; run with --time-offset auto"
    return Finding("clock", good, f"the camera's clock is {offset:+.0f} s off ours{advice}")


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
