"""What --strict-tls refuses in a camera's certificate that nobody checks otherwise."""

from __future__ import annotations

import ssl
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

# As OpenSSL's security level 2, which demands 112 bits.
LEAST_RSA_BITS = 2048
LEAST_EC_BITS = 224
OLD_HASHES = ("md5", "sha1")


class WeakCertificateError(ssl.SSLError):
    """The camera's certificate is out of date: `weakness` says in what."""

    def __init__(self, weakness: str) -> None:
        super().__init__(ssl.SSL_ERROR_SSL, weakness)
        self.weakness = weakness


class StrictContext(ssl.SSLContext):
    """A client context that looks at the certificate itself: without verification OpenSSL applies no level to it."""

    def wrap_socket(self, *arguments: Any, **named: Any) -> ssl.SSLSocket:
        """Makes the handshake. Raises WeakCertificateError."""
        secure = super().wrap_socket(*arguments, **named)
        weakness = weakness_of(secure.getpeercert(binary_form=True) or b"")
        if weakness:
            secure.close()
            raise WeakCertificateError(weakness)
        return secure


def weakness_of(certificate: bytes) -> str:
    """What is out of date in a certificate in DER; empty where nothing is."""
    try:
        parsed = x509.load_der_x509_certificate(certificate)
        key, signed_with = parsed.public_key(), parsed.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm) as error:
        return f"its certificate can't be read ({error})"
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        return f"its RSA key has {key.key_size} bits, fewer than {LEAST_RSA_BITS}"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < LEAST_EC_BITS:
        return f"its EC key has {key.key_size} bits, fewer than {LEAST_EC_BITS}"
    if signed_with is not None and signed_with.name in OLD_HASHES:
        return f"its certificate is signed with {signed_with.name.upper()}"
    return ""
