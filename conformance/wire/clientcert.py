"""Our own certificate: a PEM file, with the key in it or apart, or a .p12 file as cameras' vendors hand it out."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from conformance.wire.tlserror import TLSError, reason_of

_PASSWORD_OPTION = "--client-cert-password-file FILE"  # noqa: S105 - the name of an option


@dataclass(frozen=True)
class ClientCertificate:
    """A client certificate with its key, in memory."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: PrivateKeyTypes = field(repr=False)


def client_certificate(cert: Path, key: Path | None, password: str | None) -> ClientCertificate:
    """The same as objects, for whoever has a TLS of its own. Raises TLSError, as `load_client_cert` does."""
    load_client_cert(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), cert, key, password)
    try:
        if cert.suffix.lower() in (".p12", ".pfx"):
            found, own, others = pkcs12.load_key_and_certificates(
                cert.read_bytes(), password.encode() if password else None
            )
            assert found is not None
            assert own is not None
            return ClientCertificate(own, tuple(others), found)
        own, *chain = x509.load_pem_x509_certificates(cert.read_bytes())
        return ClientCertificate(own, tuple(chain), _key_in((key or cert).read_bytes(), password))
    except (OSError, ValueError, TypeError) as error:
        raise TLSError(f"--client-cert {cert}: {reason_of(error)}") from error


_KEY = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)


def _key_in(pem: bytes, password: str | None) -> PrivateKeyTypes:
    found = _KEY.search(pem)
    if found is None:
        raise ValueError("no private key in PEM")
    encrypted = b"ENCRYPTED" in found.group()
    return load_pem_private_key(found.group(), password.encode() if password and encrypted else None)


def load_client_cert(context: ssl.SSLContext, cert: Path, key: Path | None, password: str | None) -> None:
    """Loads the certificate and its key. Raises TLSError; never asks for a password on the terminal."""
    _must_be_readable("--client-cert", cert)
    if key is not None:
        _must_be_readable("--client-key", key)
    if cert.suffix.lower() in (".p12", ".pfx"):
        _load_p12(context, cert, password)
    else:
        _load_pem(context, cert, key, password)


def _must_be_readable(option: str, path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise TLSError(f"{option} {path}: {reason_of(error)}") from error


def _load_pem(context: ssl.SSLContext, cert: Path, key: Path | None, password: str | None) -> None:
    try:
        # A callback, because OpenSSL would otherwise ask for a missing password on the terminal.
        context.load_cert_chain(cert, key, password=lambda: password or "")
    except (OSError, ValueError) as error:
        raise TLSError(f"--client-cert {cert}: {_why_pem(error, key or cert, password)}") from error


def _why_pem(error: Exception, key: Path, password: str | None) -> str:
    content = key.read_bytes()
    if b"ENCRYPTED" in content and password is None:
        return f"the key in {key} is encrypted; give its password with {_PASSWORD_OPTION}"
    if b"ENCRYPTED" in content:
        return f"the key in {key} can't be used: wrong password, or a damaged file; check {_PASSWORD_OPTION}"
    if b"PRIVATE KEY" not in content:
        return f"{key} holds no private key in PEM; give the file that does with --client-key"
    return f"{reason_of(error)}; give a certificate and its own key in PEM, or a .p12 file"


def _load_p12(context: ssl.SSLContext, path: Path, password: str | None) -> None:
    throwaway = secrets.token_hex(32)
    try:
        pem = _pem_of_p12(path.read_bytes(), password, throwaway)
        with _on_disk(pem) as name:
            context.load_cert_chain(name, password=throwaway)
    except (OSError, ValueError) as error:
        raise TLSError(f"--client-cert {path}: {_why_p12(error, password)}") from error


def _why_p12(error: Exception, password: str | None) -> str:
    if "password" not in str(error).lower():
        return reason_of(error)
    if password is None:
        return f"it has a password, or is no PKCS#12 file; give the password with {_PASSWORD_OPTION}"
    return f"wrong password, or no PKCS#12 file; check {_PASSWORD_OPTION}"


def _pem_of_p12(data: bytes, password: str | None, throwaway: str) -> bytes:
    """Certificate, chain and key as PEM, the key encrypted. Raises ValueError."""
    key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode() if password else None)
    if key is None or certificate is None:
        raise ValueError("it holds no certificate with a private key")
    # The same types are accepted in all versions that we support; the annotation of the key is wider.
    pem = key.private_bytes(  # type: ignore[union-attr,unused-ignore]
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(throwaway.encode())
    )
    return pem + b"".join(each.public_bytes(Encoding.PEM) for each in [certificate, *others])


@contextlib.contextmanager
def _on_disk(pem: bytes) -> Iterator[str]:
    """A file that exists only inside the block: OpenSSL loads keys from files alone.

    The password of the key in it is never stored, so it is worth nothing to anybody if the process dies in the block.
    """
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        yield name
    finally:
        Path(name).unlink()
