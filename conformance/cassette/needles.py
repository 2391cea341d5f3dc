"""Finds known secrets in text in the forms in which they travel, and masks them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator

from conformance.wire.text import to_bytes

SHORTEST_BYTES = 3
"""A secret that is shorter is not looked for: it would be found in everything, and hidden by nothing."""


class Needles:
    """Known secrets, whatever the case of their letters: plain, with any of their characters percent-encoded (once
    or more) or escaped as in JSON (once or twice), in hex, and in base64 (three alignments, both alphabets).
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({secret for secret in secrets if len(to_bytes(secret)) >= SHORTEST_BYTES}, key=len, reverse=True)
        # In bytes that are no UTF-8, and in text read in the wrong encoding, a secret stands byte by byte.
        views = dict.fromkeys(view for secret in known for view in (secret, to_bytes(secret).decode("latin-1")))
        forms = dict.fromkeys([*map(_spelled, views), *(form for secret in known for form in _encoded(secret))])
        self._pattern = re.compile("|".join(forms), re.IGNORECASE) if forms else None
        self._lower = tuple(dict.fromkeys(form for secret in known for form in _lower_literals(secret)))
        self._exact = tuple(dict.fromkeys(form for secret in known for form in _exact_literals(secret)))

    def may_be_in(self, line: str, lower: str = "") -> bool:
        """Whether a line of JSON in ASCII has to be looked at closely: quick, and never wrong when it says no.

        `lower` is the line in lower case, where that is at hand.
        """
        if "%" in line or "\\" in line:
            return self._pattern is not None
        lower = lower or line.lower()
        return any(form in lower for form in self._lower) or any(form in line for form in self._exact)

    def mask(self, text: str) -> tuple[str, int]:
        """The text with each occurrence as so many asterisks, and how many there were."""
        if self._pattern is None:
            return text, 0
        return self._pattern.subn(lambda found: "*" * len(found.group()), text)

    def longest_in(self, text: str) -> int:
        """The length of the longest occurrence; 0 where there is none."""
        found = self._pattern.finditer(text) if self._pattern else ()
        return max((len(match.group()) for match in found), default=0)


def _lower_literals(secret: str) -> Iterator[str]:
    """What stands in a line where nothing is percent-encoded or escaped."""
    yield secret.lower()
    yield secret.replace(" ", "+").lower()
    yield to_bytes(secret).hex()


def _exact_literals(secret: str) -> Iterator[str]:
    for lead in range(3):
        certain = "".join(sextet for sextet in _sextets(to_bytes(secret), lead) if len(sextet) == 1)
        yield certain
        yield certain.translate(_URL_SAFE)


def _spelled(secret: str) -> str:
    return "".join(map(_character, secret))


def _character(character: str) -> str:
    """A pattern for one character in all its spellings. Repetitions are bounded, so that none takes long to fail."""
    units = character.encode("utf-16-be", "surrogatepass")
    spellings = [
        re.escape(character),
        "".join(f"%(?:25){{0,2}}{byte:02x}" for byte in to_bytes(character)),
        "".join(rf"\\{{1,4}}u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)),
    ]
    if character in _SHORT_ESCAPES:
        spellings.append(rf"\\{{1,4}}{re.escape(_SHORT_ESCAPES[character])}")
    if character == "\\":
        spellings[0] = r"\\{1,4}"
    if character == " ":
        spellings.append(r"\+")
    if not character.isascii():
        spellings.append("".join(rf"\\{{1,4}}x{byte:02x}" for byte in to_bytes(character)))
    return f"(?:{'|'.join(spellings)})"


def _encoded(secret: str) -> Iterator[str]:
    raw = to_bytes(secret)
    yield raw.hex()
    for lead in range(3):
        yield f"(?-i:{''.join(map(_class, _sextets(raw, lead)))})"


def _sextets(raw: bytes, lead: int) -> Iterator[str]:
    """For each character of base64 that holds bits of the secret: the characters that it can be.

    `lead` bytes of something else stand before the secret in its group of three; what follows is unknown too.
    """
    known = int.from_bytes(b"\xff" * len(raw), "big") << 16
    bits = int.from_bytes(raw, "big") << 16
    size = (lead + len(raw) + 2) * 8
    for start in range(lead * 8 // 6 * 6, (lead + len(raw)) * 8, 6):
        shift = size - start - 6
        mask, value = (known >> shift) & 63, (bits >> shift) & 63
        yield "".join(_ALPHABET[index] for index in range(64) if index & mask == value)


def _class(sextet: str) -> str:
    both = sextet + sextet.translate(_URL_SAFE)
    return re.escape(sextet) if len(set(both)) == 1 else f"[{re.escape(''.join(dict.fromkeys(both)))}]"


_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_URL_SAFE = str.maketrans("+/", "-_")
_SHORT_ESCAPES = {'"': '"', "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "'": "'"}
