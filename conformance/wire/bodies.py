"""Request bodies: urlencoded forms, written and read back; files and multipart bodies are in `multipart`."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes, urlencode

from conformance.wire.multipart import (
    MULTIPART,
    FilePart,
    boundary_of,
    decode_multipart,
    encode_multipart,
)
from conformance.wire.text import to_bytes, to_text

FORM = "application/x-www-form-urlencoded"

__all__ = [
    "FORM",
    "MULTIPART",
    "FilePart",
    "boundary_of",
    "decode_form",
    "decode_multipart",
    "encode_form",
    "encode_multipart",
]


def encode_form(fields: Iterable[tuple[str, str]]) -> bytes:
    """The fields in their order, in UTF-8; lone surrogates stand for bytes that are no UTF-8."""
    return urlencode([(to_bytes(name), to_bytes(value)) for name, value in fields]).encode("ascii")


def decode_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of an urlencoded body, in their order, doubled and empty ones included."""
    text = to_text(body)
    pairs = [piece.partition("=") for piece in text.split("&") if piece]
    if "%" not in text and "+" not in text:
        return [(name, value) for name, _, value in pairs]
    return [(_decoded(name), _decoded(value)) for name, _, value in pairs]


def _decoded(piece: str) -> str:
    if "%" not in piece and "+" not in piece:
        return piece
    return to_text(unquote_to_bytes(to_bytes(piece).replace(b"+", b" ")))
