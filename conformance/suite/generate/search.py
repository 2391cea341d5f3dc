"""A search for a short sequence of requests that a camera answers wrongly; the judge says what is wrong."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from random import Random

from conformance.oracle.judgement import Judgement
from conformance.run.ledger import Scope
from conformance.run.outcomes import Blocked, Violation
from conformance.run.session import Run
from conformance.spec import load_spec
from conformance.suite.generate.mixture import draw_of
from conformance.suite.generate.scene import Scene
from conformance.suite.generate.telling import told
from conformance.suite.world import PAGE, World
from conformance.wire import Call, Exchange

SECONDS = 30.0
"""For making a sequence shorter: a slow camera must not cost the whole night."""
PEOPLE = 6
MOST_REQUESTS = 4


class Wrong(Violation):
    """An example in which a requirement was violated."""


@dataclass
class Played:
    """A sequence as it was sent: the calls, what came, and the first failure if there was one."""

    scope: Scope
    calls: list[Call] = field(default_factory=list)
    answers: list[Exchange] = field(default_factory=list)
    failure: Judgement | None = None


class Search:
    """The examples of one check. The first that fails ends the search for others, and is made shorter."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.found: Played | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more is to be drawn: something was found, or the camera is gone."""
        return bool(self.run.camera.gone) or self.found is not None

    def report(self) -> None:
        """Enters the failure that was found, with the shortest sequence that shows it."""
        if self.found is None:
            return
        shortest = self._shortened(self.found, self.run.camera.client.camera_time() + SECONDS)
        assert shortest.failure is not None
        actual = f"{shortest.failure.actual}, after {'; '.join(map(told, shortest.answers))}"
        reason = f"expected {shortest.failure.expected}, but {actual}"
        self.run.ledger.enter(shortest.scope, replace(shortest.failure, actual=actual, reason=reason))

    def _shortened(self, played: Played, deadline: float) -> Played:
        """Leaves out requests, many at a time and then one by one, as long as the same requirement is violated."""
        size = len(played.calls)
        while size := size // 2:
            end = len(played.calls)
            while end > 0 and self.run.camera.client.camera_time() < deadline and not self.run.camera.gone:
                kept = [number for number in range(len(played.calls)) if not end - size <= number < end]
                shorter = self._again(played, kept)
                played, end = (shorter, min(end - size, len(shorter.calls))) if shorter else (played, end - size)
        return played

    def _again(self, played: Played, kept: list[int]) -> Played | None:
        """The sequence without some of its requests, if it still fails by the same requirement."""
        assert played.failure is not None
        example, ids = Example(self), dict[str, str]()
        for number in kept:
            answer = example.send(_renamed(played.calls[number], ids))
            old, new = played.answers[number].data.get("faceid"), answer.data.get("faceid") if answer else None
            ids |= {str(old): str(new)} if old and new else {}
            if example.played.failure:
                break
        example.end()
        failure = example.played.failure
        return example.played if failure and failure.requirement == played.failure.requirement else None


def _renamed(call: Call, ids: dict[str, str]) -> Call:
    """A call in which faceids that the camera chose stand as it chose them this time."""
    fields = call.fields
    for old, new in ids.items():
        fields = tuple((name, value.replace(old, new)) for name, value in fields)
    return replace(call, fields=fields)


class Example:
    """One sequence. It works with groups of its own alone, and clears them away. Operations that hang are left out."""

    def __init__(self, search: Search) -> None:
        self.run = search.run
        self.world = World(search.run)
        self._search = search
        self.run.objects += 1  # a sequence that is sent again makes objects without asking for new names
        self._stack = ExitStack()
        self.played = Played(self._stack.enter_context(search.run.ledger.rehearsal()))
        with suppress(Blocked):
            self.world.ipc.get_group_list()

    def step(self, operation: str, random: Random) -> None:
        """One request of an operation, after those that it needs: a group, a record. Raises Wrong."""
        scene = Scene(self.world, random, people=PEOPLE)
        for _ in range(MOST_REQUESTS):
            if self._search.over or self._one(operation, scene) == operation:
                break
        failure = self.played.failure
        if failure is not None and self._search.found is None:
            self._search.found = self.played
            raise Wrong(failure.reason)

    def send(self, call: Call) -> Exchange | None:
        """Sends a call and looks at what it was about; None where no answer can be had."""
        answer = None
        with suppress(Blocked):
            if call.operation == "updateMigration":
                self.world.migration()
            answer = self.world.ipc.send(call)
            self.played.calls.append(call)
            self.played.answers.append(answer)
            if load_spec().operations[call.operation].effect == "write":
                self._look({value for _, value in call.fields})
        fails = self.run.ledger.fails
        self.played.failure = next((each for each in self.played.scope.violations if fails(each)), None)
        return answer

    def end(self) -> None:
        """Clears everything away."""
        try:
            self.world.clear()
        finally:
            self._stack.close()

    def _one(self, operation: str, scene: Scene) -> str:
        """The operation that was called, if any could be."""
        with suppress(Blocked):
            scene.relearn()
        for each in (operation, "addFace", "createGroup"):
            if drawn := draw_of(each, scene):
                self.send(drawn.call)
                return operation if self.played.failure else each
        return operation

    def _look(self, named: set[str]) -> None:
        self.world.ipc.get_group_list()
        for name in [name for name in self.world.ipc.judge.state.groups if name in named and self.run.prefix in name]:
            self.world.ipc.get_face_info_item(name)
            self.world.ipc.get_face_list(name, 1, PAGE)
