"""What goes wrong only when requests come at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import never
from conformance.emulator.mutants.witness import Together, add, create, find, repeat
from conformance.emulator.render import Answer, Data
from conformance.emulator.service import Service
from conformance.emulator.store import groups, records
from conformance.spec import Operation

MOMENT = 0.01
"""Seconds between a check and what it was made for."""


def room_checked_early(service: Service) -> None:
    """addFace looks for a free place before it decodes the picture, and not again."""
    good, handler = service.look, service.handlers["addFace"]
    roomy: set[int] = set()

    async def look(asked: Any) -> bytes | None:
        group = service.camera.group(asked.values.get("group_name", ""))
        if asked.operation.name == "addFace" and group and group.size == group.capacity - 1:
            roomy.add(id(asked))
            await asyncio.sleep(MOMENT)
        return await good(asked)

    def act(camera: Camera, new: Any, picture: bytes) -> Data | None:
        if id(new.request) not in roomy:
            return handler.act(camera, new, picture)
        roomy.discard(id(new.request))
        camera.db.execute("UPDATE groups SET capacity = capacity + 1000")
        data = handler.act(camera, new, picture)
        camera.db.execute("UPDATE groups SET capacity = capacity - 1000")
        return data

    service.look = look  # type: ignore[method-assign]
    service.handlers["addFace"] = handler._replace(act=act)


def faceid_checked_early(service: Service) -> None:
    """addFace looks whether the faceid is taken before it decodes the picture, and not again."""
    good, handler = service.look, service.handlers["addFace"]
    free: set[int] = set()

    async def look(asked: Any) -> bytes | None:
        if asked.operation.name == "addFace" and not records.by_faceid(
            service.camera.db, asked.values.get("faceid", "")
        ):
            free.add(id(asked))
            await asyncio.sleep(MOMENT)
        return await good(asked)

    def act(camera: Camera, new: Any, picture: bytes) -> Data | None:
        if id(new.request) in free:
            free.discard(id(new.request))
            camera.db.execute("DELETE FROM records WHERE faceid = ?", (new.faceid,))
        return handler.act(camera, new, picture)

    service.look = look  # type: ignore[method-assign]
    service.handlers["addFace"] = handler._replace(act=act)


def number_checked_early(service: Service) -> None:
    """createGroup counts the groups, lets others in, and then makes its own."""
    good, handler = service.answer, service.handlers["createGroup"]
    spec = service.camera.spec
    unlimited = replace(spec, device=replace(spec.device, groups_total=10**6))
    counted = False

    async def answer(operation: Operation, content_type: bytes, body: bytes) -> Answer:
        nonlocal counted
        last = operation.name == "createGroup" and len(service.camera.groups()) == spec.device.groups_total - 1
        if last:
            await asyncio.sleep(MOMENT)
        counted = last
        try:
            return await good(operation, content_type, body)
        finally:
            counted = False

    def act(camera: Camera, values: Any) -> Data | None:
        return handler.act(replace(camera, spec=unlimited) if counted else camera, values)

    service.answer = answer  # type: ignore[method-assign]
    service.handlers["createGroup"] = handler._replace(act=act)


def name_checked_early(service: Service) -> None:
    """createGroup looks whether the name is taken, lets others in, and then takes it from whoever has it."""
    good, handler = service.answer, service.handlers["createGroup"]
    before: list[str] | None = None

    async def answer(operation: Operation, content_type: bytes, body: bytes) -> Answer:
        nonlocal before
        if operation.name != "createGroup":
            return await good(operation, content_type, body)
        there = [group.name for group in service.camera.groups()]
        await asyncio.sleep(MOMENT)
        before = there
        try:
            return await good(operation, content_type, body)
        finally:
            before = None

    def act(camera: Camera, values: Any) -> Data | None:
        rival = camera.group(values.name)
        if rival is None or before is None or rival.name in before:
            return handler.act(camera, values)
        groups.change(camera.db, rival.id, values.name, values.capacity, values.description)
        return None

    service.answer = answer  # type: ignore[method-assign]
    service.handlers["createGroup"] = handler._replace(act=act)


def one_buffer(service: Service) -> None:
    """Searches at the same time share the memory for their answer."""
    good, running, buffer = service.answer, set[int](), dict[str, Answer]()

    async def answer(operation: Operation, content_type: bytes, body: bytes) -> Answer:
        if operation.name != "getFaceByPicture":
            return await good(operation, content_type, body)
        running.add(id(body))
        await asyncio.sleep(MOMENT)
        alone = len(running) == 1
        buffer["answer"] = await good(operation, content_type, body)
        if not alone:
            await asyncio.sleep(10 * MOMENT)
        running.discard(id(body))
        return buffer["answer"]

    service.answer = answer  # type: ignore[method-assign]


def deadlock(service: Service) -> None:
    """A search that comes during another one is never answered."""
    good = service.look
    running = 0

    async def look(asked: Any) -> bytes | None:
        nonlocal running
        if asked.operation.name != "getFaceByPicture":
            return await good(asked)
        if running:
            await never()
        running += 1
        try:
            await asyncio.sleep(MOMENT)
            return await good(asked)
        finally:
            running -= 1

    service.look = look  # type: ignore[method-assign]


MUTANTS = [
    Mutant(
        "addFace.room-checked-early",
        kind="race",
        requirement="parallel.capacity.kept",
        sentence="Two records that are added at the same time both get the last place of a group.",
        why="Two tills that register customers fill a group beyond what the camera can hold.",
        witness=(create(capacity=1), Together((add("1", group="vip"), add("2", group="vip")))),
        fault=room_checked_early,
    ),
    Mutant(
        "addFace.faceid-checked-early",
        kind="race",
        requirement="parallel.faceid.once",
        sentence="Of two records that are added at the same time under one faceid both are confirmed, though a taken "
        "faceid is refused otherwise.",
        why="Two tills give one number to two customers, and one of them is lost.",
        witness=(Together((add("1"), add("1", picture="bert"))),),
        fault=faceid_checked_early,
    ),
    Mutant(
        "createGroup.number-checked-early",
        kind="race",
        requirement="parallel.groups.limit",
        sentence="Two groups that are created at the same time both become the tenth.",
        why="The eleventh group has no place in the face library, and its members are never recognised.",
        witness=(repeat(create("g{n}"), 7), Together((create("a"), create("b")))),
        fault=number_checked_early,
    ),
    Mutant(
        "createGroup.name-checked-early",
        kind="race",
        requirement="parallel.group-name.once",
        sentence="Of two groups that are created at the same time under one name both are confirmed.",
        why="Two offices believe that the group is theirs.",
        witness=(Together((create(capacity=1), create(capacity=2))),),
        fault=name_checked_early,
    ),
    Mutant(
        "getFaceByPicture.one-buffer",
        kind="race",
        requirement="getFaceByPicture.match.found",
        sentence="Of two searches at the same time one gets the answer of the other.",
        why="The customer at the first till pays with the account of the one at the second.",
        witness=(add("1"), add("2", picture="bert"), Together((find(), find("bert")))),
        fault=one_buffer,
    ),
    Mutant(
        "getFaceByPicture.deadlock",
        kind="race",
        requirement="transport.answers",
        sentence="A search that comes during another one is never answered.",
        why="With a second till the camera stops recognising anybody.",
        witness=(Together((find(), find("bert"))),),
        fault=deadlock,
    ),
]
