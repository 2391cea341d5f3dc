"""The options of `record`, validated: what is wrong with one is said before a port is opened or a file made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.cassette.proxy.serving import Serving
from conformance.cassette.proxy.setup import Plan
from conformance.cassette.secretvalues import read_key, read_values
from conformance.cli.listening import certified, listen_address
from conformance.run.address import camera_url, passwords_in
from conformance.run.outcomes import UsageError
from conformance.run.secretfile import read_secret
from conformance.run.settings import tls_of


def plan_of(values: Mapping[str, Any]) -> Plan:
    """What to record. Raises UsageError and CassetteError."""
    if values["cassette"] is None:
        raise UsageError("no cassette given: --cassette FILE, where the traffic is recorded")
    password = read_secret(values["client_cert_password_file"], "--client-cert-password-file")
    secrets = read_values(values["redact_values"], "--redact-values") if values["redact_values"] else []
    key = read_key(values["redact_key_file"], "--redact-key-file") if values["redact_key_file"] else None
    return Plan(
        _place(values["cassette"], values["append"]),
        _url(values),
        values["mode"] == "regular",
        values["append"],
        values["keep_pictures"],
        values["app_id"] or "",
        values["secret_key"] or read_secret(values["secret_key_file"], "--secret-key-file") or "",
        [*secrets, *filter(None, [password]), *passwords_in(values["url"])],
        tuple(name.strip() for name in values["redact_fields"].split(",") if name.strip()),
        key,
    )


def serving_of(values: Mapping[str, Any]) -> Serving:
    """Where to listen and what to stand before. Raises UsageError."""
    url = _url(values)
    host, port = listen_address(values["listen"])
    reverse = values["mode"] == "reverse"
    parts = urlsplit(url)
    authority = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    return Serving(
        f"reverse:{url}" if reverse else "regular",
        parts.scheme if reverse else "http",
        host,
        port,
        tls_of(values, read_secret(values["client_cert_password_file"], "--client-cert-password-file")),
        _certificate(values["tls_cert"]),
        values["ca_dir"],
        "" if reverse else f"^{re.escape(authority)}$",
    )


def _url(values: Mapping[str, Any]) -> str:
    if not values["url"]:
        raise UsageError("no camera given: --url https://ADDRESS")
    url = camera_url(values["url"], "--url")
    parts = urlsplit(url)
    if parts.path:
        raise UsageError(f"--url {url}: paths are forwarded as clients send them; give https://ADDRESS[:PORT] alone")
    if parts.username or parts.password:
        raise UsageError("--url: a recorder sends no user name or password; clients send their own")
    return url


def _place(path: Path, append: bool) -> Path:
    """Refuses before anything is started; the writer itself refuses again what changes meanwhile."""
    if not path.parent.is_dir():
        raise UsageError(f"--cassette {path}: there is no folder {path.parent}")
    if not append and (path.exists() or path.is_symlink()):
        raise UsageError(f"--cassette {path}: it exists already; name another file, or continue it with --append")
    return path


def _certificate(path: Path | None) -> Path | None:
    """The certificate for clients, which mitmproxy would look at only when the first client comes."""
    if path is not None:
        certified(path)
    return path
