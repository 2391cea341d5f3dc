"""Fixtures of the checks; `ipc`, `rig`, `pictures` and `check` are the plugin's and serve other people's tests too."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from conformance.run.outcomes import Blocked, Untested
from conformance.run.session import Run
from conformance.suite.drive import Stage, Stages
from conformance.suite.world import World


@pytest.fixture(scope="session")
def acquainted(ipc_run: Run) -> None:
    """One group and one record of the simplest form: whether pictures are taken, and how a description is spelled."""
    ipc_run.needs_camera()
    world = World(ipc_run)
    with contextlib.suppress(Blocked, Untested):
        world.record(world.group())
        world.look(world.made)
    world.clear()


@pytest.fixture(scope="session")
def standing(ipc_run: Run, acquainted: None) -> Iterator[dict[str, Stage]]:
    """The stage that stands, by its operation: at most one, for its people must have no other records."""
    ipc_run.needs_camera()
    kept: dict[str, Stage] = {}
    yield kept
    _strike(kept)


@pytest.fixture
def stages(ipc_run: Run, standing: dict[str, Stage]) -> Iterator[Stages]:
    """The stage of an operation, kept from case to case."""

    def stage(operation: str) -> Stage:
        if operation not in standing:
            _strike(standing)
            standing[operation] = Stage(World(ipc_run), operation)
        return standing[operation]

    with ipc_run.clearing(lambda: _strike(standing)):
        yield stage


@pytest.fixture
def world(ipc_run: Run, standing: dict[str, Stage]) -> Iterator[World]:
    """Makes what a check needs and clears it away."""
    _strike(standing)
    world = World(ipc_run)
    with ipc_run.clearing(world.clear):
        yield world
    world.clear()


def _strike(standing: dict[str, Stage]) -> None:
    while standing:
        standing.popitem()[1].strike()
