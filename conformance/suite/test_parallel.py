"""Requests at the same time: they have some order, so exactly one wins where one must (s:23, s:37, s:420)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from conformance.run.outcomes import Blocked, Untested
from conformance.spec import load_spec
from conformance.suite.requirement import Check, requirement
from conformance.suite.things import Record
from conformance.suite.world import World, file_of
from conformance.wire import Call, Exchange

DEVICE = load_spec().device
AT_ONCE = 4
ROUNDS = 3


def at_once(world: World, calls: Sequence[Call]) -> list[Exchange]:
    """Sends calls at the same time, each over a connection of its own. Raises Blocked where one gets no answer.

    None is kept open: a camera that serves one connection after the other would have the next ones wait for its end.
    """
    barrier = Barrier(len(calls))

    def send(call: Call) -> Exchange:
        barrier.wait()
        return world.ipc.send(call.with_headers({"Connection": "close"}))

    with world.ipc.overlapping(), ThreadPoolExecutor(len(calls)) as threads:
        answers = list(threads.map(send, calls))
    for answer in answers:
        if answer.fault is not None:
            raise Blocked(f"{answer.operation} was not answered: {answer.fault.text}")
    return answers


def winners(answers: Sequence[Exchange]) -> list[int]:
    """Which ones were carried out."""
    return [number for number, answer in enumerate(answers) if answer.succeeded]


def exactly_one(check: Check, requirement_id: str, what: str, answers: Sequence[Exchange]) -> None:
    """One wins, the others are refused."""
    check(requirement_id).equal(len(winners(answers)), 1, f"the number of {what}", *answers)


def codes(answers: Sequence[Exchange]) -> str:
    """What came, for a sentence."""
    return ", ".join(answer.describe() for answer in answers)


@requirement("parallel.faceid.once")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_same_faceid_twice(check: Check, world: World, turn: int) -> None:
    """Two records, two groups, one faceid. Where a taken faceid is replaced, both may be carried out (point 63)."""
    groups, faceid = [world.group(), world.group()], world.run.faceid()
    records = [Record(faceid, group, world.person(n), n, age=20 + n) for n, group in enumerate(groups)]
    refuses = _refuses_taken(world)
    answers = at_once(world, [world.call_to_add(record) for record in records])
    won = winners(answers)
    enough = len(won) == 1 if refuses else len(won) >= 1
    wanted = "exactly one" if refuses else "at least one"
    check("parallel.faceid.once").that(enough, f"{wanted} to be carried out", codes(answers), *answers)
    world.look(groups)
    shown = [(n, entry.get("age")) for n, group in enumerate(groups) for entry in world.records(group).values()]
    possible = [[(n, records[n].age)] for n in won]
    check("parallel.faceid.once").that(shown in possible, f"(group, age) to be one of {possible}", f"it is {shown}")


@requirement("parallel.faceid.generated")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_faceids_made_at_once(check: Check, world: World, turn: int) -> None:
    """Four people without a faceid: as many different ones as were added, and all of them listed."""
    group = world.group()
    calls = [world.call_to_add(Record("", group, world.person(n), n)).without("faceid") for n in range(AT_ONCE)]
    answers = at_once(world, calls)
    given = [answer.data.get("faceid") for answer in answers if answer.succeeded]
    check("parallel.faceid.generated").equal(len(set(given)), len(given), "the number of different faceids", *answers)
    listed = set(world.records(group))
    check("parallel.faceid.generated").that(
        set(given) <= listed, f"all of {given} to be listed", f"{listed} are", *answers
    )
    world.look([group])


def _refuses_taken(world: World) -> bool:
    """How the camera takes a taken faceid when it comes alone."""
    group = world.group()
    record = world.record(group, person=5)
    again = world.ipc.send(world.call_to_add(Record(record.faceid, group, world.person(6), 6)))
    return not again.succeeded


@requirement("parallel.group-name.once")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_same_group_name_twice(check: Check, world: World, turn: int) -> None:
    """One of them is there afterwards, as it was given."""
    world.needs_room(11)
    name = world.new_name()
    calls = [Call.of("createGroup", name=name, capacity=10 + n, description=f"the {n}.") for n in range(2)]
    answers = at_once(world, calls)
    exactly_one(check, "parallel.group-name.once", f"groups {name!r} created", answers)
    entry = world.groups().get(name, {})
    check("parallel.group-name.once").equal(entry.get("capacity"), 10 + winners(answers)[0], "its capacity", *answers)
    world.look()


@requirement("parallel.capacity.kept", "getGroupList.count.within-capacity")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_last_place_of_a_group(check: Check, world: World, turn: int) -> None:
    """Four people, one place."""
    group = world.group(capacity=2)
    world.record(group, person=9)
    records = [Record(world.run.faceid(), group, world.person(n), n) for n in range(AT_ONCE)]
    answers = at_once(world, [world.call_to_add(record) for record in records])
    exactly_one(check, "parallel.capacity.kept", "records added to the last place", answers)
    check("parallel.capacity.kept").that(
        records[winners(answers)[0]].faceid in world.records(group), "the record that won to be listed", "it is not"
    )
    world.look([group])


@requirement("parallel.groups.limit")
def test_last_group(check: Check, world: World) -> None:
    """As many groups as there is room for but one, then four at once."""
    for _ in range(DEVICE.groups_total - 1 - len(world.groups())):
        world.group(capacity=1)
    if len(world.groups()) != DEVICE.groups_total - 1:
        raise Untested(f"needs a free group; the camera has {DEVICE.groups_total} of {DEVICE.groups_total}")
    names = [world.new_name() for _ in range(AT_ONCE)]
    calls = [Call.of("createGroup", name=name, capacity=1, description="the last") for name in names]
    answers = at_once(world, calls)
    exactly_one(check, "parallel.groups.limit", "groups created", answers)
    check("parallel.groups.limit").equal(len(world.groups()), DEVICE.groups_total, "the number of groups", *answers)
    world.look()


@requirement("parallel.reads.whole")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_reads_during_an_update(check: Check, world: World, turn: int) -> None:
    """Age and attribute are both as before or both as afterwards, in getFace and in getFaceList."""
    group = world.group(attributes=("hobby",))
    record = world.record(group, age=20, hobby="before")
    update = Call.of("updateFace", group_name=group.name, faceid=record.faceid, age=60, hobby="after")
    reads = [Call.of("getFace", faceid=record.faceid), Call.of("getFaceList", group_name=group.name)]
    answers = at_once(world, [reads[0], update, reads[1], reads[0]])
    for answer in answers:
        for shown in _shown(answer):
            whole = shown in ((20, "before"), (60, "after"))
            check("parallel.reads.whole").that(whole, "(20, 'before') or (60, 'after')", f"{shown} came", answer)
    world.look([group])


@requirement("getFaceByPicture.match.found")
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_searches_at_the_same_time(check: Check, world: World, turn: int) -> None:
    """Each search finds whom its own picture shows; one may be refused while the camera is at another."""
    group = world.group()
    records = [world.record(group, person=n) for n in range(AT_ONCE)]
    answers = at_once(world, [Call.of("getFaceByPicture", pic=file_of(record.picture)) for record in records])
    for record, answer in zip(records, answers, strict=True):
        if answer.succeeded:
            found = answer.data.get("faceid")
            check("getFaceByPicture.match.found").equal(found, record.faceid, "who was found", answer)
    world.look([group])


def _shown(answer: Exchange) -> list[tuple[Any, Any]]:
    """Age and hobby of each record in an answer."""
    listed = answer.data.get("faceid_list", [answer.data] if "faceid" in answer.data else [])
    return [(entry.get("age"), entry.get("hobby")) for entry in listed]
