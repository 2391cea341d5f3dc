from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from emulating import Desk, Wire


@pytest.fixture
def cameras() -> Iterator[Callable[..., Desk]]:
    """Makes cameras with readings; closes them."""
    made: list[Desk] = []

    def make(*given: str, **more: object) -> Desk:
        made.append(Desk(*given, **more))
        return made[-1]

    yield make
    for camera in made:
        camera.close()


@pytest.fixture
def camera(cameras: Callable[..., Desk]) -> Desk:
    """A camera in its default readings with a group vip."""
    made = cameras()
    assert made.create() == 0
    return made


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A camera in a process of its own."""
    made = Wire()
    yield made
    made.close()
