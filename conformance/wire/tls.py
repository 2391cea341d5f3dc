"""TLS towards a camera: what its certificate is checked against, and our own client certificate."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from conformance.wire.clientcert import load_client_cert
from conformance.wire.strictness import StrictContext
from conformance.wire.tlserror import TLSError, reason_of

__all__ = ["TLSError", "TLSOptions", "ssl_context"]


@dataclass(frozen=True)
class TLSOptions:
    """How to connect: `insecure` skips the check of the camera's certificate and accepts what cameras of 2020 offer
    (TLS 1.0, SHA-1, short keys), unless `strict` refuses that.
    """

    insecure: bool = False
    strict: bool = False
    ca: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None
    client_cert_password: str | None = field(default=None, repr=False)


def ssl_context(options: TLSOptions) -> ssl.SSLContext:
    """A client context. Raises TLSError."""
    if options.insecure:
        context = _unchecked(options.strict)
    else:
        context = ssl.create_default_context() if options.ca is None else _with_ca(options.ca)
    if options.client_cert is not None:
        load_client_cert(context, options.client_cert, options.client_key, options.client_cert_password)
    return context


def _unchecked(strict: bool) -> ssl.SSLContext:
    """Without the system's certificates too: to load them takes 15 ms."""
    context = (StrictContext if strict else ssl.SSLContext)(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if strict:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("DEFAULT:@SECLEVEL=2")  # whatever the system's default is
    else:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def _with_ca(ca: Path) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca))
    except OSError as error:
        raise TLSError(f"--ca {ca}: {reason_of(error)}; give a file with certificates in PEM") from error
    # Cameras' private CAs often lack the key usage that Python 3.13 demands by default.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    # The camera's own certificate is as good as the one that signed it.
    context.verify_flags |= getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0)
    return context
