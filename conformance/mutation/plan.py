"""Which trials a kill table needs, and when each can begin."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import conformance.suite
from conformance.mutation.cameras import GoodCamera, MutantCamera
from conformance.mutation.trial import Found, Trial
from conformance.run.selection import Depth
from conformance.spec import load_spec

if TYPE_CHECKING:
    from conformance.emulator.mutants import Mutant


@dataclass
class Plan:
    """The control first, then the mutants.

    A mutant whose requirement has no check of its own waits for the control: there it is seen which checks judge it.
    """

    mutants: Sequence[Mutant]
    depth: Depth
    found: dict[str, Found] = field(default_factory=dict)
    control: Found | None = None

    def __post_init__(self) -> None:
        marked = marked_requirements()
        levels = {name: each.level for name, each in load_spec().requirements.items()}
        trials = [
            Trial(MutantCamera(each.id), each.requirement, levels[each.requirement] == "inferred", self.depth)
            for each in self.mutants
        ]
        self._control = [Trial(GoodCamera(), strict=True, depth=self.depth, exhaustive=True)]
        self._ready = [trial for trial in reversed(trials) if trial.requirement in marked]
        self._waiting = [trial for trial in reversed(trials) if trial.requirement not in marked]

    def upcoming(self) -> Trial | None:
        """The next trial that can begin."""
        if self._control:
            return self._control.pop()
        if self.is_void:
            return None
        if self.control is not None and self._waiting:
            trial = self._waiting.pop()
            return replace(trial, judging=self.control.judged.get(trial.requirement, ()))
        return self._ready.pop() if self._ready else None

    def ended(self, trial: Trial, found: Found) -> None:
        """Notes what came of a trial."""
        if isinstance(trial.camera, GoodCamera):
            self.control = found
        else:
            self.found[trial.camera.id] = found

    @property
    def is_void(self) -> bool:
        """Whether the good camera was found fault with, or could not be judged: then the table says nothing."""
        return self.control is not None and self.control.state != "survived"


def marked_requirements() -> set[str]:
    """The requirements that have a check of their own."""
    names: set[str] = set()
    for module in pkgutil.iter_modules(conformance.suite.__path__, "conformance.suite."):
        for thing in vars(importlib.import_module(module.name)).values():
            for mark in _marks(getattr(thing, "pytestmark", ())):
                names.update(mark.args if mark.name == "requirement" else ())
    return names


def _marks(marks: Any) -> Iterator[Any]:
    """The marks of a test function, and those of each of its parameters."""
    for mark in marks if isinstance(marks, Sequence) else [marks]:
        yield mark
        if mark.name == "parametrize":
            yield from (inner for value in mark.args[1] for inner in getattr(value, "marks", ()))


def chosen(mutants: Mapping[str, Mutant], patterns: Sequence[str]) -> list[Mutant]:
    """The mutants whose id, operation or requirement one of the patterns names; without patterns all are.

    Raises ValueError for a pattern that names none.
    """
    found: set[str] = set()
    for pattern in patterns:
        named = {
            each.id
            for each in mutants.values()
            if any(fnmatchcase(text, pattern) for text in (each.id, each.operation, each.requirement))
        }
        if not named:
            raise ValueError(pattern)
        found |= named
    return [each for each in mutants.values() if not patterns or each.id in found]
