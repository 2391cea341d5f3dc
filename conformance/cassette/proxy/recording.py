"""The recording half of the addon: each exchange is on disk before the client has its answer."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from mitmproxy.http import HTTPFlow, Message
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from conformance.cassette.proxy.flows import Ahead, Manner, Taps, exchange_of
from conformance.cassette.proxy.notices import Notices
from conformance.cassette.proxy.tap import KEPT_BYTES, Tap
from conformance.cassette.writer import Writer

GRACE = 1.0
"""Seconds that exchanges on their way may still take once the recorder was asked to end."""

_WITHOUT_BODY = frozenset({204, 304})


@dataclass(frozen=True)
class Authority:
    """Where the camera is: in regular mode a client's other traffic is none of ours."""

    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Authority:
        """That of a URL."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


class Recording:
    """An addon of mitmproxy that writes what goes through it to a cassette.

    `camera`: only what goes there is recorded; None for everything. `lost` counts exchanges that could not be written.
    """

    def __init__(self, writer: Writer, manner: Manner, notices: Notices, camera: Authority | None = None) -> None:
        self.writer = writer
        self.recorded = self.others = self.lost = 0
        self._manner = manner
        self.notices = notices
        self._camera = camera
        self._taps: dict[str, Taps] = {}
        self._ahead: dict[str, Ahead] = {}
        self._going: set[str] = set()
        self._used: set[str] = set()
        self._closed = False

    def discard(self) -> None:
        """Takes back a cassette that was made for nothing, because the proxy could not be started."""
        self._closed = True
        self.writer.close()
        if self.writer.is_new and not self.writer.count:
            self.writer.path.unlink(missing_ok=True)

    # ------------------------------------------------------------------------------ hooks, named by mitmproxy

    def requestheaders(self, flow: HTTPFlow) -> None:
        """A request begins."""
        if not self._is_ours(flow):
            return
        if flow.request.method == "PRI":
            self.notices.warn(
                "a client speaks HTTP/2 without having agreed on it; cameras speak HTTP/1.1: it is refused"
            )
            return
        self._going.add(flow.id)
        if _goes_through(flow.request):
            self._taps[flow.id] = Taps(request=Tap())
            flow.request.stream = self._taps[flow.id].request  # type: ignore[assignment]  # a callable, says its use
        self._warn_of_plain_http(flow)

    def request(self, flow: HTTPFlow) -> None:
        """A request is complete, and goes to the camera as soon as all addons have seen it: then there is time."""
        if flow.id in self._going and flow.id not in self._taps:
            asyncio.get_running_loop().call_soon(self._look_ahead, flow)

    def responseheaders(self, flow: HTTPFlow) -> None:
        """An answer begins."""
        assert flow.response is not None
        if flow.id not in self._going or not _goes_through(flow.response, until_close=True):
            return
        if flow.request.method != "HEAD" and flow.response.status_code not in _WITHOUT_BODY:
            tap = Tap(_length_of(flow.response), lambda: self._write(flow))
            self._taps.setdefault(flow.id, Taps()).response = tap
            flow.response.stream = tap

    def response(self, flow: HTTPFlow) -> None:
        """An answer is complete, and not yet on its way to the client."""
        if flow.id in self._going:
            self._write(flow)
        elif not self._is_ours(flow):
            self.others += 1
        if self._closed and self._is_ours(flow):
            # Nobody is to see an exchange finished that is not on disk.
            flow.kill()

    def error(self, flow: HTTPFlow) -> None:
        """No complete answer will come."""
        if flow.id not in self._going:
            return
        if "refusing to prevent" in (flow.error.msg if flow.error else "") and flow.response is None:
            self.notices.warn(f"a request was refused and not forwarded: {flow.error.msg}")  # type: ignore[union-attr]
            self._forget(flow)
            return
        self._write(flow)

    def server_disconnected(self, data: ServerConnectionHookData) -> None:
        """A connection to the camera is no more."""
        self._used.discard(data.server.id)

    async def done(self) -> None:
        """The proxy ends: exchanges on their way may be finished, then the cassette is closed."""
        if self._closed:
            return
        end = time.monotonic() + GRACE
        while self._going and time.monotonic() < end:
            await asyncio.sleep(0.01)
        self._closed = True
        self.writer.close()
        self.notices.tell(self.summary())

    # --------------------------------------------------------------------------------------------------------

    def summary(self) -> str:
        """What was done, in a sentence."""
        parts = [f"{self.recorded} exchange{'' if self.recorded == 1 else 's'} recorded in {self.writer.path}"]
        if self.writer.count != self.recorded:
            parts.append(f"{self.writer.count} in all")
        if self._going:
            parts.append(f"{len(self._going)} cut off before an answer came")
        if self.others:
            parts.append(f"{self.others} with other hosts passed by, not recorded")
        if self.lost:
            parts.append(f"{self.lost} NOT recorded: {self.writer.failed or 'see above'}")
        return ", ".join(parts)

    def _is_ours(self, flow: HTTPFlow) -> bool:
        if self._camera is None:
            return True
        request = flow.request
        return request.port == self._camera.port and request.host.lower() == self._camera.host

    def _write(self, flow: HTTPFlow) -> None:
        """Writes the exchange, once; whatever happens here, the client's traffic goes on."""
        taps = self._taps.get(flow.id) or Taps()
        kept = flow.server_conn.id in self._used
        try:
            ahead = self._ahead.get(flow.id)
            self.writer(exchange_of(flow, self.writer.next_number, self._manner, taps, kept, ahead))
        except Exception as error:
            self.lost += 1
            self.notices.warn(f"{flow.request.method} {flow.request.path}: not recorded ({error!r})")
        else:
            self._count()
        self._used.add(flow.server_conn.id)
        self._forget(flow)

    def _look_ahead(self, flow: HTTPFlow) -> None:
        if flow.id in self._going:
            with suppress(Exception):  # it comes again when the exchange is written, and is told then
                self._ahead[flow.id] = Ahead(flow, self._manner)

    def _count(self) -> None:
        if not self.writer.failed:
            self.recorded += 1
            return
        if not self.lost:
            self.notices.warn(f"{self.writer.failed}; the traffic goes on, and is recorded no more")
        self.lost += 1

    def _forget(self, flow: HTTPFlow) -> None:
        self._going.discard(flow.id)
        self._ahead.pop(flow.id, None)
        self._taps.pop(flow.id, None)

    def _warn_of_plain_http(self, flow: HTTPFlow) -> None:
        if not flow.client_conn.tls and flow.request.scheme == "https":
            self.notices.warn(
                "a client speaks plain HTTP to this address, and the camera HTTPS: its requests are forwarded over "
                "TLS, but the camera itself would not understand it; give the client the https:// address"
            )


def _goes_through(message: Message, *, until_close: bool = False) -> bool:
    """Whether a body is not to be held until it is complete: it is large, or nobody knows how large it is."""
    length, is_coded = _framing(message)
    if length is not None and not is_coded:
        return length > KEPT_BYTES
    return until_close or is_coded or message.is_http2


def _length_of(message: Message) -> int | None:
    """The length of the body that its head announces."""
    length, is_coded = _framing(message)
    return None if is_coded else length


def _framing(message: Message) -> tuple[int | None, bool]:
    """Content-Length, and whether there is a transfer encoding; mitmproxy's own look-ups are slow."""
    return _framing_by(message.headers.fields)


@lru_cache(maxsize=128)
def _framing_by(fields: tuple[tuple[bytes, bytes], ...]) -> tuple[int | None, bool]:
    length, is_coded = None, False
    for name, value in fields:
        size = len(name)
        if size == _CONTENT_LENGTH and name.lower() == b"content-length" and value.isdigit():
            length = int(value)
        elif size == _TRANSFER_ENCODING and name.lower() == b"transfer-encoding":
            is_coded = True
    return length, is_coded


_CONTENT_LENGTH, _TRANSFER_ENCODING = len(b"content-length"), len(b"transfer-encoding")
