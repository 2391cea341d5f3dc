"""The httpx client: sends calls, signed or spoilt, and gives back exchanges; a fault is an exchange too."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import httpx

from conformance import __version__
from conformance.spec import load_spec
from conformance.wire.authstate import auth_state
from conformance.wire.call import Call
from conformance.wire.exchange import Exchange, Fault, Request, Response
from conformance.wire.faults import OverlongError, fault_of
from conformance.wire.operations import Operations
from conformance.wire.seal import Sealed, Sealer
from conformance.wire.sign import Credentials
from conformance.wire.tls import TLSOptions, ssl_context

# No answer of the document comes near: 100 records of a dozen fields are some hundred kilobytes.
MAX_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Target:
    """Where the camera is and how to reach it. `timeout` is the time for one whole exchange, in seconds."""

    url: str
    tls: TLSOptions = field(default_factory=TLSOptions)
    timeout: float = 10.0
    proxy: str | None = None
    time_offset: float = 0.0

    def at_offset(self, seconds: float) -> Target:
        """The same camera, its clock so many seconds ahead of ours."""
        return replace(self, time_offset=seconds)


class Observer(Protocol):
    """Sees each exchange before the caller does."""

    def __call__(self, exchange: Exchange, /) -> None:
        """Called once an exchange; what it raises reaches the sender of the request."""


class Client(Operations):
    """A camera's API over one connection pool. Safe to use from several threads.

    Each method of an operation returns the `Exchange`; `send` takes any `Call`. `transport` replaces the network.
    Raises TLSError at once where a certificate can't be used.
    """

    def __init__(
        self,
        target: Target,
        credentials: Credentials,
        *,
        seed: int | str | None = None,
        observers: tuple[Observer, ...] = (),
        transport: httpx.BaseTransport | None = None,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self._wall_clock = wall_clock
        self._sealer = Sealer(credentials, self.camera_time, random.Random(seed))  # noqa: S311 - nonces to repeat
        self._observers = observers
        self._lock = threading.Lock()
        self._sent = 0
        self._http = httpx.Client(
            base_url=target.url,
            verify=ssl_context(target.tls) if target.url.startswith("https") else True,
            proxy=target.proxy,
            trust_env=False,
            timeout=target.timeout,
            transport=transport,
            headers={"User-Agent": f"ipc-conformance/{__version__}", "Accept-Encoding": "identity"},
        )

    def camera_time(self) -> float:
        """The time that requests are stamped with, in Unix seconds."""
        return self._wall_clock() + self.target.time_offset

    @property
    def sent(self) -> int:
        """How many exchanges there were."""
        return self._sent

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Seals and sends a call. Never raises for what the device does: a fault is part of the exchange.

        A connection that the device had kept and closed without an answer is no fault yet (RFC 9112 9.3.1): the
        call is sent once more, and both exchanges are observed.
        """
        exchange = self._attempt(call, timeout or self.target.timeout)
        if exchange.fault and exchange.fault.kind == "closed" and exchange.fault.on_kept_connection:
            return self._attempt(call, timeout or self.target.timeout)
        return exchange

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _attempt(self, call: Call, timeout: float) -> Exchange:
        at = self._wall_clock()
        with self._lock:
            self._sent += 1
            number = self._sent
            sealed = self._sealer.seal(call)
        began = time.monotonic()
        result = self._exchange(sealed, timeout)
        exchange = Exchange(
            number=number,
            request=self._as_sent(call, sealed, at),
            response=result if isinstance(result, Response) else None,
            fault=result if isinstance(result, Fault) else None,
            at=at,
            elapsed=time.monotonic() - began,
            call=call,
        )
        for observer in self._observers:
            observer(exchange)
        return exchange

    def _exchange(self, sealed: Sealed, timeout: float) -> Response | Fault:
        deadline = time.monotonic() + timeout
        connections: list[str] = []
        request = self._http.build_request(
            sealed.method,
            sealed.target,
            headers=dict(sealed.headers) | _length(sealed),
            content=sealed.chunks() if sealed.pieces > 1 else sealed.body,
            timeout=timeout,
            extensions={"trace": lambda event, _: connections.append(event)},
        )
        try:
            response = self._http.send(request, stream=True)
            try:
                body = b"".join(_bounded(response, deadline))
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL, OverlongError) as error:
            kept = not any(event.startswith("connection.connect_tcp") for event in connections)
            return fault_of(error, timeout, kept)
        return Response(response.status_code, tuple(response.headers.multi_items()), body)

    def _as_sent(self, call: Call, sealed: Sealed, at: float) -> Request:
        known = load_spec().by_path.get(call.path)
        return Request(
            method=sealed.method,
            path=call.path,
            operation=known.name if known else "",
            encoding=call.encoding,
            fields=sealed.fields,
            files=call.files if call.encoding == "multipart" else (),
            auth=auth_state(sealed.fields, self.credentials, at + self.target.time_offset),
            headers=tuple(sealed.headers.items()),
            body=sealed.body,
            raw=call.body is not None,
        )


def _length(sealed: Sealed) -> dict[str, str]:
    """A body in pieces still has a length, unless the call says how it is framed."""
    if sealed.pieces == 1 or "Transfer-Encoding" in sealed.headers:
        return {}
    return {"Content-Length": str(len(sealed.body))}


def _bounded(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    received = 0
    for chunk in response.iter_raw():
        received += len(chunk)
        if received > MAX_ANSWER_BYTES:
            raise OverlongError(MAX_ANSWER_BYTES)
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer dripped in too slowly", request=response.request)
        yield chunk
