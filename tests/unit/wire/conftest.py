"""TLS servers with a certificate of their own."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from certificates import Identity, identity
from raw_server import OK, RawServer, answering

from conformance.wire import TLSOptions


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where certificates lie."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="session")
def self_signed() -> Identity:
    """A camera's certificate that nobody else signed."""
    return identity("camera")


@pytest.fixture(scope="session")
def insecure() -> TLSOptions:
    """--insecure."""
    return TLSOptions(insecure=True)


@pytest.fixture(scope="session")
def server_context(folder: Path) -> Callable[..., ssl.SSLContext]:
    """Makes a server's TLS context of a certificate; `client_ca` is whose client certificates it demands."""

    def make(own: Identity, client_ca: Identity | None = None) -> ssl.SSLContext:
        pem = folder / "server.pem"
        pem.write_bytes(own.pem + own.key_pem())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        if client_ca:
            context.load_verify_locations(cadata=client_ca.pem.decode())
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    return make


@pytest.fixture(scope="session")
def tls_server(server_context: Callable[..., ssl.SSLContext], self_signed: Identity) -> Callable[..., RawServer]:
    """Makes a server that answers code 0 over TLS."""

    def make(own: Identity = self_signed, client_ca: Identity | None = None) -> RawServer:
        return answering(OK, tls=server_context(own, client_ca))

    return make
