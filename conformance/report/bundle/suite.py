"""Which suite this is: its version, and a digest of its source that tells two builds of one version apart."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import conformance

_KINDS = {".py", ".toml", ".j2", ".html", ".css", ".js"}
_GENERATED = {"_data", "__pycache__"}


@cache
def build() -> str:
    """SHA-256, in hex, over the files of this package and their names; the same in a checkout and in a wheel."""
    folder = Path(conformance.__file__).parent
    digest = sha256()
    for name, file in sorted((each.relative_to(folder).as_posix(), each) for each in folder.rglob("*")):
        if file.suffix in _KINDS and _GENERATED.isdisjoint(Path(name).parts):
            digest.update(f"{name}\n{sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def about() -> dict[str, str]:
    """The suite as a bundle names it, with the Python that knows more or fewer characters than another."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"name": "ipc-conformance", "version": conformance.__version__, "build": build(), "python": python}


def in_words(suite: Mapping[str, str]) -> str:
    """A suite, for one line."""
    return f"{suite['name']} {suite['version']} (build {suite['build'][:16]}, Python {suite['python']})"
