"""An Ed25519 signature over the manifest, and so over everything in a bundle."""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from conformance.report.bundle.manifest import dumps
from conformance.run.outcomes import UsageError

ALGORITHM = "Ed25519"
_SCOPE = b"ipc-conformance acceptance bundle, manifest:\n"
"""Stands before what is signed, so that a signature made for something else is none for a bundle."""
_HOW = "make one with `openssl genpkey -algorithm ed25519 -out key.pem`"
_HOW_PUBLIC = "`openssl pkey -in key.pem -pubout -out public.pem` writes it"
_LARGEST = 64 * 1024


def read_signing_key(path: Path, password: str | None, option: str) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises UsageError."""
    data = _read(path, option)
    try:
        key = serialization.load_pem_private_key(data, password.encode() if password is not None else None)
    except TypeError as error:
        why = "it is encrypted: name its password file" if password is None else "it has no password, and one is given"
        raise UsageError(f"{option} {path}: {why} (--sign-key-password-file)") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        wrong = " with this password" if password is not None else ""
        raise UsageError(f"{option} {path}: it is no private key in PEM form{wrong}; {_HOW}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{option} {path}: it is not an Ed25519 key; {_HOW}")
    return key


def read_public_key(path: Path, option: str) -> str:
    """The public key in a PEM file, in hex. Raises UsageError."""
    try:
        key = serialization.load_pem_public_key(_read(path, option))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{option} {path}: it is no public key in PEM form; {_HOW_PUBLIC}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{option} {path}: it is not an Ed25519 key; bundles are signed with {ALGORITHM}")
    return key.public_bytes_raw().hex()


def _read(path: Path, option: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise UsageError(f"{option} {path}: it can't be read ({error.strerror})") from error


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key of a private one, in hex."""
    return key.public_key().public_bytes_raw().hex()


def signed(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature of a manifest, as a member."""
    return _text(public_of(key), key.sign(_SCOPE + manifest).hex())


def _text(public: str, signature: str) -> bytes:
    return dumps({"algorithm": ALGORITHM, "public_key": public, "signature": signature})


def wrong_with(member: bytes, manifest: bytes, signer: str) -> str:
    """Why a signature is not the signer's, in words; empty where it is."""
    try:
        found = json.loads(member)
        public, signature = found["public_key"], bytes.fromhex(found["signature"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "holds no signature that can be read"
    if member != _text(public, signature.hex()):
        return "is not written as a signature is"
    if public != signer:
        return "is by another key than the one that the manifest names"
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer)).verify(signature, _SCOPE + manifest)
    except (InvalidSignature, ValueError):
        return "does not fit the manifest: one of the two was changed"
    return ""
