"""The options of `replay`, validated: what is wrong with one is said before a port is opened."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.cassette import Cassette, Redactor
from conformance.cassette.player import Player
from conformance.cassette.rekey import first_signed, redactor_of
from conformance.cassette.secretvalues import read_key, read_values
from conformance.cli.listening import certified, listen_address
from conformance.run.outcomes import UsageError
from conformance.run.secretfile import read_secret
from conformance.serving.certificate import load_own


@dataclass(frozen=True)
class Plan:
    """What is replayed, and where. `remarks` are sentences on what can't be as exact as it might."""

    player: Player
    host: str
    port: int
    tls: ssl.SSLContext | None
    secret_key: str = field(repr=False)
    app_id: str
    hang: float
    remarks: tuple[str, ...]


def plan_of(values: Mapping[str, Any]) -> Plan:
    """The plan. Raises UsageError and CassetteError."""
    host, port = listen_address(values["listen"])
    if not values["hang"] >= 0:
        raise UsageError(f"--hang {values['hang']}: it must not be less than 0")
    secret = values["secret_key"] or read_secret(values["secret_key_file"], "--secret-key-file") or ""
    tls = None if values["plain"] else _context(host, values["tls_cert"])
    cassette = Cassette.open(values["cassette"])
    redactor = _redactor(cassette, values, secret)
    player = Player(cassette, redactor, verified=bool(secret), order=values["order"], repeat=values["repeat"])
    remarks = tuple(_remarks(cassette, redactor, secret, values["app_id"] or ""))
    return Plan(player, host, port, tls, secret, values["app_id"] or "", values["hang"], remarks)


def _context(host: str, certificate: Path | None) -> ssl.SSLContext:
    if certificate is not None:
        return certified(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    load_own(context, host)
    return context


def _redactor(cassette: Cassette, values: Mapping[str, Any], secret: str) -> Redactor | None:
    """That of the recording; None where nobody has the key of its digests."""
    key = read_key(values["redact_key_file"], "--redact-key-file") if values["redact_key_file"] else None
    secrets = read_values(values["redact_values"], "--redact-values") if values["redact_values"] else ()
    return redactor_of(cassette, secret, values["app_id"] or "", key=key, secrets=secrets)


def _remarks(cassette: Cassette, redactor: Redactor | None, secret: str, app_id: str) -> Iterator[str]:
    yield from cassette.problems
    yield from cassette.remarks
    if not secret:
        yield "without the secret key signatures are not verified: give --secret-key-file FILE"
    if redactor is None:
        yield "redacted values are not compared, only whether they are there: their key is not known"
    elif app_id and not _is_own(cassette, redactor, app_id):
        yield "the app_id or the key of the redacted values is not that of the recording: those will not match"


def _is_own(cassette: Cassette, redactor: Redactor, app_id: str) -> bool:
    """Whether an app_id becomes the digest that stands for the recorded one."""
    request = first_signed(cassette)
    if request.get("auth", {}).get("app_id") != "own":
        return True
    recorded = [value for name, value in request.get("fields", ()) if name == "app_id"]
    return not recorded or redactor.value("app_id", app_id) in recorded
