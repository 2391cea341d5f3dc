"""The options of a run, validated: what is wrong with one is said before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.run.address import camera_url, passwords_in, proxy_url
from conformance.run.options import named
from conformance.run.outcomes import UsageError
from conformance.run.profile import Profile, read_profile
from conformance.run.recipe import settings_of_tape
from conformance.run.rerun import failed_in
from conformance.run.secretfile import read_secret
from conformance.run.selection import DEPTHS, Depth, patterns_of
from conformance.run.tape import Tape
from conformance.run.waivers import Waiver, read_waivers
from conformance.wire import Credentials, Target, TLSError, TLSOptions
from conformance.wire.tls import ssl_context

TIMEOUT = 10.0
"""Seconds for one whole exchange, where nothing else is asked for."""


@dataclass(frozen=True)
class Connection:
    """How to reach a camera, and as whom. `secrets` are those besides the secret key."""

    target: Target
    credentials: Credentials
    auto_offset: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything that a run was asked for."""

    connection: Connection
    only: tuple[str, ...] = ()
    depth: Depth = "standard"
    profile: Profile = field(default_factory=Profile)
    read_only: bool = False
    keep_defaults: bool = False
    rate: float = 0.0
    budget: float = math.inf
    seed: int = 0
    strict: bool = False
    fail_fast: bool = False
    pictures: Path | None = None
    rig: str = ""
    record: Path | None = None
    waivers: tuple[Waiver, ...] = ()
    waivers_file: Path | None = None
    report_dir: Path | None = None
    tape: Tape | None = None


def connection_of(values: Mapping[str, Any], dash: str = "--") -> Connection:
    """The connection that the options describe. Raises UsageError; `dash` is what stands before an option's name."""
    if not values.get("url"):
        raise UsageError(f"no camera given: {dash}url https://ADDRESS")
    url = camera_url(values["url"], f"{dash}url")
    proxy = proxy_url(values.get("proxy"), f"{dash}proxy")
    password = read_secret(values.get("client_cert_password_file"), f"{dash}client-cert-password-file")
    offset = values.get("time_offset") or "0"
    target = Target(
        url=url,
        tls=tls_of(values, password, dash),
        timeout=_timeout(values.get("timeout"), f"{dash}timeout"),
        proxy=proxy,
        time_offset=0.0 if offset == "auto" else _seconds(offset, f"{dash}time-offset"),
    )
    secrets = (*filter(None, [password]), *passwords_in(url, proxy))
    return Connection(target, _credentials(values, dash), offset == "auto", secrets)


def settings_of(values: Mapping[str, Any], dash: str = "--") -> Settings:
    """The settings that the options describe, or the recording that they name. Raises UsageError."""
    written: dict[str, Any] = {
        "pictures": values.get("pictures"),
        "record": _new_file(values.get("record"), f"{dash}record"),
        "report_dir": values.get("report_dir"),
        "waivers": read_waivers(values.get("waivers"), f"{dash}waivers"),
        "waivers_file": values.get("waivers"),
    }
    if values.get("replay") is not None:
        return Settings(**settings_of_tape(values, dash, Connection), **written)
    profile = read_profile(values.get("profile"), f"{dash}profile")
    limit = values.get("timeout") if values.get("timeout") is not None else profile.timeout
    only = patterns_of(values.get("only"), f"{dash}only")
    return Settings(
        connection=connection_of({**values, "timeout": limit}, dash),
        only=(*only, *failed_in(values.get("rerun"), f"{dash}rerun")),
        depth=_depth(values.get("depth"), f"{dash}depth"),
        profile=profile,
        read_only=bool(values.get("read_only")),
        keep_defaults=bool(values.get("keep_defaults")),
        rate=_positive(values.get("rate"), f"{dash}rate", 0.0),
        budget=60 * _positive(values.get("budget"), f"{dash}budget", math.inf),
        seed=int(values.get("seed") or 0),
        strict=bool(values.get("strict")),
        fail_fast=bool(values.get("fail_fast")),
        rig=values.get("rig") or "",
        **written,
    )


def _depth(given: str | None, option: str) -> Depth:
    for depth in DEPTHS:
        if given in (depth, None) and (given or depth == "standard"):
            return depth
    raise UsageError(f"{option} {given}: it is one of {', '.join(DEPTHS)}")


def _positive(given: float | None, option: str, default: float) -> float:
    if given is None:
        return default
    if not given > 0:
        raise UsageError(f"{option} {given}: it must be more than 0")
    return given


def tls_of(values: Mapping[str, Any], password: str | None, dash: str = "--") -> TLSOptions:
    """How to connect to the camera. Raises UsageError."""
    options = TLSOptions(
        insecure=bool(values.get("insecure")),
        strict=bool(values.get("strict_tls")),
        ca=values.get("ca"),
        client_cert=values.get("client_cert"),
        client_key=values.get("client_key"),
        client_cert_password=password,
    )
    if options.client_key is not None and options.client_cert is None:
        raise UsageError(f"{dash}client-key {options.client_key}: a key alone is no use; give {dash}client-cert too")
    try:
        ssl_context(options)
    except TLSError as error:
        raise UsageError(named(str(error), dash)) from error
    return options


def _credentials(values: Mapping[str, Any], dash: str) -> Credentials:
    app_id = values.get("app_id")
    secret = values.get("secret_key") or read_secret(values.get("secret_key_file"), f"{dash}secret-key-file")
    if not app_id:
        raise UsageError(f"no app_id given: {dash}app-id ID, or the environment variable IPC_APP_ID")
    if not secret:
        raise UsageError(
            f"no secret key given: {dash}secret-key-file FILE, {dash}secret-key KEY, or the environment variable "
            "IPC_SECRET_KEY"
        )
    return Credentials(_utf8(app_id, f"{dash}app-id"), _utf8(secret, f"{dash}secret-key"))


def _utf8(text: str, option: str) -> str:
    """Python lets arguments in any encoding through; a signature is made of UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{option}: it is not a text in UTF-8") from error
    return text


def _timeout(given: str | float | None, option: str) -> float:
    if given is None:
        return TIMEOUT
    seconds = _seconds(given, option)
    if seconds <= 0:
        raise UsageError(f"{option} {given}: it must be more than 0 seconds")
    return seconds


def _seconds(text: str | float, option: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: not a number of seconds") from error
    if not math.isfinite(number):
        raise UsageError(f"{option} {text}: not a number of seconds")
    return number


def _new_file(path: Path | None, option: str) -> Path | None:
    """A file to be made: said before the report folder is, so that nothing is left of a run that can't be."""
    if path is None:
        return None
    if path.exists() or path.is_symlink():
        raise UsageError(f"{option} {path}: it exists already; name a new file, so that nothing is lost")
    if not path.parent.is_dir():
        raise UsageError(f"{option} {path}: there is no folder {path.parent}")
    try:
        path.touch()
        path.unlink()
    except OSError as error:
        raise UsageError(f"{option} {path}: can't be written ({error.strerror})") from error
    return path
