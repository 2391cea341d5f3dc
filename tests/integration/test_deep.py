"""Depth deep: the group of all free capacity, on cameras on which little is free."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.commands import check
from support.emulators import emulated
from support.inhabited import client

pytestmark = pytest.mark.slow

FREE = 120
ONLY = "getFaceList.paging.complete"
LARGE = "test_large_group.py::test_group_of_all_that_is_free"


def fill(url: str, free: int) -> None:
    """Somebody else's group takes all capacity but so much."""
    with client(url) as camera:
        taken = sum(group["capacity"] for group in camera.get_group_list().data["face_group"])
        assert camera.create_group("somebody", 30000 - taken - free, "d").succeeded


def test_all_that_is_free_is_filled(tmp_path: Path) -> None:
    with emulated("--plain") as camera:
        fill(camera.url, FREE)
        ended = check(tmp_path, *camera.options, "--depth", "deep", "--only", ONLY)
    assert ended.status == 0, ended.said
    (row,) = [each for each in ended.results["requirements"] if each["id"] == ONLY]
    assert row["verdict"] == "pass"
    assert any(each.endswith(LARGE) for each in row["checks"])
    assert ended.results["summary"]["warn"] == 0
    assert ended.results["requests"] > 2 * FREE
    assert ended.results["restored"]["ok"]


def test_a_camera_that_takes_each_face_once(tmp_path: Path) -> None:
    with emulated("--plain", "--reading", "picture.same=refused") as camera:
        fill(camera.url, FREE)
        ended = check(tmp_path, *camera.options, "--depth", "deep", "--only", ONLY)
    assert ended.status == 0, ended.said
    told = [file.read_text() for file in (tmp_path / "report" / "allure-results").glob("*-result.json")]
    assert any("needs photos of up to 30000 people: the camera takes each face once" in text for text in told)
