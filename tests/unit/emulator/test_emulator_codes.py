"""Every one of the (operation, code) pairs that the document lists can be provoked, over the wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from emulating import Wire, face

from conformance.spec import load_spec

SPEC = load_spec()
PAIRS = [(operation.name, code) for operation in SPEC.operations.values() for code in operation.codes]

GOOD = {
    "createGroup": {"name": "new", "capacity": "10", "description": "d"},
    "updateGroup": {"old_name": "vip", "name": "vip", "capacity": "20", "description": "d"},
    "updateMigration": {"arrive_times": "3", "period": "5"},
    "deleteGroup": {"name": "spare"},
    "getGroupList": {},
    "addFaceInfoItem": {"num": "1", "group_name": "vip", "name_list": '["hobby"]'},
    "removeFaceInfoItem": {"num": "1", "group_name": "vip", "name_list": '["a1"]'},
    "getFaceInfoItem": {"group_name": "vip"},
    "addFace": {"group_name": "vip", "faceid": "70"},
    "deleteFace": {"num": "1", "group_name": "vip", "faceid_list": '["7"]'},
    "updateFace": {"group_name": "vip", "faceid": "7", "age": "30"},
    "getFace": {"faceid": "7"},
    "getFaceList": {"group_name": "vip"},
    "getFaceByArrival": {"group_name": "vip"},
    "getFaceByPicture": {},
}
"""A request of each operation that the camera below carries out."""

LONG = "x" * 200
SIX = '["b1","b2","b3","b4","b5","b6"]'

OWN: dict[tuple[str, int], dict[str, str]] = {
    ("createGroup", 200): {"name": "vip"},
    ("createGroup", 201): {"name": "stranger"},
    ("createGroup", 202): {"capacity": "30000"},
    ("createGroup", 212): {"name": LONG},
    ("updateGroup", 200): {"name": "spare"},
    ("updateGroup", 201): {"old_name": "regular", "name": "other"},
    ("updateGroup", 202): {"capacity": "30000"},
    ("updateGroup", 204): {"old_name": "nobody"},
    ("updateGroup", 212): {"description": LONG},
    ("deleteGroup", 201): {"name": "stranger"},
    ("deleteGroup", 204): {"name": "nobody"},
    ("deleteGroup", 205): {"name": "vip"},
    ("addFaceInfoItem", 204): {"group_name": "nobody"},
    ("addFaceInfoItem", 240): {"group_name": "stranger"},
    ("addFaceInfoItem", 241): {"name_list": '["age"]'},
    ("addFaceInfoItem", 242): {"num": "6", "name_list": SIX},
    ("removeFaceInfoItem", 204): {"group_name": "nobody"},
    ("removeFaceInfoItem", 240): {"group_name": "stranger"},
    ("removeFaceInfoItem", 241): {"name_list": '["age"]'},
    ("removeFaceInfoItem", 242): {"num": "6", "name_list": SIX},
    ("removeFaceInfoItem", 243): {"name_list": '["nobody"]'},
    ("getFaceInfoItem", 204): {"group_name": "nobody"},
    ("addFace", 204): {"group_name": "nobody"},
    ("addFace", 206): {"faceid": "7"},
    ("addFace", 208): {"group_name": "full"},
    ("deleteFace", 204): {"group_name": "nobody"},
    ("updateFace", 204): {"group_name": "nobody"},
    ("updateFace", 207): {"faceid": "8"},
    ("updateFace", 208): {"new_group_name": "full"},
    ("getFaceByArrival", 207): {"group_name": "nobody"},
}
"""What differs from the good request to provoke a code of the operation's own."""

WRONG: dict[str, dict[str, str]] = {
    "updateMigration": {"period": "101"},
    "getGroupList": {"random": "1"},
    "getFaceByPicture": {"random": "1"},
}
"""A bad parameter for operations that have no name of a group or face to leave empty."""


def provoke(wire: Wire, operation: str, code: int) -> int:
    """Sets the cause of a code and sends the request that meets it. Returns the code answered."""
    faults = {1: "internal-failure", 5: "not-activated", 211: "storage-gone", 220: "library-busy"}
    more = OWN.get((operation, code), {})
    pic = face(1)
    if code in faults:
        wire.fault(faults[code], True)
    elif code == 2:
        more = WRONG.get(operation) or dict.fromkeys(GOOD[operation], "")
    elif code == 3:
        more = {"sign": "0" * 32}
    elif code == 7:
        more = {"app_id": "nobody"}
    elif (operation, code) == ("updateMigration", 204):
        wire.fault("stranger-lost", True)
    elif code == 210:
        pic = b"no picture"
    elif code == 283:
        pic = face(99)
    return wire.code(operation, pic, **(GOOD[operation] | more))


@pytest.fixture(scope="module")
def camera() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


@pytest.fixture
def prepared(camera: Wire) -> Wire:
    """A camera with the groups vip (one record, one attribute), full (no room) and spare (empty)."""
    for fault in camera.control("GET", "/status").body["faults"]:
        camera.fault(fault, False)
    for name in set(camera.groups()) - {"stranger", "regular"}:
        for faceid in camera.listed(name):
            camera.delete(faceid, group=name)
        camera.done("deleteGroup", name=name)
    for name, capacity in (("vip", 10), ("full", 1), ("spare", 5)):
        assert camera.create(name, capacity) == 0
    assert camera.attributes("a1") == 0
    assert camera.add("7") == 0
    assert camera.add("1", group="full", person=2) == 0
    return camera


@pytest.mark.parametrize(("operation", "code"), PAIRS, ids=lambda value: str(value))
def test_code_can_be_provoked(prepared: Wire, operation: str, code: int) -> None:
    assert provoke(prepared, operation, code) == code


def test_the_pairs_are_all_of_the_document() -> None:
    assert len(PAIRS) == 151


def test_timestamp_out_of_the_window_is_refused_with_7(prepared: Wire) -> None:
    prepared.control("PUT", "/clock", {"offset": 301})
    late = prepared.code("getGroupList")
    prepared.control("PUT", "/clock", {"offset": 0})
    assert late == 7
    assert prepared.code("getGroupList") == 0


def test_the_ninth_own_group_is_refused_with_212(prepared: Wire) -> None:
    assert [prepared.create(f"g{n}", 1) for n in range(6)] == [0, 0, 0, 0, 0, 212]


def test_library_busy_leaves_reading_of_records_alone(prepared: Wire) -> None:
    prepared.fault("library-busy", True)
    assert prepared.code("getFace", faceid="7") == 0
