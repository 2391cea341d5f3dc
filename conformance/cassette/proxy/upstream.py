"""TLS from mitmproxy to the camera: as our own client does it, with client certificates and for cameras of 2020."""

from __future__ import annotations

import ipaddress
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from mitmproxy.http import HTTPFlow
from mitmproxy.tls import TlsData
from OpenSSL import SSL, crypto

from conformance.cassette.proxy.notices import Notices
from conformance.wire.clientcert import ClientCertificate, client_certificate
from conformance.wire.strictness import weakness_of
from conformance.wire.tls import TLSOptions

ANY_CIPHER = "ALL:@SECLEVEL=0"
GOOD_CIPHERS = "DEFAULT:@SECLEVEL=2"


def mitmproxy_options(tls: TLSOptions) -> dict[str, Any]:
    """What mitmproxy can be told by its own options."""
    options: dict[str, Any] = {"ssl_insecure": tls.insecure}
    if tls.insecure:
        options["ciphers_server"] = GOOD_CIPHERS if tls.strict else ANY_CIPHER
    elif tls.ca is not None:
        options["ssl_verify_upstream_trusted_ca"] = str(tls.ca)
    return options


class Upstream:
    """An addon of mitmproxy for the rest: keys that must not lie open on the disk, and checks of its own.

    Raises TLSError where the client certificate can't be used.
    """

    def __init__(self, tls: TLSOptions, notices: Notices) -> None:
        self._tls = tls
        self._notices = notices
        self._own: _OwnCertificate | None = None
        if tls.client_cert is not None:
            found = client_certificate(tls.client_cert, tls.client_key, tls.client_cert_password)
            self._own = _OwnCertificate(found)

    def tls_start_server(self, data: TlsData) -> None:
        """A connection to the camera is about to make its handshake; mitmproxy has prepared it."""
        if data.ssl_conn is None:
            return
        if self._tls.insecure and not self._tls.strict:
            _accept_old_versions(data)
        connection = data.ssl_conn
        store = connection.get_context().get_cert_store()
        if store is not None and not self._tls.insecure:
            # The camera's own certificate is as good as the one that signed it.
            store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
        if self._tls.insecure and self._tls.strict:
            connection.set_verify(SSL.VERIFY_PEER, self._is_strong)
        if self._own is not None:
            self._own.show_on(connection)

    def tls_failed_server(self, data: TlsData) -> None:
        """No handshake with the camera: says what may help."""
        error = data.conn.error or ""
        if "verify failed" in error.lower():
            advice = "check it against another file with --ca, or go on without a check with --insecure"
            self._notices.warn(f"the camera's certificate is not accepted ({error}): {advice}")
        elif "alert" in error.lower() and self._own is None:
            self._notices.warn(f"the camera refuses the TLS connection ({error}): it may want a --client-cert")

    def error(self, flow: HTTPFlow) -> None:
        """No answer came: with TLS 1.3, a camera that misses a client certificate hangs up after the handshake."""
        message = flow.error.msg if flow.error else ""
        if self._own is None and flow.server_conn.tls_established and "closed connection" in message:
            self._notices.warn(
                "the camera closed a TLS connection instead of answering; if it does so on each, it may want a "
                "--client-cert"
            )

    def _is_strong(self, _connection: object, certificate: Any, _error: int, depth: int, _good: int) -> bool:
        return depth > 0 or not weakness_of(_der(certificate))


class _OwnCertificate:
    """Our client certificate, as OpenSSL objects in memory."""

    def __init__(self, source: ClientCertificate) -> None:
        self._key = crypto.PKey.from_cryptography_key(source.key)  # type: ignore[arg-type]  # it says which it can't
        self._certificate = crypto.X509.from_cryptography(source.certificate)
        self._chain = [crypto.X509.from_cryptography(each) for each in source.chain]
        self._seen: set[int] = set()

    def show_on(self, connection: SSL.Connection) -> None:
        """Makes the connection show it."""
        context = connection.get_context()
        if id(context) not in self._seen:  # mitmproxy keeps its contexts as long as it runs
            self._seen.add(id(context))
            for each in self._chain:
                context.add_extra_chain_cert(each)
        connection.use_certificate(self._certificate)
        connection.use_privatekey(self._key)


def _accept_old_versions(data: TlsData) -> None:
    """Makes the connection anew: mitmproxy 12 fails over its own option for this where OpenSSL has no SSL 3."""
    assert data.ssl_conn is not None
    context = data.ssl_conn.get_context()
    context.set_min_proto_version(SSL.TLS1_VERSION)
    connection = SSL.Connection(context)
    name = data.conn.sni or ""
    if name and not _is_address(name):
        connection.set_tlsext_host_name(name.encode("idna"))
    if data.conn.alpn_offers:
        connection.set_alpn_protos(list(data.conn.alpn_offers))
    connection.set_connect_state()
    data.ssl_conn = connection


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _der(certificate: Any) -> bytes:
    converted: x509.Certificate = certificate.to_cryptography()
    return converted.public_bytes(Encoding.DER)
