"""Which checks `--only` chooses."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from conformance.run.outcomes import UsageError
from conformance.spec import Spec


def selected(spec: Spec, patterns: Sequence[str], checks: Sequence[tuple[str, ...]]) -> list[bool]:
    """For each check, given by its requirements, whether the patterns choose it; without patterns all are.

    Requirements that every exchange is judged by have no check of their own: they choose the checks of their
    operation. Raises UsageError for a pattern that chooses nothing.
    """
    if not patterns:
        return [True] * len(checks)
    wanted = {name for pattern in patterns for name in _matching(spec, pattern)}
    checked = {name for check in checks for name in check}
    operations = {spec.requirements[name].operation for name in wanted - checked}
    return [
        not check or any(name in wanted or spec.requirements[name].operation in operations for name in check)
        for check in checks
    ]


def _matching(spec: Spec, pattern: str) -> list[str]:
    names = [
        name
        for name, requirement in spec.requirements.items()
        if fnmatchcase(name, pattern) or requirement.operation == pattern
    ]
    if not names:
        raise UsageError(
            f"{pattern!r} is neither an operation nor a requirement; `ipc-conformance requirements` lists them"
        )
    return names
