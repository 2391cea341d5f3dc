"""The signature of a request (facts 2.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from conformance.wire.text import to_bytes

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Credentials:
    """What customer service hands out for a camera. The secret never shows in a repr."""

    app_id: str
    secret_key: str = field(repr=False)


def text_to_sign(fields: Fields, secret_key: str, *, with_empties: bool = False, alphabetic: bool = False) -> str:
    """`k=v` of all non-empty fields but sign, sorted by key in ASCII order, then the secret. Files are no fields.

    Values stand as they are, not percent-encoded (inferred, facts 2.2). The rule sorts by the key alone, so fields of
    one name stay in the order sent. `alphabetic` sorts names with capitals as the English rule may mean it.
    `with_empties` lets empty fields take part, which is wrong on purpose.
    """
    signed = [pair for pair in fields if (pair[1] or with_empties) and pair[0] != "sign"]
    signed.sort(key=_key)
    if alphabetic:
        signed.sort(key=lambda pair: pair[0].lower())
    return "&".join([*map("=".join, signed), f"key={secret_key}"])


def sign(fields: Fields, secret_key: str, *, with_empties: bool = False, alphabetic: bool = False) -> str:
    """The MD5 of the text to sign, in upper-case hex."""
    return digest_of(text_to_sign(fields, secret_key, with_empties=with_empties, alphabetic=alphabetic))


def digest_of(text: str) -> str:
    """The MD5 of a text in UTF-8, in upper-case hex."""
    return hashlib.md5(to_bytes(text), usedforsecurity=False).hexdigest().upper()


def _key(pair: tuple[str, str]) -> bytes:
    """As bytes: a lone surrogate, which stands for one, sorts among characters as it does on the wire."""
    name = pair[0]
    return name.encode("ascii") if name.isascii() else to_bytes(name)
