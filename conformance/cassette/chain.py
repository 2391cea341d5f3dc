"""The hash chain of a cassette: each line carries the hash of the previous hash and itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""The hash before the first line."""


def dumps(line: Mapping[str, Any]) -> str:
    """One line of a cassette, compact and in ASCII, so that no reader's encoding can change it.

    Raises ValueError for a number that is infinite, which JSON can't say, and RecursionError.
    """
    return _encode(line)


# Kept, because json.dumps makes a new encoder each time.
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False, check_circular=False).encode


def link(previous: str, text: str) -> str:
    """The hash, in hex, of a line without its hash, given that of the line before."""
    return linked(previous, text)[0]


def with_hash(text: str, digest: str) -> str:
    """The line with its hash as the last member."""
    return f'{text[:-1]},"hash":"{digest}"}}'


def linked(previous: str, text: str) -> tuple[str, bytes]:
    """The hash of a line, and the line as it stands in the file: with its hash, and a line break."""
    data = text.encode("ascii")
    digest = sha256(previous.encode("ascii") + data).hexdigest()
    return digest, b'%b,"hash":"%b"}\n' % (data[:-1], digest.encode("ascii"))


def without_hash(text: str) -> tuple[str, str]:
    """Takes a line apart into itself and its hash. Raises ValueError if it carries none."""
    head, found, tail = text.rpartition(',"hash":"')
    if not found or not tail.endswith('"}'):
        raise ValueError("the line carries no hash")
    return head + "}", tail[:-2]
