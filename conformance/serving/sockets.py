"""Listening sockets: what they can't have, and their URLs."""

from __future__ import annotations

import errno
import socket
import ssl


class ListenError(Exception):
    """A port that can't be had; the message says what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ListenError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"can't be had ({error.strerror or error})"
        raise ListenError(f"Port {port} of {host} {reason}: name another, or 0 for a free one.") from error
    return listening


def url_of(listening: socket.socket, tls: ssl.SSLContext | None) -> str:
    """The URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
