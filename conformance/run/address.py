"""Addresses of cameras and proxies: what can be one, and how it is shown without the credentials in it."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import httpx

from conformance.run.outcomes import UsageError


def camera_url(text: str, option: str) -> str:
    """The URL of a camera. Raises UsageError."""
    if not _usable(text) or urlsplit(text).query or urlsplit(text).fragment:
        raise UsageError(f"{option} {shown(text)}: not the URL of a camera; give https://ADDRESS[:PORT]")
    return text.rstrip("/")


def proxy_url(text: str | None, option: str) -> str | None:
    """The URL of an HTTP proxy. Raises UsageError."""
    if text is None or _usable(text):
        return text
    raise UsageError(f"{option} {shown(text)}: not the URL of an HTTP proxy; give http://ADDRESS:PORT")


def shown(url: str) -> str:
    """The URL as it may stand in a report: without user name and password."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url.rpartition("@")[2]
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"


def addresses(url: str) -> tuple[str, ...]:
    """By which addresses a camera is known: its URL as shown, the host with its port, the host alone."""
    parts = urlsplit(url)
    return tuple(dict.fromkeys((url, parts.netloc, parts.hostname or "")))


def passwords_in(*urls: str | None) -> list[str]:
    """The passwords that stand in URLs, decoded: they must not reach the disk."""
    found = (urlsplit(url).password for url in urls if url)
    return [unquote(password) for password in found if password]


def _usable(text: str) -> bool:
    """Whether httpx can send something there; it says so only when it is asked."""
    try:
        parts = urlsplit(text)
        address = httpx.URL(text)
        httpx.Request("GET", address)
        port = parts.port
    except (ValueError, httpx.InvalidURL):
        return False
    blank = any(character.isspace() for character in text)
    return parts.scheme in ("https", "http") and bool(address.host) and port != 0 and not blank
