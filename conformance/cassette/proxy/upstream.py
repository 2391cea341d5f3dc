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
from conformance.wire.clientcert import client_certificate
from conformance.wire.strictness import weakness_of
from conformance.wire.tls import TLSError, TLSOptions

ANY_CIPHER, GOOD_CIPHERS = b"ALL:@SECLEVEL=0", b"DEFAULT:@SECLEVEL=2"
LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT
NO_PARTIAL_WILDCARDS = 0x4  # X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS

# Of the sentences of OpenSSL and mitmproxy, those on versions, keys and manners that are refused for their age.
_OUT_OF_DATE = ("tls version", "protocol version", "unsupported protocol", "too small", "too weak", "legacy")

# mitmproxy prepares a connection of its own, which is replaced; it is not to look for certificates for it.
MITMPROXY_OPTIONS: dict[str, Any] = {"ssl_insecure": True}


class Upstream:
    """An addon of mitmproxy that makes the connections to the camera.

    mitmproxy's own options know neither .p12 files nor encrypted keys nor TLS 1.0 in all versions, and a context
    that was used can't be changed any more. Raises TLSError where a certificate can't be used.
    """

    def __init__(self, tls: TLSOptions, notices: Notices) -> None:
        self._tls = tls
        self._notices = notices
        self._context = _context(tls)

    def tls_start_server(self, data: TlsData) -> None:
        """A connection to the camera is about to make its handshake."""
        connection = SSL.Connection(self._context)
        name = data.conn.sni or ""
        address = _address(name)
        if name and address is None:
            connection.set_tlsext_host_name(name.encode("idna"))
        if not self._tls.insecure:
            _must_be_for(connection, name, address)
        if data.conn.alpn_offers:
            connection.set_alpn_protos(list(data.conn.alpn_offers))
        connection.set_connect_state()
        data.ssl_conn = connection

    def tls_failed_server(self, data: TlsData) -> None:
        """No handshake with the camera: says what may help."""
        error = data.conn.error or ""
        if "verify failed" in error.lower() and self._tls.insecure:
            self._notices.warn(f"the camera's certificate or key is out of date ({error}): --strict-tls refuses it")
        elif "verify failed" in error.lower():
            advice = "check it against another file with --ca, or go on without a check with --insecure"
            self._notices.warn(f"the camera's certificate is not accepted ({error}): {advice}")
        elif any(word in error.lower() for word in _OUT_OF_DATE) and (self._tls.strict or not self._tls.insecure):
            reason = error.partition(". ")[0]  # mitmproxy goes on with an option of its own, which is of no use here
            self._notices.warn(
                f"the camera's TLS is out of date ({reason}): --insecure without --strict-tls accepts it"
            )
        elif "alert" in error.lower() and self._tls.client_cert is None:
            self._notices.warn(f"the camera refuses the TLS connection ({error}): it may want a --client-cert")

    def error(self, flow: HTTPFlow) -> None:
        """No answer came: with TLS 1.3, a camera that misses a client certificate hangs up after the handshake."""
        message = flow.error.msg if flow.error else ""
        if self._tls.client_cert is None and flow.server_conn.tls_established and "closed connection" in message:
            self._notices.warn(
                "the camera closed a TLS connection instead of answering; if it does so on each, it may want a "
                "--client-cert"
            )


def _context(tls: TLSOptions) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    if tls.insecure and tls.strict:
        context.set_cipher_list(GOOD_CIPHERS)
        context.set_verify(SSL.VERIFY_PEER, _is_strong)
    elif tls.insecure:
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_cipher_list(ANY_CIPHER)
        context.set_options(LEGACY_SERVER_CONNECT)
        context.set_verify(SSL.VERIFY_NONE)
    else:
        _check_against(context, tls)
    if tls.client_cert is not None:
        _show(context, tls)
    return context


def _check_against(context: SSL.Context, tls: TLSOptions) -> None:
    context.set_verify(SSL.VERIFY_PEER)
    if tls.ca is None:
        context.set_default_verify_paths()
        return
    try:
        context.load_verify_locations(str(tls.ca))
    except SSL.Error as error:
        raise TLSError(f"--ca {tls.ca}: no certificates; give a file with certificates in PEM") from error
    store = context.get_cert_store()
    assert store is not None
    # The camera's own certificate is as good as the one that signed it.
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)


def _show(context: SSL.Context, tls: TLSOptions) -> None:
    """Our client certificate, as objects in memory: its key is not to lie open on the disk."""
    assert tls.client_cert is not None
    own = client_certificate(tls.client_cert, tls.client_key, tls.client_cert_password)
    context.use_certificate(crypto.X509.from_cryptography(own.certificate))
    context.use_privatekey(crypto.PKey.from_cryptography_key(own.key))  # type: ignore[arg-type]  # it says which not
    for each in own.chain:
        context.add_extra_chain_cert(crypto.X509.from_cryptography(each))


def _must_be_for(connection: SSL.Connection, name: str, address: bytes | None) -> None:
    """Whom the certificate has to be for; pyOpenSSL has no name for it, and mitmproxy does the same."""
    library: Any = SSL._lib  # type: ignore[attr-defined]
    wanted = library.SSL_get0_param(connection._ssl)
    library.X509_VERIFY_PARAM_set_hostflags(wanted, NO_PARTIAL_WILDCARDS)
    if address is not None:
        library.X509_VERIFY_PARAM_set1_ip(wanted, address, len(address))
    else:
        host = name.encode("idna")
        library.X509_VERIFY_PARAM_set1_host(wanted, host, len(host))


def _is_strong(_connection: object, certificate: Any, _error: int, depth: int, _good: int) -> bool:
    converted: x509.Certificate = certificate.to_cryptography()
    return depth > 0 or not weakness_of(converted.public_bytes(Encoding.DER))


def _address(name: str) -> bytes | None:
    try:
        return ipaddress.ip_address(name).packed
    except ValueError:
        return None
