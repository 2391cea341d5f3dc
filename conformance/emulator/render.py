"""Answers: the shapes of the document's samples, compact JSON, and the readings that concern how things show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused
from conformance.emulator.store.groups import Condition, Group
from conformance.emulator.store.records import Record
from conformance.spec import CodeBook, Operation, Spec

Data = dict[str, Any]
"""What stands under `data`."""

POINT = {"point": "113"}
"""A field that samples show and no table names (s:731, facts 7 point 77)."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Answer(NamedTuple):
    """An answer as it leaves: HTTP status and body; an empty body has no media type."""

    status: int
    body: bytes


def success(data: Data | None) -> Answer:
    """Code 0, with data if there are any (facts 2.4)."""
    return Answer(200, _json({"code": 0} if data is None else {"code": 0, "data": data}).encode())


def refusal(refused: Refused, operation: Operation, book: CodeBook, readings: Readings) -> Answer:
    """The code of the cause, and the HTTP status, which only sign.refusal changes."""
    code = book.code(operation, refused.cause) if refused.code is None else refused.code
    answer: Data = {"code": code}
    match readings["refusal.data"]:
        case "empty":
            answer["data"] = {}
        case "null":
            answer["data"] = None
    kind, _, status = readings["sign.refusal"].partition("-")
    if refused.cause != "bad-signature":
        return Answer(200, _json(answer).encode())
    return Answer(int(status), _json(answer).encode() if kind == "json" else b"")


def group_list(groups: list[Group], condition: Condition, spec: Spec, readings: Readings) -> Data:
    """The data of getGroupList (s:213): times and period stand in the stranger group alone."""
    stranger = spec.device.default_groups[0]
    described = readings["description.answer-key"]
    entries: list[Data] = []
    for group in groups:
        entry = {"name": group.name, "capacity": group.capacity, described: group.description, "count": group.size}
        if group.name == stranger:
            entry.update(condition._asdict())
        entries.append(entry)
    return {"face_group": entries, "num": len(entries)}


def record(record: Record, names: list[str], values: Mapping[str, str], readings: Readings) -> Data:
    """One record (s:699) with the values of its group's attributes; a preset field goes before one of that name."""
    data: Data = {}
    unset = readings["attribute.empty"]
    for name in names:
        if name in values or unset != "absent":
            data[name] = values.get(name, "" if unset == "empty" else None)
    data["faceid"] = record.faceid
    show(data, "age", record.age, readings["age.unset"])
    if record.age_range or readings["age_range.outside"] != "absent":
        data["age_range"] = record.age_range
    data["gender"] = record.gender
    data["arrive_count"] = record.arrive_count
    show(data, "arrive_time", record.arrive_time, readings["arrive_time.never"])
    if readings["answer.extra-fields"] == "point":
        data.update(POINT)
    return data


def show(data: Data, name: str, value: int | None, unset: str) -> None:
    """Sets a field; without a value by the reading `unset`: null, zero, absent."""
    if value is not None or unset == "null":
        data[name] = value
    elif unset == "zero":
        data[name] = 0
    else:
        data.pop(name, None)


def face_list(total: int, records: list[Data], readings: Readings) -> Data:
    """The data of getFaceList (s:771), by the reading getFaceList.count-key."""
    key = readings["getFaceList.count-key"]
    counts = dict.fromkeys(("return_num", "num") if key == "both" else (key,), len(records))
    return {"total_num": total, **counts, "faceid_list": records}


def arrival_list(records: list[Data]) -> Data:
    """The data of getFaceByArrival (s:856)."""
    return {"return_num": len(records), "faceid_list": records}


def attribute_list(names: list[str], readings: Readings) -> Data:
    """The data of getFaceInfoItem (s:376); without attributes by the reading getFaceInfoItem.none."""
    if not names and readings["getFaceInfoItem.none"] != "empty":
        return {"num": 0} if readings["getFaceInfoItem.none"] == "absent" else {}
    return {"num": len(names), "name_list": names}
