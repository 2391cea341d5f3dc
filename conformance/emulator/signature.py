"""The signature (facts 2.2): MD5 over the sorted, non-empty parameters and the secret key, in upper-case hex."""

from __future__ import annotations

import hashlib
import hmac

from conformance.emulator.form import Pairs


def sign_of(pairs: Pairs, secret_key: str, order: str = "ascii") -> str:
    """The sign that belongs to these parameters. Files are no parameters; empty values and `sign` are left out.

    Values are signed as they are, not percent-encoded. `order` is the reading sign.key-order.
    """
    # By the key alone: parameters sent twice stay in the order sent.
    key = _key if order == "ascii" else _letters
    signed = sorted((pair for pair in pairs if pair[1] and pair[0] != "sign"), key=key)
    text = "&".join([f"{name}={value}" for name, value in signed] + [f"key={secret_key}"])
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _key(pair: tuple[str, str]) -> str:
    return pair[0]


def _letters(pair: tuple[str, str]) -> str:
    return pair[0].lower()


def equal(sent: str, expected: str, case: str) -> bool:
    """Whether two signs are the same, in constant time; `case` is the reading sign.case."""
    if case == "either":
        sent = sent.upper()
    return hmac.compare_digest(sent.encode(), expected.encode())
