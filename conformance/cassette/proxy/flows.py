"""A flow of mitmproxy as an exchange of the wire."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mitmproxy.flow import Error
from mitmproxy.http import HTTPFlow

from conformance.cassette.proxy.contents import uncoded
from conformance.cassette.proxy.tap import Tap
from conformance.wire import Exchange, Fault, Request, Response
from conformance.wire.digest import Digest
from conformance.wire.exchange import FaultKind
from conformance.wire.foreign import Arrived, foreign_request, is_text
from conformance.wire.heads import Pairs, head_of, pairs_of

# What mitmproxy says where the client is who hung up.
_CLIENT_GONE = "Client disconnected"
_NO_TLS = ("certificate", "handshake", "tls", "ssl", "alert")
_UNPARSABLE = ("Cannot parse", "HTTP/1 protocol error", "unexpected server response", "refusing to prevent")


@dataclass(frozen=True)
class Manner:
    """How flows become exchanges: the secret judges signatures, nothing else; binary bodies are kept or not."""

    secret_key: str = field(default="", repr=False)
    app_id: str = ""
    keep_binary: bool = False


@dataclass
class Taps:
    """The bodies of a flow that went through in pieces."""

    request: Tap | None = None
    response: Tap | None = None


class Ahead:
    """A request that was taken apart while the camera was at work on it, so that its answer need not wait for that."""

    def __init__(self, flow: HTTPFlow, manner: Manner) -> None:
        self._was = _content_of(flow)
        self._request = _request(flow, manner, None)
        self._request.is_hostile  # noqa: B018  # found out now and remembered

    def request_of(self, flow: HTTPFlow) -> Request | None:
        """The request; None where another addon has changed it meanwhile."""
        return self._request if self._was == _content_of(flow) else None


def _content_of(flow: HTTPFlow) -> tuple[object, ...]:
    sent = flow.request.data
    return sent.content, sent.path, sent.method, sent.headers.fields, sent.timestamp_start


def exchange_of(
    flow: HTTPFlow, number: int, manner: Manner, taps: Taps, on_kept_connection: bool, ahead: Ahead | None = None
) -> Exchange:
    """The exchange, as far as it came: with its answer, or with the fault that came instead."""
    request = (ahead and ahead.request_of(flow)) or _request(flow, manner, taps.request)
    began = flow.request.timestamp_start if taps.request else flow.request.timestamp_end or flow.request.timestamp_start
    if flow.error is not None or flow.response is None:
        fault, response, ended = _fault(flow, on_kept_connection), None, time.time()
    else:
        fault, response = None, _response(flow, request, manner, taps.response)
        ended = flow.response.timestamp_end or time.time()
    return Exchange(number, request, response, fault, began, max(0.0, ended - began))


def _request(flow: HTTPFlow, manner: Manner, tap: Tap | None) -> Request:
    sent = flow.request
    body, omitted = _body_of(tap, lambda: sent.raw_content)
    headers = pairs_of(sent.headers.fields)
    arrived = Arrived(sent.method, sent.path, headers, body, sent.timestamp_start, omitted)
    request = foreign_request(arrived, manner.secret_key, manner.app_id)
    if request.encoding != "other" or omitted is not None:
        return request
    if not request.raw and (manner.keep_binary or is_text(arrived.head.content_type, body)):
        return request
    # What can't be taken apart may hold a face or a signature anywhere.
    return foreign_request(
        Arrived(sent.method, sent.path, headers, b"", sent.timestamp_start, Digest.of(body)),
        manner.secret_key,
        manner.app_id,
    )


def _response(flow: HTTPFlow, request: Request, manner: Manner, tap: Tap | None) -> Response:
    came = flow.response
    assert came is not None
    headers = pairs_of(came.headers.fields)
    body, omitted = _body_of(tap, lambda: came.raw_content)
    head = head_of(headers)
    if head.coding and omitted is None:
        plain = uncoded(body, head.coding.lower(), head_of(request.headers).accepted)
        if plain is not None:
            body, headers = plain, _without(headers, "content-encoding")
    private = not request.operation and not manner.keep_binary
    if omitted is None and private and body and not is_text(head.content_type, body):
        body, omitted = b"", Digest.of(body)
    return Response(came.status_code, headers, body, omitted)


def _without(headers: Pairs, name: str) -> Pairs:
    return tuple(pair for pair in headers if pair[0].lower() != name)


def _body_of(tap: Tap | None, content: Callable[[], bytes | None]) -> tuple[bytes, Digest | None]:
    """The body; a tap that saw nothing was set where no body came."""
    if tap is None or tap.is_untouched:
        return content() or b"", None
    return tap.body, tap.omitted


def _fault(flow: HTTPFlow, on_kept_connection: bool) -> Fault:
    message = flow.error.msg if flow.error is not None else "the connection was closed"
    kind = _kind_of(flow, message)
    sentence = _BROKEN_OFF if "peer closed connection" in message else _SENTENCES[kind]
    return Fault(kind, sentence.format(message=message.rstrip(".")), on_kept_connection and kind == "closed")


def _kind_of(flow: HTTPFlow, message: str) -> FaultKind:
    """mitmproxy has no kinds of errors, only sentences; a connection that never was says more."""
    if message.startswith(_CLIENT_GONE) or message == Error.KILLED_MESSAGE:
        return "aborted"
    if any(part in message for part in _UNPARSABLE):
        return "protocol"
    server = flow.server_conn
    if server.connected or (server.timestamp_tcp_setup and (server.timestamp_tls_setup or not server.tls)):
        return "closed"
    return "tls" if any(word in message.lower() for word in _NO_TLS) else "unreachable"


_BROKEN_OFF = "the camera closed the connection in the middle of its answer ({message})"
_SENTENCES: dict[FaultKind, str] = {
    "aborted": "the client went away before the answer came",
    "unreachable": "the camera can't be reached: {message}",
    "tls": "no TLS connection to the camera: {message}",
    "protocol": "what the camera answered is not HTTP: {message}",
    "closed": "the camera closed the connection before its answer was complete",
}
