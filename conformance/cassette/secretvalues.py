"""Files that hold secrets: values that must not reach a cassette, and the key of its tokens."""

from __future__ import annotations

from pathlib import Path

from conformance.cassette.errors import CassetteError

LARGEST = 1024 * 1024


def read_values(path: Path, option: str) -> list[str]:
    """The values of a file, one a line; empty lines count for nothing. Raises CassetteError."""
    try:
        lines = _content(path, option).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CassetteError(f"{option} {path}: it is not a text in UTF-8") from error
    return [line.strip() for line in lines if line.strip()]


def read_value(path: Path, option: str) -> str:
    """The one value of a file. Raises CassetteError."""
    values = read_values(path, option)
    if len(values) != 1:
        raise CassetteError(f"{option} {path}: it has {len(values)} lines, and is to hold the secret alone")
    return values[0]


def read_key(path: Path, option: str) -> bytes:
    """The key, whatever bytes it is. Raises CassetteError."""
    content = _content(path, option).strip()
    if len(content) < SHORTEST_KEY:
        raise CassetteError(f"{option} {path}: a key of {len(content)} bytes is too easy to guess")
    return content


SHORTEST_KEY = 8


def _content(path: Path, option: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CassetteError(f"{option} {path}: it can't be read ({error.strerror})") from error
    if len(content) > LARGEST:
        raise CassetteError(f"{option} {path}: it is too large to hold only secrets")
    return content
