"""Which checks --only chooses."""

from __future__ import annotations

import pytest

from conformance.run.outcomes import UsageError
from conformance.run.selection import patterns_of, selected
from conformance.spec import load_spec

CHECKS = [
    ("createGroup.name.required",),
    ("createGroup.effect.listed", "createGroup.answer.accepts"),
    ("deleteGroup.sign.wrong",),
    (),
]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (None, [True, True, True, True]),
        ("createGroup", [True, True, False, True]),
        ("createGroup.name.required", [True, False, False, True]),
        ("deleteGroup.sign.w*", [False, False, True, True]),
        ("create*", [True, True, False, True]),
        ("deleteGroup , createGroup.effect.listed", [False, True, True, True]),
        ("createGroup.answer.json", [True, True, False, True]),
        ("transport.answers", [True, True, True, True]),
    ],
)
def test_selected(text, chosen):
    assert selected(load_spec(), patterns_of(text), CHECKS) == chosen


@pytest.mark.parametrize("text", ["", " ", ",", "creategroup", "createGroup,no*"])
def test_pattern_that_names_nothing(text):
    with pytest.raises(UsageError, match=r"^--ipc-only "):
        patterns_of(text, "--ipc-only")
