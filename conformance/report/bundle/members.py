"""The members of a bundle: which are given by the run, and which are made of those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conformance.run.folder import CASSETTE, HTML, RESULTS

DECLARATION, DECLARATION_HTML = "declaration.json", "declaration.html"
ENVIRONMENT = "environment.json"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
PICTURES = "pictures/"

SOURCES = (RESULTS, ENVIRONMENT, CASSETTE)
"""What is given; so are the pictures."""
DERIVED = (DECLARATION_HTML, DECLARATION, HTML)
"""What is made of the sources, and is made again when a bundle is verified."""
SEALS = (MANIFEST, SIGNATURE)
FIXED = (*DERIVED, *SOURCES, *SEALS)

_PICTURE = re.compile(rf"{PICTURES}([0-9a-f]{{64}})")


def digest_of(name: str) -> str | None:
    """The SHA-256 that a picture's name promises; None for a name that is no picture's."""
    found = _PICTURE.fullmatch(name)
    return found[1] if found else None


def belongs(name: str) -> bool:
    """Whether a bundle may have a member of that name."""
    return name in FIXED or digest_of(name) is not None


def ordered(names: Iterable[str]) -> Iterator[str]:
    """Names in the order in which an archive holds them: what people read first, the seals last."""
    return iter(sorted(names, key=lambda name: (_place(name), name)))


def _place(name: str) -> int:
    if name in SEALS:
        return len(FIXED) + SEALS.index(name)
    return FIXED.index(name) if name in FIXED else len(FIXED) - 1
