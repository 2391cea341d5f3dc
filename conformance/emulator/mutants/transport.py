"""Answers that are no JSON, don't come, or belong to another request; what a reboot loses."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, Answering, around_act, around_answer, never, rendered
from conformance.emulator.mutants.witness import (
    Act,
    add,
    attributes,
    change,
    create,
    delete,
    find,
    get,
    groups,
    listed,
    migration,
    named,
    repeat,
)
from conformance.emulator.render import Answer, Data
from conformance.emulator.service import App, Service
from conformance.emulator.store import groups as stored_groups
from conformance.emulator.store import records
from conformance.spec import Operation

PACKET = 1460
"""Bytes of an answer in its first packet."""

LATER = 0.3
"""Seconds until a value is stored that should have been stored at once."""


def body(change: Callable[[bytes], bytes]) -> Callable[[Answer], Answer]:
    """Another body."""
    return lambda answer: answer._replace(body=change(answer.body))


async def empty_hangs(answer: Answering, asked: Operation, content_type: bytes, content: bytes) -> Answer:
    """An empty list is never sent."""
    given = await answer(asked, content_type, content)
    if b'"total_num":0' in given.body:
        await never()
    return given


async def crash(answer: Answering, asked: Operation, content_type: bytes, content: bytes) -> Answer:
    """A long faceid overruns a buffer, and the web server says so."""
    if re.search(rb"faceid=[0-9]{64}", content):
        return Answer(500, b"<html><body><h1>500 Internal Server Error</h1></body></html>")
    return await answer(asked, content_type, content)


def slower(service: Service) -> None:
    """A search goes through all records that ever were, a tenth of a second each."""
    good = service.look

    async def look(asked: Any) -> bytes | None:
        if asked.operation.name == "getFaceByPicture":
            (deleted,) = service.camera.db.execute("SELECT count(*) FROM retired").fetchone()
            await asyncio.sleep(deleted / 10)
        return await good(asked)

    service.look = look  # type: ignore[method-assign]


def cut_short(app: App) -> App:
    """Of an answer larger than one packet only the first packet comes."""

    async def device(scope: Any, receive: Any, send: Any) -> None:
        async def packet(message: Any) -> None:
            if len(message.get("body", b"")) > PACKET:
                await send({**message, "body": message["body"][:PACKET], "more_body": True})
                await never()
            await send(message)

        await app(scope, receive, packet)

    return device


def refused_again(app: App) -> App:
    """After a refusal the next answer on the connection is the same refusal."""
    left: dict[Any, bytes] = {}

    async def device(scope: Any, receive: Any, send: Any) -> None:
        again = left.pop(scope.get("client"), None)

        async def answer(message: Any) -> None:
            if again is not None and message["type"] == "http.response.start":
                length = (b"content-length", str(len(again)).encode())
                message["headers"] = [length, *(header for header in message["headers"] if header[0] != length[0])]
            elif message["type"] == "http.response.body" and again is not None:
                message = {**message, "body": again}
            elif message["type"] == "http.response.body" and b'"code":0' not in message["body"]:
                left[scope.get("client")] = message["body"]
            await send(message)

        await app(scope, receive, answer)

    return device


def surface(wrap: Callable[[App], App]) -> Fault:
    """Something between the port and the device."""
    return lambda service: service.surfaces.append(wrap)


def lost_at_reboot(lose: Callable[[Service], None]) -> Fault:
    """A reboot loses something that is to be kept."""

    def fault(service: Service) -> None:
        good = service.restart

        def restart() -> None:
            good()
            lose(service)

        service.restart = restart  # type: ignore[method-assign]

    return fault


def condition_lost(service: Service) -> None:
    """The condition is that of the activation again."""
    device = service.camera.spec.device
    stored_groups.set_condition(service.camera.db, device.migration_arrive_times, device.migration_period_days)


def attributes_lost(service: Service) -> None:
    """No group has attributes any more."""
    service.camera.db.execute("DELETE FROM attributes")


def gender_later(act: Acting, camera: Camera, edit: Any, picture: bytes | None) -> Data | None:
    """A new gender is stored a moment after the answer."""
    data = act(camera, edit._replace(gender=None), picture)
    record = records.by_faceid(camera.db, edit.faceid)
    if record and edit.gender is not None:
        asyncio.get_running_loop().call_later(LATER, store_gender, camera, record.id, edit.gender)
    return data


def store_gender(camera: Camera, record_id: int, gender: int) -> None:
    """Stores a gender, unless the camera is gone by now."""
    try:
        camera.db.execute("UPDATE records SET gender = ? WHERE id = ?", (gender, record_id))
    except sqlite3.ProgrammingError:
        return


MUTANTS = [
    Mutant(
        "getGroupList.byte-order-mark",
        kind="broken-json",
        requirement="getGroupList.answer.json",
        sentence="The answer begins with a byte order mark, which JSON does not have.",
        why="Half of all programming languages can't read it.",
        witness=(groups(),),
        fault=rendered("getGroupList", body(lambda content: b"\xef\xbb\xbf" + content)),
    ),
    Mutant(
        "getGroupList.quotes-unescaped",
        kind="broken-json",
        requirement="getGroupList.answer.json",
        sentence="Quotes in a description are not escaped.",
        why="One group with a quote in its description hides all groups.",
        witness=(create(description='The "gold" card'), groups()),
        fault=rendered("getGroupList", body(lambda content: content.replace(b'\\"', b'"'))),
    ),
    Mutant(
        "getFaceInfoItem.latin-1",
        kind="broken-json",
        requirement="getFaceInfoItem.answer.json",
        sentence="Attribute names are answered in Latin-1, not in UTF-8.",
        why="A form with an umlaut can't be shown.",
        witness=(create(), attributes("Größe"), named()),
        fault=rendered("getFaceInfoItem", body(lambda content: content.decode().encode("latin-1", "replace"))),
    ),
    Mutant(
        "addFace.comma-missing",
        kind="broken-json",
        requirement="addFace.answer.json",
        sentence="The comma after the code is missing, as in the document's sample.",
        why="The app believes that nothing was stored and registers the customer again.",
        witness=(add(),),
        fault=rendered("addFace", body(lambda content: content.replace(b',"data"', b'"data"'))),
    ),
    Mutant(
        "getFaceList.cut-at-2048",
        kind="broken-json",
        requirement="getFaceList.answer.json",
        sentence="An answer ends after 2048 bytes, in the middle of a record.",
        why="Groups with more than some twenty customers can't be listed.",
        witness=(add("{n}", times=24), listed(page_size=100)),
        fault=rendered("getFaceList", body(lambda content: content[:2048])),
    ),
    Mutant(
        "updateMigration.code-text",
        kind="broken-json",
        requirement="updateMigration.answer.json",
        sentence="The code is text.",
        why="The app takes every success for a failure.",
        witness=(migration(),),
        fault=rendered("updateMigration", body(lambda content: re.sub(rb'"code":(\d+)', rb'"code":"\1"', content))),
    ),
    Mutant(
        "getFace.long-faceid-crash",
        kind="crash",
        requirement="getFace.answer.json",
        sentence="A faceid of more than 64 digits is answered with HTTP 500 and HTML.",
        why="A damaged bar code brings the till down, and perhaps the camera.",
        witness=(get("1" * 70),),
        fault=around_answer("getFace", crash),
    ),
    Mutant(
        "getFaceList.empty-hangs",
        kind="no-answer",
        requirement="transport.answers",
        sentence="The list of a group without records is never answered.",
        why="The app freezes on the first day of every campaign.",
        witness=(listed(),),
        fault=around_answer("getFaceList", empty_hangs),
    ),
    Mutant(
        "getFaceByPicture.slower-with-deletions",
        kind="no-answer",
        requirement="transport.answers",
        sentence="A search takes a tenth of a second longer for each record that was ever deleted.",
        why="After a year of coming and going the queue at the till waits for the camera.",
        witness=(add("{n}", times=20), delete(*(str(number) for number in range(1, 21))), find()),
        fault=slower,
    ),
    Mutant(
        "transport.first-packet-only",
        kind="no-answer",
        requirement="transport.answers",
        sentence="Of an answer of more than 1460 bytes only the first packet comes.",
        why="Everything works in the lab with three groups and fails in the shop with ten.",
        witness=(repeat(create("g{n}" + "n" * 90, description="d" * 150), 5), groups()),
        fault=surface(cut_short),
    ),
    Mutant(
        "transport.refused-again",
        kind="connection",
        requirement="getGroupList.answer.accepts",
        sentence="After a refusal the next request on the same connection gets that refusal again.",
        why="One wrong request at the till makes the next customer's fail.",
        witness=(get("404"), groups()),
        fault=surface(refused_again),
    ),
    Mutant(
        "updateMigration.lost-at-reboot",
        kind="lost-at-reboot",
        requirement="device.reboot.state-kept",
        sentence="After a reboot the condition is that of the activation again.",
        why="After each power cut strangers become regulars by another rule.",
        witness=(migration(), Act("reboot"), groups()),
        fault=lost_at_reboot(condition_lost),
    ),
    Mutant(
        "addFaceInfoItem.lost-at-reboot",
        kind="lost-at-reboot",
        requirement="device.reboot.state-kept",
        sentence="After a reboot no group has attributes any more.",
        why="After each power cut the phone numbers of new customers are ignored.",
        witness=(create(), attributes("hobby"), Act("reboot"), named()),
        fault=lost_at_reboot(attributes_lost),
    ),
    Mutant(
        "updateFace.gender-later",
        kind="late",
        requirement="updateFace.effect.updated",
        sentence="A new gender is stored a moment after the update was answered.",
        why="Who looks at once sees the old value, corrects it again, and trusts nothing.",
        witness=(add(gender=1), change(gender=2), get()),
        fault=around_act("updateFace", gender_later),
    ),
]
