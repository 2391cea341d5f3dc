"""Text to bytes and back without loss, whatever a device or a test puts into it."""

from __future__ import annotations

import codecs


def to_bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate stands for a byte that is no UTF-8 (PEP 383), any other is encoded by itself."""
    return text.encode("utf-8", _LOSSLESS)


def to_text(data: bytes) -> str:
    """The text of UTF-8, with lone surrogates for bytes that are none: `to_bytes` gives them back."""
    return data.decode("utf-8", "surrogateescape")


def _encode_lone(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    lone = error.object[error.start : error.end]
    return b"".join(map(_surrogate, lone)), error.end


def _surrogate(character: str) -> bytes:
    stands_for_a_byte = "\udc80" <= character <= "\udcff"
    return character.encode("utf-8", "surrogateescape" if stands_for_a_byte else "surrogatepass")


_LOSSLESS = "ipc-conformance.lossless"
codecs.register_error(_LOSSLESS, _encode_lone)
