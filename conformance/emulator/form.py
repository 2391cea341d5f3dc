"""application/x-www-form-urlencoded bodies, read strictly: what is broken is refused, never guessed."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import bad_parameter

Pairs = list[tuple[str, str]]
"""Names and values in the order sent."""

MEDIA_TYPE = "application/x-www-form-urlencoded"

_broken_percent = re.compile(r"%(?![0-9A-Fa-f]{2})").search
_unencoded = re.compile(rb"[^A-Za-z0-9._~:/?#@!$&'()*+,;=%-]").search
"""What no URI may hold as it is (RFC 3986 2), but for the percent sign."""


def parse(body: bytes, readings: Readings) -> Pairs:
    """The parameters of a form body, percent-decoded UTF-8. Raises Refused (bad-parameter).

    The samples hold unencoded values, by form.unencoded, and a blank after `&`, by form.blank-before-name.
    """
    if readings["form.unencoded"] == "refused" and _unencoded(body):
        raise bad_parameter("a value is not percent-encoded")
    try:
        text = body.decode("utf-8")
        return pairs_of(text.replace("& ", "&") if readings["form.blank-before-name"] == "ignored" else text)
    except UnicodeDecodeError as error:
        raise bad_parameter("the body is no UTF-8") from error


def pairs_of(text: str) -> Pairs:
    """The parameters of a form's text. Raises Refused; UnicodeDecodeError if an escape is no UTF-8."""
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((decode(name), decode(value)))
    return pairs


def decode(text: str) -> str:
    """One name or value without its escapes. Raises Refused; UnicodeDecodeError if an escape is no UTF-8."""
    if "%" in text or "+" in text:
        if _broken_percent(text):
            raise bad_parameter("a percent sign without two hex digits")
        text = unquote_plus(text, errors="strict")
    return without_nul(text)


def without_nul(text: str) -> str:
    """The text itself. Raises Refused if it holds a NUL, which no field can store."""
    if "\0" in text:
        raise bad_parameter("a NUL byte")
    return text
