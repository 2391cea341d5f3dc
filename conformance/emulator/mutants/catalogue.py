"""All mutants by id, in the order of the document's operations; then authentication and transport."""

from __future__ import annotations

from functools import cache

from conformance.emulator.mutants import (
    counts,
    deletion,
    demands,
    fields,
    leftovers,
    limits,
    migration,
    moves,
    paging,
    parallel,
    pictures,
    places,
    protection,
    public,
    reading,
    refusals,
    room,
    scopes,
    searches,
    signature,
    text,
    transport,
    undone,
    values,
)
from conformance.emulator.mutants.model import Mutant
from conformance.spec import load_spec

SUBJECTS = (
    limits,
    room,
    pictures,
    demands,
    protection,
    refusals,
    values,
    undone,
    text,
    places,
    scopes,
    deletion,
    leftovers,
    moves,
    migration,
    fields,
    counts,
    paging,
    reading,
    searches,
    signature,
    public,
    parallel,
    transport,
)
"""The modules, each with the mutants of one subject under MUTANTS."""

BESIDE = ("authentication", "transport")
"""What stands in the place of an operation where none is to blame."""


@cache
def load_mutants() -> dict[str, Mutant]:
    """Every mutant by its id, ordered by operation."""
    order = {name: number for number, name in enumerate((*load_spec().operations, *BESIDE))}
    found = [mutant for subject in SUBJECTS for mutant in subject.MUTANTS]
    return {mutant.id: mutant for mutant in sorted(found, key=lambda mutant: order[mutant.operation])}


def describe(mutant: Mutant) -> dict[str, object]:
    """A mutant as plain data; `level` is that of the requirement."""
    return {
        "id": mutant.id,
        "operation": mutant.operation,
        "kind": mutant.kind,
        "requirement": mutant.requirement,
        "level": load_spec().requirements[mutant.requirement].level,
        "sentence": mutant.sentence,
        "why": mutant.why,
        "requests": mutant.requests,
        "rig": mutant.rig,
        "readings": list(mutant.readings),
    }
