"""A conversation with a camera that a test makes up, exchange by exchange, and what the judge says of it."""

from __future__ import annotations

import json
from typing import Any

from conformance.oracle.judge import Judge
from conformance.wire import AuthState, Call, Exchange, Fault, FilePart, Request, Response

GOOD = AuthState("correct", "own", "well-formed", "well-formed")
PUBLIC = (("app_id", "a"), ("timestamp", "1790000000"), ("sign", "S"))


class Conversation:
    """Each call says a request and its answer; `violated`, `kept`, `observed` tell what the judge made of it."""

    def __init__(self, **how: Any) -> None:
        self.judge = Judge(**how)
        self.number = 0
        self.last: list[Any] = []

    def says(
        self,
        operation: str,
        answer: Any,
        *,
        auth: AuthState = GOOD,
        method: str = "POST",
        status: int = 200,
        doubled: tuple[tuple[str, str], ...] = (),
        at: float = 0.0,
        **fields: Any,
    ) -> Conversation:
        """An exchange: what was sent by field, and the answer as JSON, or its code alone; None is none within 1 s."""
        self.number += 1
        call = Call.of(operation, **fields)
        body = {"code": answer} if isinstance(answer, int) else answer
        request = Request(
            method,
            call.path,
            operation,
            call.encoding,
            (("random", str(100000 + self.number)), *PUBLIC, *call.fields, *doubled),
            call.files,
            auth,
        )
        response = Response(status, (("Content-Type", "application/json"),), json.dumps(body).encode())
        answered = Exchange(self.number, request, response, None, at, 0.01)
        silent = Exchange(self.number, request, None, Fault("timeout", "no answer within 1 s"), at, 1.0)
        self.last = self.judge.judge(silent if answer is None else answered)
        return self

    @property
    def violated(self) -> set[str]:
        """The requirements that the last exchange violated."""
        return {each.requirement for each in self.last if each.finding == "violated"}

    @property
    def kept(self) -> set[str]:
        """The requirements that the last exchange kept."""
        return {each.requirement for each in self.last if each.finding == "kept"}

    @property
    def observed(self) -> dict[str, str]:
        """The readings that the device follows."""
        return self.judge.readings.all()

    def lists(self, *groups: dict[str, Any], **how: Any) -> Conversation:
        """getGroupList shows the two default groups and these."""
        entries = [*DEFAULTS, *groups]
        return self.says("getGroupList", {"code": 0, "data": {"face_group": entries, "num": len(entries)}}, **how)

    def shows(self, group: str, *records: dict[str, Any], total: int | None = None, **fields: Any) -> Conversation:
        """getFaceList shows these records."""
        number = len(records)
        data = {"total_num": number if total is None else total, "return_num": number, "faceid_list": list(records)}
        return self.says("getFaceList", {"code": 0, "data": data}, group_name=group, **fields)


STRANGER = {"name": "stranger", "capacity": 1000, "description": "s", "count": 0, "times": 5, "period": 7}
REGULAR = {"name": "regular", "capacity": 5000, "description": "r", "count": 0}
DEFAULTS = (STRANGER, REGULAR)


def group(name: str = "vip", capacity: int = 5, description: str = "gold", count: int = 0) -> dict[str, Any]:
    """An entry of the group list."""
    return {"name": name, "capacity": capacity, "description": description, "count": count}


def record(faceid: str = "7", **values: Any) -> dict[str, Any]:
    """An entry of a record list."""
    usual = {"age": None, "age_range": 3, "gender": 1, "arrive_count": 0, "arrive_time": 0}
    return {"faceid": faceid, **usual, **values}


def picture(data: bytes = b"") -> FilePart:
    """A picture that shows a face, as far as the judge knows."""
    from conformance.run.pictures import draw

    return FilePart("pic", "face.jpg", "image/jpeg", data or draw(1).data)


def with_group(**how: Any) -> Conversation:
    """A camera with the group vip, its list read."""
    talk = Conversation(**how).lists()
    talk.says("createGroup", 0, name="vip", capacity=5, description="gold")
    return talk.lists(group())


def with_record(**values: Any) -> Conversation:
    """A camera with the record 7 in the group vip, age 20 and gender 1."""
    talk = with_group()
    given = {"age": 20, "gender": 1} | values
    added = {"code": 0, "data": {"faceid": "7"}}
    talk.says("addFace", added, faceid="7", pic=picture(), group_name="vip", **given)
    return talk.lists(group(count=1)).shows("vip", record(age=20, age_range=4, gender=1))
