"""The transport to a camera: httpcore's connection pool, with one deadline for everything in an exchange."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from conformance.wire.attempt import Attempt

# A request is written in slices of this size, so that a device that reads slowly meets the deadline too.
SLICE_BYTES = 65536
KEEPALIVE_SECONDS = 5.0
_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class NetworkTransport(httpx.BaseTransport):
    """Sends requests over kept connections. The environment's proxies are ignored; `proxy` is the URL of one.

    `begin` comes before each request, in the same thread. The extension `target` goes on the wire as it is.
    """

    def __init__(self, tls: ssl.SSLContext | None, proxy: str | None = None) -> None:
        self._of_thread = threading.local()
        self._pool = _pool(tls, proxy, _Backend(self._of_thread))

    def begin(self, attempt: Attempt) -> None:
        """What this thread sends next belongs to this attempt."""
        self._of_thread.attempt = attempt

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request and reads the head of its answer. Raises httpx.TransportError and OverlongError."""
        url = request.url
        target = request.extensions.get("target", url.raw_path)
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=target),
            headers=request.headers.raw,
            content=request.stream,
            extensions={"timeout": {"pool": max(0.0, self._of_thread.attempt.remaining)}},
        )
        with _errors_of_httpx():
            answer = self._pool.handle_request(asked)
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def hang_up(self) -> None:
        """Closes the kept connections; none may be in use. The next request opens a new one."""
        self._pool.close()

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()


def _pool(tls: ssl.SSLContext | None, proxy: str | None, backend: httpcore.NetworkBackend) -> httpcore.ConnectionPool:
    options: dict[str, Any] = {
        "ssl_context": tls,
        "max_connections": None,
        "keepalive_expiry": KEEPALIVE_SECONDS,
        "network_backend": backend,
    }
    if proxy is None:
        return httpcore.ConnectionPool(**options)
    parsed = httpx.Proxy(proxy)
    if parsed.url.scheme not in ("http", "https"):
        raise ValueError(f"{proxy}: not an HTTP proxy")
    return httpcore.HTTPProxy(proxy_url=str(parsed.url), proxy_auth=parsed.raw_auth, **options)


class _Body(httpx.SyncByteStream):
    """An answer's body as it comes, undecoded."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx():
            yield from self._stream

    def close(self) -> None:
        """Gives the connection back, or closes it where the body was not read to its end."""
        if hasattr(self._stream, "close"):
            self._stream.close()


class _Backend(httpcore.NetworkBackend):
    """Connects within the deadline of the thread's attempt, whatever limit httpcore names."""

    def __init__(self, of_thread: threading.local) -> None:
        self._of_thread = of_thread
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        attempt = self._of_thread.attempt
        left = _left(attempt, httpcore.ConnectTimeout)
        stream = self._plain.connect_tcp(host, port, left, local_address, socket_options)
        attempt.connected = True
        return _Stream(stream, self._of_thread)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end with the attempt of the thread that uses it."""

    def __init__(self, stream: httpcore.NetworkStream, of_thread: threading.local) -> None:
        self._stream = stream
        self._of_thread = of_thread
        self._answered = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        attempt = self._of_thread.attempt
        data = self._stream.read(max_bytes, _left(attempt, httpcore.ReadTimeout))
        self._answered = True
        attempt.receives(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        attempt = self._of_thread.attempt
        attempt.sends(kept=self._answered)
        for start in range(0, len(buffer), SLICE_BYTES):
            self._stream.write(buffer[start : start + SLICE_BYTES], _left(attempt, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = _left(self._of_thread.attempt, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._of_thread)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(attempt: Attempt, late: type[httpcore.TimeoutException]) -> float:
    """The seconds left. Raises `late` where there are none: a limit of 0 would mean not to wait at all."""
    left = attempt.remaining
    if left <= 0:
        raise late("the time is over")
    return left


@contextlib.contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """What httpcore raises, as httpx calls it: the names are the same."""
    try:
        yield
    except _ERRORS as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
