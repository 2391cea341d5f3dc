"""From a request's body to its answer.

Refusals come in this order; the first that applies is the answer, and a refused request changes nothing:

1. HTTP: unknown path 404; method other than POST 405; body too large 413
2. the camera is not activated (not-activated), signed or not
3. the body: media type, encoding, percent signs, UTF-8, NUL, a parameter sent twice (bad-parameter)
4. who asks: app_id missing (bad-parameter), another app_id (bad-identity), sign missing or wrong (bad-signature),
   random or timestamp missing or ill-formed (bad-parameter), timestamp out of the window or random used before
   (bad-identity)
5. faults: internal failure, storage gone, library busy
6. the operation's parameters: missing, ill-formed or out of range (bad-parameter)
7. values whose limits have codes of their own: name and description (group-limit), attribute names
   (attribute-name-refused; for removing also a name stated twice, then attribute-limit for more than a group can
   have), the picture (picture-unusable)
8. what must exist: the group, the group to move to (group-missing), the record (record-missing); then values of
   attributes, whose names only the group tells (bad-parameter)
9. what is protected: default groups (default-group-protected)
10. what is in the way: a name, faceid or attribute that there is already (group-name-taken, faceid-taken,
    attribute-name-refused), an attribute that there is not (attribute-missing), records in the group
    (group-not-empty)
11. room: number of groups (group-limit), capacity (capacity-refused), attributes (attribute-limit), records
    (group-full)
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from conformance.emulator import faults, pictures, render, request
from conformance.emulator.authentication import Gate
from conformance.emulator.camera import Camera
from conformance.emulator.operations import attributes, groups, queries, records
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Answer, Data
from conformance.emulator.request import Request
from conformance.emulator.store.database import Transaction
from conformance.spec import Operation

log = logging.getLogger(__name__)


class Handler(NamedTuple):
    """The two halves of an operation: reading and checking its parameters, and acting on the camera.

    `act` takes what `read` returned, and the picture's hash where `picture` is true.
    """

    read: Callable[[Camera, Request], Any]
    act: Callable[..., Data | None]
    picture: bool = False


def handlers() -> dict[str, Handler]:
    """The handler of each operation, looked up in its module when a service is made."""
    return {
        "createGroup": Handler(groups.read_create_group, groups.create_group),
        "updateGroup": Handler(groups.read_update_group, groups.update_group),
        "updateMigration": Handler(groups.read_update_migration, groups.update_migration),
        "deleteGroup": Handler(groups.read_delete_group, groups.delete_group),
        "getGroupList": Handler(queries.read_nothing, queries.get_group_list),
        "addFaceInfoItem": Handler(attributes.read_add_attributes, attributes.add_attributes),
        "removeFaceInfoItem": Handler(attributes.read_remove_attributes, attributes.remove_attributes),
        "getFaceInfoItem": Handler(attributes.read_get_attributes, attributes.get_attributes),
        "addFace": Handler(records.read_add_face, records.add_face, picture=True),
        "deleteFace": Handler(records.read_delete_face, records.delete_face),
        "updateFace": Handler(records.read_update_face, records.update_face, picture=True),
        "getFace": Handler(queries.read_get_face, queries.get_face),
        "getFaceList": Handler(queries.read_get_face_list, queries.get_face_list),
        "getFaceByArrival": Handler(queries.read_get_face_by_arrival, queries.get_face_by_arrival),
        "getFaceByPicture": Handler(queries.read_get_face_by_picture, queries.get_face_by_picture, picture=True),
    }


App = Callable[..., Awaitable[None]]
"""An ASGI application."""


@dataclass
class Service:
    """Answers requests, one at a time; only pictures are decoded beside it, before the state is looked at.

    `surfaces` stand between the port and the device: each takes an ASGI application and returns one.
    """

    camera: Camera
    gate: Gate
    handlers: dict[str, Handler] = field(default_factory=handlers)
    surfaces: list[Callable[[App], App]] = field(default_factory=list)

    async def answer(self, operation: Operation, content_type: bytes, body: bytes) -> Answer:
        """The answer to a POST of that operation; refusals and failures are answers too."""
        try:
            asked = self.admit(operation, content_type, body)
            handler = self.handlers[operation.name]
            read = handler.read(self.camera, asked)
            if handler.picture:
                return render.success(self.act(handler.act, read, await self.look(asked)))
            return render.success(self.act(handler.act, read))
        except Refused as refused:
            return self.refuse(refused, operation)
        except sqlite3.Error as error:
            log.error("%s: the state can't be used: %s", operation.name, error)
            return self.refuse(Refused(faults.STORAGE), operation)
        except Exception:
            log.exception("%s failed", operation.name)
            return self.refuse(Refused(faults.INTERNAL), operation)

    def admit(self, operation: Operation, content_type: bytes, body: bytes) -> Request:
        """Steps 2 to 5 of the order. Raises Refused."""
        faults.check_activated(self.camera.faults)
        asked = request.parse(operation, content_type, body, self.camera.readings)
        self.gate.admit(asked, self.camera.now)
        faults.check_working(self.camera.faults, operation, self.camera.code_book)
        return asked

    async def look(self, asked: Request) -> bytes | None:
        """The hash of the request's picture, decoded in a thread; None without one. Raises Refused."""
        content = asked.files.get("pic")
        if content is None:
            return None
        kind = asked.operation.parameter("pic").kind
        picture = await asyncio.to_thread(pictures.look, content, kind, self.camera.readings)
        faults.check_working(self.camera.faults, asked.operation, self.camera.code_book)  # it took its time
        return picture

    def restart(self) -> None:
        """What a reboot does to volatile memory: it is lost; what is stored stays."""
        self.gate.used.clear()

    def act(self, act: Callable[..., Data | None], *read: Any) -> Data | None:
        """Runs the second half of an operation in one transaction. Raises Refused."""
        with Transaction(self.camera.db):
            return act(self.camera, *read)

    def refuse(self, refused: Refused, operation: Operation) -> Answer:
        """The answer of a refusal."""
        log.debug("%s refused: %s", operation.name, refused)
        return render.refusal(refused, operation, self.camera.code_book, self.camera.readings)
