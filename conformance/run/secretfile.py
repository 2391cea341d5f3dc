"""Reads a secret or password from the file that holds nothing else."""

from __future__ import annotations

from pathlib import Path

from conformance.run.outcomes import UsageError

# Nobody's secret is longer; /dev/zero and a film named by mistake are.
LARGEST = 64 * 1024


def read_secret(path: Path | None, option: str) -> str | None:
    """The content without the blanks and line ends around it; None for no file. Raises UsageError."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        # An editor may have put a byte order mark before it.
        text = data.decode("utf-8-sig").strip()
    except OSError as error:
        raise UsageError(f"{option} {path}: it can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{option} {path}: it can't be read (it is not a text in UTF-8)") from error
    if len(data) > LARGEST:
        raise UsageError(f"{option} {path}: it is too large to hold only a secret")
    if not text:
        raise UsageError(f"{option} {path}: it is empty")
    return text
