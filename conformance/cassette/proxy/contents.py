"""Content encodings that a client asked for, undone: what a camera answered is JSON, however it travelled."""

from __future__ import annotations

import zlib

from conformance.cassette.proxy.tap import KEPT_BYTES

# Windows of zlib: 16 for gzip, and for deflate with a head or, as some servers send it, without.
_WINDOWS = {
    "gzip": (16 + zlib.MAX_WBITS,),
    "x-gzip": (16 + zlib.MAX_WBITS,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}


def uncoded(body: bytes, coding: str, accepted: str) -> bytes | None:
    """The body without its content encoding; None where nobody asked for that, or it can't be undone.

    What would become larger than any body that is kept stays as it is.
    """
    if coding not in _WINDOWS or coding.removeprefix("x-") not in accepted.lower():
        return None
    for window in _WINDOWS[coding]:
        inflate = zlib.decompressobj(window)
        try:
            plain = inflate.decompress(body, KEPT_BYTES)
        except zlib.error:
            continue
        return plain if inflate.eof else None
    return None
