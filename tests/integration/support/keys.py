"""Key files for signatures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

PASSWORD = "planted-key-password"


@dataclass(frozen=True)
class KeyFiles:
    """Private and public halves in PEM form; `locked` is the same private key with a password."""

    private: Path
    public: Path
    locked: Path
    password: Path
    other_public: Path
    hex: str


def key_files(folder: Path) -> KeyFiles:
    """Makes them: key.pem, public.pem, locked.pem, password, other.pem; and rsa.pem, which is of another kind."""
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    _write(folder / "key.pem", _private(key, NoEncryption()))
    _write(folder / "locked.pem", _private(key, BestAvailableEncryption(PASSWORD.encode())))
    _write(folder / "rsa.pem", _private(rsa.generate_private_key(65537, 2048), NoEncryption()))
    (folder / "password").write_text(f"{PASSWORD}\n")
    for name, each in (("public.pem", key), ("other.pem", other)):
        _write(folder / name, each.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    names = ("key.pem", "public.pem", "locked.pem", "password", "other.pem")
    return KeyFiles(*(folder / name for name in names), key.public_key().public_bytes_raw().hex())


def _private(key: Ed25519PrivateKey | rsa.RSAPrivateKey, how: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def _write(file: Path, data: bytes) -> None:
    file.write_bytes(data)
