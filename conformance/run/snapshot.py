"""The readable state of a camera before and after a run, and how the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.wire import Exchange

State = Mapping[str, Mapping[str, Any]]
"""The entries of the group list by group name."""


def state_of(exchange: Exchange) -> State | None:
    """The groups that an answer of getGroupList shows; None where it shows none."""
    groups = exchange.data.get("face_group")
    if not exchange.succeeded or not isinstance(groups, list):
        return None
    return {str(group.get("name")): group for group in groups if isinstance(group, dict)}


def differences(before: State | None, after: State | None, defaults: tuple[str, ...]) -> list[str]:
    """What is not as it was, in sentences. The counts of the default groups may change by themselves."""
    if before is None or after is None:
        return ["the list of groups could not be read " + ("before" if before is None else "after") + " the run"]
    return [
        *(f"the group {name!r} is gone" for name in before if name not in after),
        *(f"the group {name!r} was not there before" for name in after if name not in before),
        *(
            f"{key} of the group {name!r} was {before[name][key]!r} and is {after[name].get(key)!r}"
            for name in before
            if name in after
            for key in before[name]
            if after[name].get(key) != before[name][key] and not (key == "count" and name in defaults)
        ),
    ]
