"""Says which requirement of the catalogue a check is for, so that it can be chosen, explained and traced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from conformance.spec import load_spec


def requirement(*ids: str) -> pytest.MarkDecorator:
    """Marks a check with its requirements. Raises KeyError for one that is not in the catalogue."""
    for name in ids:
        load_spec().requirements[name]
    return pytest.mark.requirement(*ids)


def each_operation(template: str) -> pytest.MarkDecorator:
    """Repeats a check for every operation; `{operation}` in the requirement's id stands for it."""
    return pytest.mark.parametrize(
        "operation",
        [
            pytest.param(name, marks=requirement(template.format(operation=name)), id=name)
            for name in load_spec().operations
        ],
    )


def cases(name: str, values: Iterable[tuple[str, Any]]) -> pytest.MarkDecorator:
    """Repeats a check for pairs of a requirement and a value."""
    return pytest.mark.parametrize(
        name, [pytest.param(value, marks=requirement(required), id=str(value)) for required, value in values]
    )
