"""What can be found out about reaching a camera, one finding after the other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.run.address import shown
from conformance.run.preflight import CLOCK_TOLERANCE, Preflight, clock_offset, may_want_certificate, preflight
from conformance.run.settings import Connection
from conformance.wire import Client, Fault, Target, TLSError
from conformance.wire.tls import ssl_context


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `good` is None where it could not be told."""

    subject: str
    good: bool | None
    text: str


def diagnose(connection: Connection) -> Iterator[Finding]:
    """Reachability, TLS, client certificate, clock, credentials; ends where the next ones would be pointless.

    The last finding says whether the camera can be tested.
    """
    reached = _reach(connection)
    yield reached
    if reached.good is False:
        return
    with Client(connection.target, connection.credentials) as client:
        found = preflight(client)
    if connection.target.url.startswith("https"):
        yield from _tls(connection, found)
    yield _clock(next((clock_offset(each) for each in found.exchanges), None))
    accepted = f"the camera accepted a signed {found.exchanges[-1].operation}"
    yield Finding("credentials", found.accepted, found.problem or accepted)


def _reach(connection: Connection) -> Finding:
    host, port = _address(connection.target.url)
    if connection.target.proxy:
        return Finding("network", None, f"reached through the proxy {shown(connection.target.proxy)}")
    try:
        with socket.create_connection((host, port), connection.target.timeout):
            return Finding("network", True, f"{host} accepts connections on port {port}")
    except OSError as error:
        why = error.strerror or str(error) or "no answer in time"
        return Finding("network", False, f"no connection to {host} port {port}: {why}")


def _tls(connection: Connection, found: Preflight) -> Iterator[Finding]:
    """What the camera offers. With TLS 1.3 it refuses a client only after the handshake: that shows in `found`."""
    fault = next((each.fault for each in found.exchanges if each.fault is not None), None)
    refused = fault is not None and fault.kind == "tls"
    if refused and fault is not None:
        yield Finding("TLS", False, fault.text)
    elif connection.target.proxy:
        yield Finding("TLS", None, "not looked at through a proxy")
    else:
        yield _handshake(connection)
    if not refused:
        yield _certificate(connection.target, fault)


def _certificate(target: Target, fault: Fault | None) -> Finding:
    subject = "client certificate"
    if may_want_certificate(fault, target):
        return Finding(subject, False, "none is given, and the camera hangs up: it may want one; --client-cert FILE")
    if target.tls.client_cert is None:
        return Finding(subject, None, "none is given, and none is demanded")
    return Finding(subject, True, f"{target.tls.client_cert} is given, and sent where the camera asks for it")


def _handshake(connection: Connection) -> Finding:
    host, port = _address(connection.target.url)
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
        return Finding("TLS", False, f"no TLS: {error}")


def _clock(offset: float | None) -> Finding:
    if offset is None:
        return Finding("clock", None, "the camera does not say its time (no Date header)")
    good = abs(offset) <= CLOCK_TOLERANCE
    advice = "" if good else "; run with --time-offset auto"
    return Finding("clock", good, f"the camera's clock is {offset:+.0f} s off ours{advice}")


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
