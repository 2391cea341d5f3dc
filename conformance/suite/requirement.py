"""Says which requirement of the catalogue a check is for, so that it can be chosen, explained and traced."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.run.assertions import Assertion
from conformance.spec import load_spec

Check = Callable[[str], Assertion]
"""The fixture `check`: judges one requirement, named by its id."""


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
