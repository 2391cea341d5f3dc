"""The folder of one run: everything that a run writes is in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from conformance.run.outcomes import UsageError

RESULTS, JUNIT, ALLURE = "results.json", "junit.xml", "allure-results"
CTRF, HTML = "ctrf.json", "report.html"
ALLURE_RC = "allurerc.json"
PROFILE = "profile.toml"
CASSETTE, JOURNAL = "run.jsonl", "journal.jsonl"


def make_folder(wanted: Path | None, url: str, option: str = "--report-dir") -> Path:
    """The run's folder, new or empty. Raises UsageError where it is neither or can't be written."""
    folder = wanted or Path("reports") / _name(url)
    try:
        if wanted is None and folder.exists():
            folder = _numbered(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{option} {folder}: the folder is not empty; name a new one, so that nothing is lost")
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(
            f"{option} {folder}: can't be written ({error.strerror}); name another folder with {option}"
        ) from error
    return folder.resolve()


def _name(url: str) -> str:
    device = re.sub(r"[^A-Za-z0-9.]+", "-", urlsplit(url).netloc).strip("-")
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{device}"


def _numbered(folder: Path) -> Path:
    number = 2
    while (other := folder.with_name(f"{folder.name}-{number}")).exists():
        number += 1
    return other
