"""The pictures beside a cassette: each stored once, under its SHA-256."""

from __future__ import annotations

import os
import threading
from hashlib import sha256
from pathlib import Path


def keep_picture(folder: Path, data: bytes, kept: set[str]) -> None:
    """Stores a picture, whole or not at all; `kept` names those that are known to be there. Raises OSError."""
    digest = sha256(data).hexdigest()
    if digest in kept:
        return
    folder.mkdir(exist_ok=True)
    if not _is_there(folder / digest, digest):
        draft = folder / f".{digest}.{os.getpid()}.{threading.get_ident()}"
        try:
            draft.write_bytes(data)
            draft.replace(folder / digest)
        finally:
            draft.unlink(missing_ok=True)
    kept.add(digest)


def _is_there(file: Path, digest: str) -> bool:
    """Whether the file is what its name says; a killed copy or an editor may have left something else."""
    try:
        return sha256(file.read_bytes()).hexdigest() == digest
    except FileNotFoundError:
        return False
