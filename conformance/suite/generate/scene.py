"""What there is to draw from: the groups, records and people that a sequence of random requests works with."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from conformance.oracle.known import KnownGroup, KnownRecord, State, is_known
from conformance.suite.world import PAGE, World
from conformance.wire import FilePart

T = TypeVar("T")
PEOPLE = 30
"""So many that most records are of different people, so few that some are of the same (point 63)."""


class Scene:
    """Objects of this run alone, as the judge knows them; with `defaults` the default groups too.

    What is drawn is never an object that the run did not make, so that a camera's own records are safe.
    """

    def __init__(self, world: World, random: Random, *, defaults: bool = False, people: int = PEOPLE) -> None:
        self.world = world
        self.random = random
        self.defaults = world.run.spec.device.default_groups if defaults else ()
        self.people = people

    @property
    def state(self) -> State:
        """What the judge knows of the camera."""
        return self.world.ipc.judge.state

    def happens(self, probability: float) -> bool:
        """True so often; False is what a shrinking search comes to."""
        return self.random.randrange(100) >= 100 - 100 * probability

    def one_of(self, values: Sequence[T]) -> T:
        """One of them, each as often."""
        return values[self.random.randrange(len(values))]

    # ------------------------------------------------------------- groups

    def own_groups(self) -> list[KnownGroup]:
        """The groups that this run made."""
        return [group for name, group in self.state.groups.items() if self.world.run.prefix in name]

    def groups(self) -> list[KnownGroup]:
        """The groups that may be worked with; a default one now and then."""
        if self.defaults and self.happens(0.1):
            return [group for name, group in self.state.groups.items() if name in self.defaults]
        return self.own_groups()

    def group(self) -> str:
        """The name of a group, of a missing one where there is none."""
        groups = self.groups()
        return self.one_of(groups).name if groups else self.missing_group()

    def missing_group(self) -> str:
        """A name that no group has."""
        return self.world.run.name()

    def empty_groups(self) -> list[KnownGroup]:
        """Own groups without records."""
        return [group for group in self.own_groups() if is_known(group.count) and group.count == 0]

    def free_groups(self) -> list[KnownGroup]:
        """Own groups with a place for one more record."""
        groups = [group for group in self.own_groups() if is_known(group.count) and is_known(group.capacity)]
        return [group for group in groups if group.count < min(group.capacity, PAGE)]

    def attributes(self, name: str) -> list[str]:
        """The attributes that a group is known to have."""
        group = self.state.group(name)
        return list(group.attributes) if group and is_known(group.attributes) else []

    # ------------------------------------------------------------- records

    def records(self) -> list[KnownRecord]:
        """The records in groups that may be worked with, where the group is known."""
        prefix = self.world.run.prefix
        known = (record for record in self.state.records.values() if is_known(record.group))
        return [record for record in known if prefix in record.group or record.group in self.defaults]

    def record(self) -> KnownRecord | None:
        """A record, if there is one."""
        records = self.records()
        return self.one_of(records) if records else None

    def missing_faceid(self) -> str:
        """A faceid that no record has."""
        return self.world.run.faceid()

    def picture(self) -> FilePart:
        """Somebody's picture."""
        return self.world.part(self.random.randrange(self.people))

    def known_picture(self) -> FilePart | None:
        """The picture of somebody who has a record; None where nobody is known to have one."""
        held = {record.picture for record in self.state.records.values() if is_known(record.picture)}
        people = [number for number in range(self.people) if self.world.person(number).sha256 in held]
        return self.world.part(self.one_of(people)) if people else None

    # ------------------------------------------------------------- looking

    def relearn(self) -> None:
        """Reads everything again, if it had to be forgotten."""
        if self.state.all_groups and all(self._is_known(group) for group in self.own_groups()):
            return
        self.world.ipc.get_group_list()
        for group in self.own_groups():
            if not self._is_known(group):
                self.world.ipc.get_face_info_item(group.name)
                self.world.ipc.get_face_list(group.name, 1, PAGE)

    def _is_known(self, group: KnownGroup) -> bool:
        return group.complete and all(map(is_known, (group.count, group.capacity, group.attributes)))
