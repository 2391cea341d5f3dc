"""Arrivals: counts, times, and strangers who become regulars."""

from __future__ import annotations

import time

from emulating import Desk, Wire, face
from probing import arrive

DAY = 24 * 60 * 60
NOW = 1700000000


def stranger(desk: Desk, times: int = 2, period: int = 3) -> None:
    desk.code("updateMigration", arrive_times=str(times), period=str(period))
    desk.add("1", group="stranger")


def home(desk: Desk, *arrivals: int) -> str:
    """Where the record is after these arrivals."""
    for when in arrivals:
        arrive(desk, "1", when)
    return desk.face("1")["group_name"]


def test_arrivals_are_counted_and_the_last_is_kept(camera: Desk) -> None:
    camera.add("1")
    arrive(camera, "1", NOW)
    arrive(camera, "1", NOW - 10)
    assert (camera.face("1")["arrive_count"], camera.face("1")["arrive_time"]) == (2, NOW)


def test_stranger_moves_after_more_arrivals_than_the_condition(camera: Desk) -> None:
    stranger(camera)
    assert home(camera, NOW, NOW + 1) == "stranger"
    assert home(camera, NOW + 2) == "regular"
    assert [camera.groups()[name]["count"] for name in ("stranger", "regular")] == [0, 1]


def test_arrivals_before_the_period_do_not_count(camera: Desk) -> None:
    stranger(camera)
    assert home(camera, NOW, NOW + DAY, NOW + 3 * DAY) == "stranger"
    assert home(camera, NOW + 4 * DAY - 1) == "regular"


def test_condition_applies_from_the_next_arrival(camera: Desk) -> None:
    stranger(camera, times=10)
    assert home(camera, NOW, NOW + 1) == "stranger"
    camera.code("updateMigration", arrive_times="1", period="3")
    assert camera.face("1")["group_name"] == "stranger"
    assert home(camera, NOW + 2) == "regular"


def test_records_of_other_groups_stay(camera: Desk) -> None:
    camera.code("updateMigration", arrive_times="1", period="3")
    camera.add("1")
    assert home(camera, NOW, NOW + 1, NOW + 2) == "vip"


def test_nobody_moves_to_a_full_group(camera: Desk) -> None:
    camera.update("regular", "regular", 1)
    camera.add("9", group="regular")
    stranger(camera, times=1)
    assert home(camera, NOW, NOW + 1) == "stranger"


def test_only_arrivals_that_a_condition_can_ask_for_are_kept(camera: Desk) -> None:
    camera.add("1")
    home(camera, NOW - 101 * DAY, NOW)
    assert camera.camera.db.execute("SELECT count(*) FROM arrivals").fetchone() == (1,)
    assert camera.face("1")["arrive_count"] == 2


def test_unknown_face_becomes_a_stranger_once(wire: Wire) -> None:
    first = wire.arrive(picture=face(5)).body
    again = wire.arrive(picture=face(5, quality=50)).body
    assert first == again
    assert first["group"] == "stranger"
    record = wire.face(first["faceid"])
    assert (record["arrive_count"], record["age"]) == (2, None)
    assert abs(record["arrive_time"] - time.time()) < 5


def test_arrivals_follow_the_cameras_clock(wire: Wire) -> None:
    wire.control("PUT", "/clock", {"offset": 86400})
    wire.offset = 86400
    faceid = wire.arrive(picture=face(5)).body["faceid"]
    assert abs(wire.face(faceid)["arrive_time"] - time.time() - 86400) < 5


def test_strangers_find_no_room_in_a_full_group(wire: Wire) -> None:
    wire.update("stranger", "stranger", 1)
    assert wire.arrive(picture=face(1)).status == 200
    full = wire.arrive(picture=face(2))
    assert full.status == 409
    assert "group-full" in full.body["error"]


def test_lost_stranger_group_takes_nobody(wire: Wire) -> None:
    wire.fault("stranger-lost", True)
    assert "stranger" not in wire.groups()
    assert wire.arrive(picture=face(1)).status == 404
