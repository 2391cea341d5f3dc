"""The error of certificate and key files."""

from __future__ import annotations

import ssl


class TLSError(Exception):
    """A certificate or key file that can't be used; the message says which and what to do."""


def reason_of(error: Exception) -> str:
    """Why a file could not be used, in a few words."""
    if isinstance(error, ssl.SSLError):
        return f"it can't be used ({(error.reason or str(error)).replace('_', ' ').lower()})"
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, OSError):
        return f"it can't be read ({error.strerror or error})"
    return str(error)
