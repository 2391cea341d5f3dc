"""A certificate made at start, signed by itself like a camera's."""

from __future__ import annotations

import datetime
import ipaddress
import secrets
import ssl
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def load_own(context: ssl.SSLContext, host: str) -> None:
    """Gives the context a new key and certificate.

    Python's ssl reads them from a file only: one that holds the key encrypted, in a folder of its own, for a moment.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    password = secrets.token_hex(16)
    encrypted = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.encode()),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.pem"
        file.write_bytes(encrypted + make(key, host).public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file, password=password)


def make(key: ec.EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    """A self-signed certificate for localhost, 127.0.0.1 and the host, good for a year."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "emulated IPC")])
    now = datetime.datetime.now(datetime.UTC)
    names = dict.fromkeys(("localhost", "127.0.0.1", host))
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([general_name(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def general_name(host: str) -> x509.GeneralName:
    """A host name or address as certificates write it."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
