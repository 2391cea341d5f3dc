"""Which checks `--only` chooses."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal

from conformance.run.outcomes import UsageError
from conformance.spec import Spec, load_spec


def patterns_of(text: str | None, option: str = "--only") -> tuple[str, ...]:
    """The patterns that the option lists; none chooses all. Raises UsageError for one that can't choose anything."""
    if text is None:
        return ()
    patterns = tuple(pattern.strip() for pattern in text.split(",") if pattern.strip())
    if not patterns:
        raise UsageError(f"{option} {text!r}: it names nothing; leave it out to check everything")
    for pattern in patterns:
        if not matching(load_spec(), pattern):
            raise UsageError(
                f"{option} {pattern}: neither an operation nor a requirement; `ipc-conformance requirements` lists them"
            )
    return patterns


Depth = Literal["quick", "standard", "deep"]
DEPTHS: tuple[Depth, ...] = ("quick", "standard", "deep")


def deep_enough(depth: Depth, checks: Sequence[tuple[str, ...]], deep: Sequence[bool]) -> list[bool]:
    """For each check whether it belongs to a run of this depth; `deep` tells those that only a deep run makes.

    A quick run makes the first check of each requirement, so that it leaves no requirement out.
    """
    seen: set[str] = set()
    chosen = []
    for check, only_deep in zip(checks, deep, strict=True):
        new = not check or bool(set(check) - seen)
        chosen.append((depth == "deep" or not only_deep) and (depth != "quick" or new))
        seen.update(check if chosen[-1] else ())
    return chosen


def selected(spec: Spec, patterns: Sequence[str], checks: Sequence[tuple[str, ...]]) -> list[bool]:
    """For each check, given by its requirements, whether the patterns choose it; without patterns all are.

    Requirements that every exchange is judged by have no check of their own: they choose the checks of their
    operation, and all checks where they belong to none. A check without requirements is somebody else's, and stays.
    """
    if not patterns:
        return [True] * len(checks)
    wanted = {name for pattern in patterns for name in matching(spec, pattern)}
    unchecked = wanted - {name for check in checks for name in check}
    operations = {spec.requirements[name].operation for name in unchecked}
    return [
        not check
        or "" in operations
        or any(name in wanted or spec.requirements[name].operation in operations for name in check)
        for check in checks
    ]


def matching(spec: Spec, pattern: str) -> list[str]:
    """The requirements that a pattern names, by themselves or by their operation."""
    return [
        name
        for name, requirement in spec.requirements.items()
        if fnmatchcase(name, pattern) or (requirement.operation and fnmatchcase(requirement.operation, pattern))
    ]
