"""The redactor of a recording, made again from what its owner knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.cassette.reader import Cassette
from conformance.cassette.redact import Redactor
from conformance.wire import Credentials

LOOKED_AT = 100
"""So many exchanges at most are looked at for one that was signed."""


def redactor_of(
    cassette: Cassette, secret_key: str, app_id: str = "", *, key: bytes | None = None, secrets: Iterable[str] = ()
) -> Redactor | None:
    """The redactor; None where nobody has the key of its digests."""
    if key is None and (not secret_key or _first_sign(cassette) == "unknown"):
        return None  # whoever records without the secret makes a key of its own and forgets it
    fields = cassette.header.get("redacted")
    names = [name for name in fields if name != "sign"] if isinstance(fields, list) else []
    return Redactor(Credentials(app_id, secret_key), secrets, key=key, fields=names)


def first_signed(cassette: Cassette) -> Mapping[str, Any]:
    """The first request that was signed; empty where none was."""
    for place in range(min(len(cassette), LOOKED_AT)):
        request = cassette.at(place).get("request", {})
        if isinstance(request, dict) and request.get("auth", {}).get("sign", "absent") != "absent":
            return request
    return {}


def _first_sign(cassette: Cassette) -> str:
    return str(first_signed(cassette).get("auth", {}).get("sign", ""))
