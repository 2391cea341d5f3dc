"""Sequences of random requests over all operations; whatever goes wrong is shrunk to the shortest that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from hypothesis.strategies import integers, lists, randoms, sampled_from, tuples

from conformance.oracle.context import EFFECTS
from conformance.run.outcomes import Blocked
from conformance.run.selection import Depth
from conformance.run.session import Run
from conformance.spec import load_spec
from conformance.suite.generate.mixture import WEIGHTS
from conformance.suite.generate.search import Example, Search
from conformance.suite.requirement import requirement

REQUESTS = 5
EXAMPLES: dict[Depth, int] = {"quick": 10, "standard": 25, "deep": 200}
STEPS: dict[Depth, int] = {"quick": 8, "standard": 8, "deep": 16}
BY_WEIGHT = [name for name, weight in WEIGHTS.items() for _ in range(weight)]
REQUIREMENTS = (
    *(f"{name}.answer.accepts" for name in load_spec().operations),
    *EFFECTS.values(),
    *(f"{name}.refused.changes-nothing" for name in EFFECTS),
    *(f"{name}.effect.others-kept" for name in EFFECTS),
)


class Machine(RuleBasedStateMachine):
    """One example; a rule for each operation is added below."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.example = Example(search)

    def teardown(self) -> None:
        """Clears away what the example made."""
        self.example.end()


def _rule_of(operation: str) -> Callable[..., Any]:
    def step(self: Machine, random: Random) -> None:
        self.example.step(operation, random)

    step.__name__ = operation
    return rule(random=randoms(use_true_random=False))(step)


@rule(requests=lists(tuples(sampled_from(BY_WEIGHT), integers(0, 10**6)), min_size=1, max_size=2 * REQUESTS))
def _several(self: Machine, requests: list[tuple[str, int]]) -> None:
    """Some requests drawn by chance: left to itself, hypothesis keeps to few rules at a time."""
    for operation, seed in requests:
        self.example.step(operation, Random(seed))  # noqa: S311 - to be repeated


for _name in load_spec().operations:
    setattr(Machine, _name, _rule_of(_name))
    setattr(Machine, f"several_and_{_name}", _several)


@contextmanager
def storage_within(run: Run) -> Iterator[None]:
    """Nothing is written outside the report folder, and in it nothing stays: a seed is all that a repetition needs."""
    folder = run.folder / "hypothesis"
    set_hypothesis_home_dir(folder)
    try:
        yield
    finally:
        set_hypothesis_home_dir(None)
        shutil.rmtree(folder, ignore_errors=True)


def settings(depth: Depth) -> hypothesis.settings:
    """So many examples. What fails is made shorter by the search: it leaves out requests, at a tenth of the cost."""
    return hypothesis.settings(
        max_examples=EXAMPLES[depth],
        stateful_step_count=STEPS[depth],
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@requirement(*REQUIREMENTS)
def test_sequences(ipc_run: Run, acquainted: None) -> None:
    """The judge knows which answers are allowed; the same seed makes the same sequences."""
    search = Search(ipc_run)
    factory: Any = hypothesis.seed(ipc_run.settings.seed)(lambda: Machine(search))
    try:
        with storage_within(ipc_run):
            run_state_machine_as_test(factory, settings=settings(ipc_run.settings.depth))
    except Exception:
        # Also where the failure did not come again: it did come.
        if search.found is None:
            raise
    search.report()
    if ipc_run.camera.gone:
        raise Blocked(ipc_run.camera.gone)
