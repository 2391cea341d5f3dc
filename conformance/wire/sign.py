"""The signature of a request (facts 2.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Credentials:
    """What customer service hands out for a camera. The secret never shows in a repr."""

    app_id: str
    secret_key: str = field(repr=False)


def text_to_sign(fields: Fields, secret_key: str) -> str:
    """`k=v` of all non-empty fields but sign, sorted by key in ASCII order, then the secret. Files are no fields.

    Values stand as they are, not percent-encoded (inferred, facts 2.2).
    """
    signed = sorted((name, value) for name, value in fields if value and name != "sign")
    return "&".join(f"{name}={value}" for name, value in [*signed, ("key", secret_key)])


def sign(fields: Fields, secret_key: str) -> str:
    """The MD5 of the text to sign, in upper-case hex."""
    text = text_to_sign(fields, secret_key).encode("utf-8", "surrogateescape")
    return hashlib.md5(text, usedforsecurity=False).hexdigest().upper()
