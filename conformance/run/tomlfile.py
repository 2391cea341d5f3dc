"""A TOML file that an option names, read with the same sentences for what is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from conformance.run.outcomes import UsageError


def read_table(path: Path, option: str, known: Iterable[str], hint: str) -> dict[str, Any]:
    """The table of a file, with no keys but the known; `hint` says what to write instead. Raises UsageError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{option} {path}: it can't be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{option} {path}: it is not TOML ({error})") from error
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise UsageError(f"{option} {path}: {', '.join(unknown)} is not known; {hint}")
    return table
