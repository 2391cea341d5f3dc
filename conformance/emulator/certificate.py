"""The emulator's TLS: a certificate made at start, signed by itself like a camera's, and client certificates."""

from __future__ import annotations

import ssl
from pathlib import Path

from conformance.serving.certificate import load_own, make

__all__ = ["CertificateError", "load_own", "make", "server_context"]


class CertificateError(Exception):
    """A certificate file that can't be used; the message says which and what to do."""


def server_context(host: str, client_ca: Path | None) -> ssl.SSLContext:
    """A TLS context with a new certificate; with `client_ca` only clients that it signed come in.

    Raises CertificateError.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    load_own(context, host)
    if client_ca:
        try:
            context.load_verify_locations(cafile=str(client_ca))
        except (OSError, ssl.SSLError) as error:
            raise CertificateError(
                f"--client-ca {client_ca} can't be used ({error}): name a PEM file with CA certificates."
            ) from error
        context.verify_mode = ssl.CERT_REQUIRED
    return context
