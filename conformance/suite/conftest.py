"""Fixtures of the checks; `ipc`, `rig`, `pictures` and `check` are the plugin's and serve other people's tests too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.run.session import Run
from conformance.suite.world import World


@pytest.fixture
def world(ipc_run: Run) -> Iterator[World]:
    """Makes what a check needs and clears it away."""
    ipc_run.needs_camera()
    world = World(ipc_run)
    yield world
    world.clear()
