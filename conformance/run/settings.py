"""The options of a run, validated: what is wrong with one is said before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.run.outcomes import UsageError
from conformance.wire import Credentials, Target, TLSError, TLSOptions
from conformance.wire.tls import ssl_context


@dataclass(frozen=True)
class Connection:
    """How to reach a camera, and as whom."""

    target: Target
    credentials: Credentials
    auto_offset: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything that a run was asked for."""

    connection: Connection
    only: tuple[str, ...] = ()
    seed: int = 0
    strict: bool = False
    fail_fast: bool = False
    pictures: Path | None = None
    rig: str = ""
    record: Path | None = None
    report_dir: Path | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)


def connection_of(values: Mapping[str, Any], dash: str = "--") -> Connection:
    """The connection that the options describe. Raises UsageError; `dash` is what stands before an option's name."""
    url = _url(values.get("url"), dash)
    tls = TLSOptions(
        insecure=bool(values.get("insecure")),
        strict=bool(values.get("strict_tls")),
        ca=values.get("ca"),
        client_cert=values.get("client_cert"),
        client_key=values.get("client_key"),
        client_cert_password=_content(values.get("client_cert_password_file"), f"{dash}client-cert-password-file"),
    )
    try:
        ssl_context(tls)
    except TLSError as error:
        raise UsageError(str(error).replace("--", dash)) from error
    offset = values.get("time_offset") or "0"
    target = Target(
        url=url,
        tls=tls,
        timeout=_positive(values.get("timeout") or 10.0, f"{dash}timeout"),
        proxy=values.get("proxy"),
        time_offset=0.0 if offset == "auto" else _number(offset, f"{dash}time-offset"),
    )
    return Connection(target, _credentials(values, dash), auto_offset=offset == "auto")


def settings_of(values: Mapping[str, Any], dash: str = "--") -> Settings:
    """The settings that the options describe. Raises UsageError."""
    connection = connection_of(values, dash)
    password = _content(values.get("client_cert_password_file"), f"{dash}client-cert-password-file")
    return Settings(
        connection=connection,
        only=tuple(pattern.strip() for pattern in (values.get("only") or "").split(",") if pattern.strip()),
        seed=int(values.get("seed") or 0),
        strict=bool(values.get("strict")),
        fail_fast=bool(values.get("fail_fast")),
        pictures=values.get("pictures"),
        rig=values.get("rig") or "",
        record=values.get("record"),
        report_dir=values.get("report_dir"),
        secrets=tuple(filter(None, [password])),
    )


def _url(url: str | None, dash: str) -> str:
    if not url:
        raise UsageError(f"no camera given: {dash}url https://ADDRESS")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("https", "http") and parts.hostname and (parts.port or 1)
    except ValueError:
        usable = False
    if not usable or urlsplit(url).query:
        raise UsageError(f"{dash}url {url}: not the URL of a camera; give https://ADDRESS or https://ADDRESS:PORT")
    return url.rstrip("/")


def _credentials(values: Mapping[str, Any], dash: str) -> Credentials:
    app_id = values.get("app_id")
    secret = values.get("secret_key") or _content(values.get("secret_key_file"), f"{dash}secret-key-file")
    if not app_id:
        raise UsageError(f"no app_id given: {dash}app-id ID, or the environment variable IPC_APP_ID")
    if not secret:
        raise UsageError(
            f"no secret key given: {dash}secret-key-file FILE, {dash}secret-key KEY, or the environment variable "
            "IPC_SECRET_KEY"
        )
    return Credentials(app_id, secret)


def _content(path: Path | None, option: str) -> str | None:
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not a text in UTF-8"
        raise UsageError(f"{option} {path}: it can't be read ({why})") from error
    if not text:
        raise UsageError(f"{option} {path}: it is empty")
    return text


def _number(text: str | float, option: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: not a number of seconds") from error


def _positive(value: str | float, option: str) -> float:
    number = _number(value, option)
    if number <= 0:
        raise UsageError(f"{option} {value}: it must be more than 0")
    return number
