"""A long walk: random requests one after the other, all judged, and counted by what they were and what came."""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random

from conformance.oracle.judgement import Judgement
from conformance.run.outcomes import Blocked
from conformance.suite.generate.mixture import Drawn, draw_request
from conformance.suite.generate.scene import Scene
from conformance.suite.world import World
from conformance.wire import Exchange

RECORDS = 120
"""More records than this are thinned out: searching them by picture is what costs the emulated camera most."""


@dataclass(frozen=True)
class Disagreement:
    """A violated judgement, and the request that showed it."""

    judgement: Judgement
    drawn: Drawn
    exchange: Exchange


@dataclass
class Walk:
    """What was met: outcomes by operation (the code, or HTTP and its status), kinds, cases, disagreements."""

    outcomes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    kinds: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many random requests there were."""
        return self.kinds.total()

    def pairs(self) -> set[tuple[str, int]]:
        """Every (operation, code) that came."""
        return {(name, int(code)) for name, came in self.outcomes.items() for code in came if code.isdigit()}


def walk(world: World, seed: int, requests: int, *, defaults: bool = True) -> Walk:
    """So many random requests. The camera is left as it comes to be: clear it, or throw it away."""
    met, scene = Walk(), Scene(world, Random(seed), defaults=defaults)  # noqa: S311 - to be repeated
    scene.world.ipc.get_group_list()
    while met.requests < requests:
        with contextlib.suppress(Blocked):
            _step(scene, met)
    return met


def _step(scene: Scene, met: Walk) -> None:
    with scene.world.run.ledger.scope("walk") as scope:
        scene.relearn()
        drawn = draw_request(scene, "deleteFace" if len(scene.records()) > RECORDS else "")
        answer = scene.world.ipc.send(drawn.call)
    met.kinds[drawn.kind] += 1
    if drawn.what:
        met.cases[f"{drawn.kind}: {drawn.call.operation} {drawn.what}"] += 1
    outcome = str(answer.code) if answer.code is not None else answer.describe().partition(" with")[0]
    met.outcomes[drawn.call.operation][outcome] += 1
    met.disagreements += [Disagreement(judgement, drawn, answer) for judgement in scope.violations]
