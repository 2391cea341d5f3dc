"""Hostile requests in well-formed HTTP: the device may refuse them in any way, but goes on answering."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.run.session import Run
from conformance.spec import load_spec
from conformance.suite.cases import Case
from conformance.suite.cases.hostile import hostile_cases
from conformance.suite.cases.texts import SPECIAL
from conformance.suite.drive import Stage, Stages
from conformance.suite.requirement import requirement
from conformance.suite.world import World, file_of
from conformance.wire import Call

SPEC = load_spec()
# One operation of each kind of body, a reading one, and those that take lists.
ATTACKED = ("createGroup", "addFaceInfoItem", "addFace", "updateFace", "deleteFace", "getFaceList", "getFaceByPicture")
LONG_SESSION, LONGER_SESSION = 300, 6000


@pytest.fixture(scope="module")
def alone(ipc_run: Run, acquainted: None) -> Iterator[Stages]:
    """One stage at a time: two have a record of the same face, which a camera may refuse (point 63)."""
    kept: list[Stage] = []

    def stage(operation: str) -> Stage:
        if kept and kept[0].operation != operation:
            kept.pop().strike()
        if not kept:
            kept.append(Stage(World(ipc_run), operation))
        return kept[0]

    ipc_run.needs_camera()
    yield stage
    for last in kept:
        last.strike()


@requirement("transport.answers")
@pytest.mark.parametrize(
    ("operation", "name"),
    [(name, case.name) for name in ATTACKED for case in hostile_cases(SPEC.operations[name])],
)
def test_hostile_request(alone: Stages, operation: str, name: str) -> None:
    """Refused or not: the next request is answered well, and the state is what the judge expects."""
    stage = alone(operation)
    case = next(case for case in hostile_cases(SPEC.operations[operation]) if case.name == name)
    stage.play(case)
    stage.world.ipc.must_accept(Call.of("getGroupList"))


@requirement("transport.answers")
@pytest.mark.parametrize("requests", [LONG_SESSION, pytest.param(LONGER_SESSION, marks=pytest.mark.deep)])
def test_long_session(world: World, requests: int) -> None:
    """Hundreds of requests of all kinds over one connection, with texts that mean something elsewhere."""
    group = world.group(attributes=("hobby", "größe"))
    record = world.record(group, person=11, hobby="tennis")
    world.look([group])
    texts = list(SPECIAL.values())
    for number in range(requests // 6):
        text = texts[number % len(texts)]
        world.ipc.update_group(group.name, group.name, 20, f"{number} {text}")
        world.ipc.update_face(group.name, record.faceid, hobby=text, größe=str(number))
        world.ipc.get_face(record.faceid)
        world.ipc.get_group_list()
        world.ipc.get_face_by_picture(file_of(record.picture))
        world.ipc.get_face_info_item(f"{group.name} {text}")
    world.look([group])


@requirement("transport.answers", "addFace.answer.accepts")
@pytest.mark.parametrize("operation", ["createGroup", "addFace"])
def test_body_in_fifty_pieces(alone: Stages, operation: str) -> None:
    """However the network cuts a body, it is one."""
    alone(operation).play(Case("body", "in-50-pieces", "transport.answers", lambda call, _: call.in_pieces(50)))


@requirement("transport.answers")
def test_a_connection_for_each_request(world: World) -> None:
    """As HTTP/1.0 had it: the connection is closed after each answer."""
    group = world.group()
    record = world.record(group, person=12)
    for call in (Call.of("getGroupList"), Call.of("getFace", faceid=record.faceid)) * 5:
        world.ipc.must_accept(call.with_headers({"Connection": "close"}))
