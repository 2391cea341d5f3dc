"""Where a verb listens, and with which certificate: the options `--listen` and `--tls-cert`, validated."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

from conformance.run.outcomes import UsageError

_LISTEN = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[^:\s/]+):(?P<port>\d{1,5})")
MOST_PORT = 65535


def listen_address(text: str) -> tuple[str, int]:
    """Host and port of `--listen`. Raises UsageError."""
    found = _LISTEN.fullmatch(text)
    if found is None or int(found["port"]) > MOST_PORT:
        raise UsageError(f"--listen {text}: not an address; give HOST:PORT, such as 127.0.0.1:8443")
    return found["host"].strip("[]"), int(found["port"])


def certified(certificate: Path) -> ssl.SSLContext:
    """A server's side of TLS with the certificate and key of `--tls-cert`. Raises UsageError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, password=lambda: "")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(
            f"--tls-cert {certificate}: {reason}; give a file with a certificate and its unencrypted key in PEM"
        ) from error
    return context
