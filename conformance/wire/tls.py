"""TLS towards a camera: what its certificate is checked against, and our own client certificate."""

from __future__ import annotations

import contextlib
import os
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12


class TLSError(Exception):
    """A certificate or key file that can't be used; the message says which and what to do."""


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
    context = ssl.create_default_context() if options.ca is None else _with_ca(options.ca)
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if not options.strict:
            _accept_old(context)
    if options.client_cert is not None:
        _load_client_cert(context, options)
    return context


def _with_ca(ca: Path) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca))
    except OSError as error:
        raise TLSError(f"--ca {ca}: {_reason(error)}; give a file with certificates in PEM") from error
    # Cameras' private CAs often lack the key usage that Python 3.13 demands by default.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    return context


def _accept_old(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0)


def _load_client_cert(context: ssl.SSLContext, options: TLSOptions) -> None:
    assert options.client_cert is not None
    password = options.client_cert_password
    try:
        if options.client_cert.suffix.lower() in (".p12", ".pfx"):
            with _pem_of_p12(options.client_cert, password) as pem:
                context.load_cert_chain(pem, password=_TEMPORARY)
        else:
            # A callback, because OpenSSL would otherwise ask for a missing password on the terminal.
            context.load_cert_chain(options.client_cert, options.client_key, password=lambda: password or "")
    except (OSError, ValueError) as error:
        raise TLSError(
            f"--client-cert {options.client_cert}: {_reason(error)}; give a PEM file (with --client-key where the key "
            "stands apart) or a .p12 file, and its password with --client-cert-password-file"
        ) from error


_TEMPORARY = "for the moment that OpenSSL reads it"


@contextlib.contextmanager
def _pem_of_p12(path: Path, password: str | None) -> Iterator[str]:
    """The .p12 as an encrypted PEM file that exists only inside the block: OpenSSL loads keys from files alone."""
    key, certificate, others = pkcs12.load_key_and_certificates(
        path.read_bytes(), password.encode() if password else None
    )
    if key is None or certificate is None:
        raise ValueError("it holds no certificate with a private key")
    # The same types are accepted in all versions that we support; the annotation of the key is wider.
    pem = key.private_bytes(  # type: ignore[union-attr,unused-ignore]
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_TEMPORARY.encode())
    )
    pem += b"".join(each.public_bytes(Encoding.PEM) for each in [certificate, *others])
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        yield name
    finally:
        Path(name).unlink()


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, ssl.SSLError):
        return f"it can't be used ({error.reason or error})"
    return str(error)
