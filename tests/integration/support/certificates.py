"""A lab's own certificate authority and a client certificate that it signed."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

P12_PASSWORD = "planted-p12-password-1337"


@dataclass(frozen=True)
class ClientFiles:
    """Files for `emulate --client-ca` and for `run --client-cert --client-cert-password-file`.

    `pem` holds the same certificate and key without a password.
    """

    ca: Path
    p12: Path
    pem: Path
    password_file: Path


def client_files(folder: Path) -> ClientFiles:
    """Makes them."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _signed("lab CA", ca_key, "lab CA", ca_key, authority=True)
    certificate = _signed("client", key, "lab CA", ca_key, authority=False)
    files = ClientFiles(folder / "ca.pem", folder / "client.p12", folder / "client.pem", folder / "password")
    files.ca.write_bytes(ca.public_bytes(Encoding.PEM))
    encryption = BestAvailableEncryption(P12_PASSWORD.encode())
    files.p12.write_bytes(pkcs12.serialize_key_and_certificates(b"client", key, certificate, None, encryption))
    unencrypted = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    files.pem.write_bytes(unencrypted + certificate.public_bytes(Encoding.PEM))
    files.password_file.write_text(P12_PASSWORD + "\n")
    return files


@dataclass(frozen=True)
class ServerFiles:
    """A certificate for 127.0.0.1 with its key, for `--tls-cert`, and what a client verifies it by."""

    ca: Path
    pem: Path


def server_files(folder: Path) -> ServerFiles:
    """Makes them."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _signed("lab CA", ca_key, "lab CA", ca_key, authority=True)
    certificate = _signed("proxy", key, "lab CA", ca_key, authority=False, address="127.0.0.1")
    files = ServerFiles(folder / "lab-ca.pem", folder / "proxy.pem")
    files.ca.write_bytes(ca.public_bytes(Encoding.PEM))
    unencrypted = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    files.pem.write_bytes(unencrypted + certificate.public_bytes(Encoding.PEM))
    return files


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
    address: str = "",
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if address:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(by, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
