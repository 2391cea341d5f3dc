"""Finds known secrets in text in the forms in which they travel, and masks them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus


class Needles:
    """Known secrets, searched plain, percent-encoded, JSON-escaped, in hex and in base64 (three alignments, both
    alphabets).
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None

    def mask(self, text: str) -> tuple[str, int]:
        """The text with each occurrence as so many asterisks, and how many there were."""
        if self._pattern is None:
            return text, 0
        return self._pattern.subn(lambda found: "*" * len(found.group()), text)

    def found_in(self, text: str) -> bool:
        """Whether any secret occurs."""
        return self._pattern is not None and self._pattern.search(text) is not None


def _forms(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogateescape")
    yield secret
    yield quote(secret, safe="", errors="surrogateescape")
    yield quote_plus(secret, errors="surrogateescape")
    yield "".join(f"%{byte:02x}" for byte in raw)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield raw.hex()
    for text in _base64_forms(raw):
        yield text
        yield text.replace("+", "-").replace("/", "_")


def _base64_forms(raw: bytes) -> Iterator[str]:
    """The characters of base64 that depend on the secret alone, for each place in a group of three bytes."""
    for lead in range(3):
        start = (0, 2, 3)[lead]
        length = lead + len(raw)
        text = base64.b64encode(b"\0" * lead + raw).decode("ascii")
        whole = text[start : length * 4 // 3]
        if len(whole) >= 4:
            yield whole
