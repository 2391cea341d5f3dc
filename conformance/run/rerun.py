"""What failed in an earlier run, to be checked again."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.run.folder import RESULTS
from conformance.run.outcomes import UsageError
from conformance.spec import load_spec

AGAIN = ("fail", "warn", "blocked")


def failed_in(run: Path | None, option: str = "--rerun") -> tuple[str, ...]:
    """The requirements that an earlier run did not pass. Raises UsageError where there is no such run, or nothing."""
    if run is None:
        return ()
    try:
        results = json.loads((run / RESULTS).read_text(encoding="utf-8"))
        names = [each["id"] for each in results["requirements"] if each["verdict"] in AGAIN]
    except OSError as error:
        raise UsageError(f"{option} {run}: no {RESULTS} there ({error.strerror}); give the folder of a run") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{option} {run}: its {RESULTS} is not that of a run") from error
    known = tuple(name for name in names if name in load_spec().requirements)
    if not known:
        raise UsageError(f"{option} {run}: nothing failed, warned or was blocked there")
    return known
