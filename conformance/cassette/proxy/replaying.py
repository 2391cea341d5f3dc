"""The replaying half of the addon: answers from a cassette, and no connection to any camera."""

from __future__ import annotations

import asyncio
from typing import Any

from mitmproxy import ctx
from mitmproxy.connection import ConnectionState
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from conformance.cassette.errors import CassetteError
from conformance.cassette.player import Player, Reply
from conformance.cassette.proxy.notices import Notices
from conformance.cassette.proxy.tap import KEPT_BYTES
from conformance.wire.foreign import Arrived, foreign_request
from conformance.wire.heads import pairs_of

HANG_SECONDS = 10.0
"""So long at most does an exchange hang that hung when it was recorded."""

# A body is held as a whole until it is answered; what is larger than any that is kept was recorded as a digest.
# What is no HTTP is refused as such, and not taken for a raw connection that has to go on to the camera.
_OPTIONS: dict[str, Any] = {
    "connection_strategy": "lazy",
    "upstream_cert": False,
    "rawtcp": False,
    "body_size_limit": str(4 * KEPT_BYTES),
}


class Replaying:
    """An addon of mitmproxy that answers every request itself. Raises CassetteError if it could not keep that up."""

    def __init__(self, player: Player, notices: Notices, secret_key: str = "", app_id: str = "") -> None:
        self.player = player
        self._notices = notices
        self._secret_key = secret_key
        self._app_id = app_id
        self.be_lazy()

    def be_lazy(self) -> None:
        """Keeps mitmproxy from connecting to the camera before there is a request. Raises CassetteError."""
        missing = [name for name in _OPTIONS if name not in ctx.options]
        if not missing:
            ctx.options.update(**_OPTIONS)
        if missing or ctx.options.connection_strategy != "lazy":
            raise CassetteError(
                "this mitmproxy can't be kept from connecting to the camera (connection_strategy=lazy): "
                "replay with `ipc-conformance replay`, or with mitmproxy 11 or newer"
            )

    def stay_lazy(self) -> None:
        """To be called when options were changed: they are changed back."""
        if ctx.options.connection_strategy != "lazy":
            ctx.options.update(connection_strategy="lazy")

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Whatever wants a connection to a server gets none: requests that are none, tunnels, other addons."""
        data.server.error = "this is a replay: nothing is sent to the camera"

    async def http_connect(self, flow: HTTPFlow) -> None:
        """A client asks for a tunnel. If it went away meanwhile, mitmproxy fails with an exception when it is told."""
        await asyncio.sleep(0.001)
        if not flow.client_conn.state & ConnectionState.CAN_READ:
            flow.response = Response.make(400)

    async def request(self, flow: HTTPFlow) -> None:
        """Answers one request."""
        reply = self._reply(flow)
        if reply.why and reply.outcome != "recorded":
            self._notices.warn(f"{flow.request.method} {flow.request.path}: {reply.why}")
        if reply.fault:
            await asyncio.sleep(min(reply.seconds, HANG_SECONDS) if reply.fault == "timeout" else 0)
            flow.kill()
            return
        headers = [(name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in reply.headers]
        # mitmproxy would send a body here too, and the client take it for the next answer.
        body = b"" if flow.request.method == "HEAD" else reply.body
        flow.response = Response.make(reply.status, body, headers)

    def done(self) -> None:
        """The proxy ends: says what was replayed."""
        for sentence in self.player.summary():
            self._notices.tell(sentence)

    def _reply(self, flow: HTTPFlow) -> Reply:
        sent = flow.request
        arrived = Arrived(
            sent.method, sent.path, pairs_of(sent.headers.fields), sent.raw_content or b"", sent.timestamp_start
        )
        try:
            return self.player.reply(foreign_request(arrived, self._secret_key, self._app_id))
        except CassetteError as error:
            self.player.unmatched += 1
            return Reply("unmatched", 500, (("Content-Type", "text/plain"),), str(error).encode(), why=str(error))
