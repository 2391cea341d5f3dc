"""Cassettes for anybody's own httpx client, sync and async: one transport records, one replays.

credentials = Credentials("JO83UNV983U9OR", "12345678")

with Writer(Path("app.jsonl"), Header("my tests"), Redactor(credentials)) as writer:
    camera = RecordTransport(httpx.HTTPTransport(verify=False), writer, credentials)
    httpx.Client(transport=camera, auth=SignatureAuth(credentials)).post(url, data={"name": "vip"})

replay = ReplayTransport(Path("app.jsonl"), credentials)
httpx.Client(transport=replay, auth=SignatureAuth(credentials)).post(url, data={"name": "vip"})
assert replay.player.unused() == []
"""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import httpx

from conformance.cassette.matcher import Order
from conformance.cassette.meaning import TELLING
from conformance.cassette.player import Player, Reply
from conformance.cassette.reader import Cassette
from conformance.cassette.redact import Redactor
from conformance.cassette.writer import Writer
from conformance.wire import Credentials, Exchange, Request, Response
from conformance.wire.attempt import Attempt
from conformance.wire.faults import fault_of
from conformance.wire.foreign import Arrived, foreign_request
from conformance.wire.heads import pairs_of

Headers = list[tuple[bytes, bytes]]


class ReplayTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers requests from a cassette; nothing is sent. `player` tells what was used, refused and not matched.

    With the credentials of the recording signatures are verified and redacted values compared. A fault that was
    recorded is raised as httpx raises it. Raises CassetteError where the cassette can't be read.
    """

    def __init__(
        self,
        cassette: Cassette | Path,
        credentials: Credentials | None = None,
        *,
        order: Order = "per-key",
        repeat: bool = False,
    ) -> None:
        opened = Cassette.open(cassette) if isinstance(cassette, Path) else cassette
        redactor = Redactor(credentials, fields=_redacted(opened)) if credentials else None
        self.player = Player(opened, redactor, verified=credentials is not None, order=order, repeat=repeat)
        self._credentials = credentials

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The recorded answer. Raises httpx.TransportError where a fault was recorded."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same for an async client."""
        return self._answer(request, await request.aread())

    def close(self) -> None:
        """Nothing is open but a file."""

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        headers = [header for header in request.headers.raw if header[0].lower() in TELLING]
        reply = self.player.reply(_foreign(request, headers, body, time.time(), self._credentials))
        if reply.fault:
            raise _error_of(reply, request)
        return httpx.Response(reply.status, headers=_headers_of(reply), stream=httpx.ByteStream(reply.body))


class RecordTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Writes what goes through another transport to a cassette, before the client sees the answer.

    With the credentials the state of each signature is judged; what they are is not written.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport | httpx.AsyncBaseTransport,
        writer: Writer,
        credentials: Credentials | None = None,
    ) -> None:
        self._inner = inner
        self._writer = writer
        self._credentials = credentials
        self._numbers = count(writer.next_number)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Passes a request on and writes the exchange; a fault too."""
        assert isinstance(self._inner, httpx.BaseTransport)
        taken = _Taken(request, request.read())
        try:
            answer = self._inner.handle_request(request)
            assert isinstance(answer.stream, httpx.SyncByteStream)
            body = b"".join(answer.stream)
            answer.close()
        except httpx.TransportError as error:
            self._write(taken, None, error)
            raise
        return self._answered(taken, answer, body)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same for an async client."""
        assert isinstance(self._inner, httpx.AsyncBaseTransport)
        taken = _Taken(request, await request.aread())
        try:
            answer = await self._inner.handle_async_request(request)
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            body = b"".join([chunk async for chunk in answer.stream])
            await answer.aclose()
        except httpx.TransportError as error:
            self._write(taken, None, error)
            raise
        return self._answered(taken, answer, body)

    def close(self) -> None:
        """Closes the other transport; the writer is its owner's."""
        if isinstance(self._inner, httpx.BaseTransport):
            self._inner.close()

    async def aclose(self) -> None:
        """Closes the other transport; the writer is its owner's."""
        if isinstance(self._inner, httpx.AsyncBaseTransport):
            await self._inner.aclose()

    def _answered(self, taken: _Taken, answer: httpx.Response, body: bytes) -> httpx.Response:
        self._write(taken, Response(answer.status_code, pairs_of(answer.headers.raw), body), None)
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body), extensions=answer.extensions
        )

    def _write(self, taken: _Taken, response: Response | None, error: httpx.TransportError | None) -> None:
        elapsed = round(time.monotonic() - taken.began, 6)
        fault = fault_of(error, elapsed, Attempt.within(0)) if error is not None else None
        headers = taken.request.headers.raw
        request = _foreign(taken.request, headers, taken.body, taken.at, self._credentials)
        self._writer(Exchange(next(self._numbers), request, response, fault, taken.at, elapsed))


class _Taken:
    """A request that was taken on its way, and when."""

    def __init__(self, request: httpx.Request, body: bytes) -> None:
        self.request = request
        self.body = body
        self.at = round(time.time(), 6)
        self.began = time.monotonic()


def _foreign(
    request: httpx.Request, headers: Headers, body: bytes, clock: float, credentials: Credentials | None
) -> Request:
    target = request.extensions.get("target", request.url.raw_path).decode("utf-8", "surrogateescape")
    arrived = Arrived(request.method, target, pairs_of(headers), body, clock)
    if credentials is None:
        return foreign_request(arrived)
    return foreign_request(arrived, credentials.secret_key, credentials.app_id)


def _headers_of(reply: Reply) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in reply.headers]
    return [*headers, (b"Content-Length", b"%d" % len(reply.body))]


def _redacted(cassette: Cassette) -> list[str]:
    names = cassette.header.get("redacted")
    return [name for name in names if isinstance(name, str) and name != "sign"] if isinstance(names, list) else []


def _error_of(reply: Reply, request: httpx.Request) -> httpx.TransportError:
    """The error that httpx raises for such a fault."""
    kinds: dict[str, type[httpx.TransportError]] = {
        "timeout": httpx.ReadTimeout,
        "unreachable": httpx.ConnectError,
        "tls": httpx.ConnectError,
        "closed": httpx.RemoteProtocolError,
        "protocol": httpx.RemoteProtocolError,
    }
    return kinds.get(reply.fault, httpx.ReadError)(reply.why or f"recorded in exchange {reply.number}", request=request)
