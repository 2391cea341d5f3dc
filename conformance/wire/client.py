"""The client: sends calls, signed or spoilt, and gives back exchanges; a fault is an exchange too."""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

import httpx

from conformance.spec import load_spec
from conformance.wire.attempt import MAX_ANSWER_BYTES, Attempt, OverlongError
from conformance.wire.authstate import auth_state
from conformance.wire.call import Call
from conformance.wire.exchange import Exchange, Fault, Request, Response
from conformance.wire.faults import fault_of
from conformance.wire.network import NetworkTransport
from conformance.wire.operations import Operations
from conformance.wire.outgoing import http_request
from conformance.wire.seal import Sealed, Sealer
from conformance.wire.sign import Credentials
from conformance.wire.target import Target
from conformance.wire.tls import ssl_context


class Observer(Protocol):
    """Sees each exchange before the caller does."""

    def __call__(self, exchange: Exchange, /) -> None:
        """Called once an exchange; what it raises reaches the sender of the request."""


class Client(Operations):
    """A camera's API over one connection pool. Safe to use from several threads.

    Each method of an operation returns the `Exchange`; `send` takes any `Call`. `transport` replaces the network.
    Raises TLSError at once where a certificate can't be used, ValueError where a URL is none.
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
        self._sealer = Sealer(credentials, self._stamp, random.Random(seed))  # noqa: S311 - nonces to repeat
        self._observers = observers
        self._lock = threading.Lock()
        self._sent = 0
        self._answered = False
        self._url = _parsed(target.url)
        self._network = NetworkTransport(_tls_of(target), target.proxy) if transport is None else None
        self._transport = self._network or transport or httpx.BaseTransport()

    def camera_time(self) -> float:
        """The time on the camera's clock, in Unix seconds."""
        return self._stamp()

    def pause(self, seconds: float) -> None:
        """Lets some time pass."""
        time.sleep(seconds)

    def _stamp(self) -> float:
        """The time that requests are stamped with, in Unix seconds."""
        return self._wall_clock() + self.target.time_offset

    @property
    def sent(self) -> int:
        """How many exchanges there were."""
        return self._sent

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Seals and sends a call. Never raises for what the device does: a fault is part of the exchange.

        Raises ValueError for a call that can't be a request, such as a header with a line break.

        A connection that the device had kept and closed without an answer is no fault yet (RFC 9112 9.3.1): the
        call is sent once more, and both exchanges are observed.
        """
        exchange = self._attempt(call, timeout or self.target.timeout)
        if exchange.fault and exchange.fault.kind == "closed" and exchange.fault.on_kept_connection:
            return self._attempt(call, timeout or self.target.timeout)
        return exchange

    def hang_up(self) -> None:
        """Closes the kept connections; the next call opens one. A device may have room for a single one."""
        if self._network is not None:
            self._network.hang_up()

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _attempt(self, call: Call, timeout: float) -> Exchange:
        at = round(self._wall_clock(), 6)  # as exactly as a cassette has it
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
            elapsed=round(time.monotonic() - began, 6),
            call=call,
        )
        for observer in self._observers:
            observer(exchange)
        return exchange

    def _exchange(self, sealed: Sealed, timeout: float) -> Response | Fault:
        request = http_request(sealed, self._url)
        attempt = Attempt.within(timeout)
        if self._network is None:
            request.url = self._url.copy_with(raw_path=request.extensions["target"])
        else:
            self._network.begin(attempt)
        try:
            response = self._transport.handle_request(request)
            try:
                body = b"".join(_bounded(response, attempt))
            finally:
                response.close()
        except httpx.LocalProtocolError as error:
            raise ValueError(f"this call can't be sent: {error}") from error
        except (httpx.TransportError, OverlongError) as error:
            return self._with_hint(fault_of(error, timeout, attempt))
        self._answered = True
        return Response(response.status_code, tuple(response.headers.multi_items()), body)

    def _with_hint(self, fault: Fault) -> Fault:
        """Many servers close without a word on who speaks plain HTTP to a TLS port."""
        if fault.kind != "closed" or self._answered or self._url.scheme != "http":
            return fault
        return replace(fault, text=f"{fault.text}; if it speaks TLS, use https://")

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
            headers=tuple((name, value) for name, value in sealed.headers.items() if value is not None),
            body=sealed.body,
            raw=call.body is not None,
        )


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(f"{url}: not a URL ({error})") from error


def _tls_of(target: Target) -> ssl.SSLContext | None:
    return ssl_context(target.tls) if target.url.lower().startswith("https") else None


def _bounded(response: httpx.Response, attempt: Attempt) -> Iterator[bytes]:
    """The body as it came, never more than the limits; the network has them too, a transport put in place has not."""
    assert isinstance(response.stream, httpx.SyncByteStream)
    received = 0
    for chunk in response.stream:
        received += len(chunk)
        if received > MAX_ANSWER_BYTES:
            raise OverlongError
        if attempt.remaining <= 0:
            raise httpx.ReadTimeout("the answer dripped in too slowly")
        yield chunk
