"""A sealed call as a request of httpx, with nothing added that was not meant."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx

from conformance import __version__
from conformance.wire.seal import Sealed

# Between the pieces of a body, in seconds: without a pause the device's system would hand them over as one.
PIECE_PAUSE = 0.01
HEADERS = {
    "User-Agent": f"ipc-conformance/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "keep-alive",
}


def http_request(sealed: Sealed, base: httpx.URL) -> httpx.Request:
    """The request for a transport, below `base`. httpx.Client would add cookies, and httpx.URL normalise the path."""
    headers = _headers(sealed, base.netloc.decode("ascii"))
    target = base.raw_path.rstrip(b"/") + sealed.target.encode("ascii")
    in_pieces = sealed.pieces > 1 or "Transfer-Encoding" in headers
    request = httpx.Request(
        sealed.method,
        base,
        headers=headers,
        content=_in_pieces(sealed) if in_pieces else sealed.body,
        extensions={"target": target},
    )
    request.method = sealed.method  # httpx writes methods in capitals
    return request


def _headers(sealed: Sealed, host: str) -> httpx.Headers:
    headers = httpx.Headers(HEADERS)
    if sealed.method == "HEAD":
        # Some devices send a body all the same, which would be taken for the beginning of the next answer.
        headers["Connection"] = "close"
    for name, value in sealed.headers.items():
        headers.pop(name, None)
        if value is not None:
            headers[name] = value
    if sealed.pieces > 1 and "Transfer-Encoding" not in headers:
        headers.setdefault("Content-Length", str(len(sealed.body)))
    if sealed.lower_case_headers:
        headers.setdefault("Content-Length", str(len(sealed.body)))
        headers.setdefault("Host", host)
        return httpx.Headers([(name.lower(), value) for name, value in headers.raw])
    return headers


def _in_pieces(sealed: Sealed) -> Iterator[bytes]:
    for number, piece in enumerate(sealed.chunks()):
        if number:
            time.sleep(PIECE_PAUSE)
        yield piece
