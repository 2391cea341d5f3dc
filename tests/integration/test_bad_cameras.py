"""A camera that answered and then misbehaves: one finding of the requirement concerned, exit 1, never a crash."""

from __future__ import annotations

import time

import pytest
from support.bad_cameras import from_request, on_operation
from support.commands import check
from support.processes import lines_of

pytest_plugins = ["support.fixtures"]

VICTIM = "getFaceList"
CHECK = f"{VICTIM}.records.asked-group"
ANSWERS, SIZE, JSON = "transport.answers", "transport.size", f"{VICTIM}.answer.json"
LISTED, ACCEPTS = f"{VICTIM}.answer.code-listed", f"{VICTIM}.answer.accepts"


@pytest.mark.parametrize(
    ("way", "concerned"),
    [
        ("hang", {ANSWERS}),
        ("close", {ANSWERS}),
        ("cut", {ANSWERS}),
        ("drip", {ANSWERS}),
        ("not-http", {ANSWERS}),
        ("huge", {SIZE}),
        ("html", {JSON}),
        ("half", {JSON}),
        ("empty", {JSON}),
        ("not-utf8", {JSON}),
        ("deep", {JSON}),
        ("list", {JSON}),
        ("code-text", {JSON}),
        # Two sentences are broken: the code is none of the list, and an allowed request was refused.
        ("unlisted", {LISTED, ACCEPTS}),
    ],
)
def test_one_operation_misbehaves(way, concerned, spoilt, tmp_path):
    began = time.monotonic()
    # Only where the camera has us wait is it short: others may keep this machine busy.
    timeout = "1.2" if way in ("hang", "drip") else "20"
    ended = check(tmp_path, *spoilt(on_operation(VICTIM, way)), "--timeout", timeout, "--only", CHECK)
    assert ended.status == 1, ended.said
    assert ended.failed() == concerned
    found = [finding["requirement"] for finding in ended.results["findings"]]
    assert sorted(found) == sorted(concerned)
    assert time.monotonic() - began < 15
    assert ended.results["restored"]["ok"]


@pytest.mark.parametrize("way", ["die", "hang", "close"])
def test_camera_is_gone_in_mid_run(way, spoilt, tmp_path):
    began = time.monotonic()
    ended = check(tmp_path, *spoilt(from_request(20, way)), "--timeout", "1", "--only", "deleteGroup")
    assert ended.status == 1, ended.said
    assert ended.failed() == {ANSWERS}
    (finding,) = ended.results["findings"]
    number = finding["sequence"][-1]
    assert number in (20, 21)  # a kept connection may be closed: the call is sent once more
    assert f"the camera no longer answers since exchange {number}" in ended.said
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("way", ["data-list", "leaves-nested"])
def test_answers_in_other_types(way, spoilt, tmp_path):
    """Every operation answers so: whatever the checks stumble over, the suite has not erred."""
    ended = check(
        tmp_path, *spoilt(lambda *_: way), "--only", "getFaceList.records.*,deleteGroup.effect.*,addFace.effect.*"
    )
    assert ended.status == 1, ended.said
    assert ended.results["problems"] == []
    assert any(".answer." in name for name in ended.failed())


@pytest.mark.parametrize("way", ["hang", "close"])
def test_the_list_of_groups_alone_is_silent(way, spoilt, tmp_path):
    """By which sanity is usually asked for: the camera is there all the same, and not given up."""

    def rule(number, operation):
        return way if operation == "getGroupList" and number > 6 else ""

    ended = check(tmp_path, *spoilt(rule), "--timeout", "1", "--only", CHECK)
    assert ended.status == 1, ended.said
    assert ended.failed() == {ANSWERS}
    assert len(ended.results["findings"]) == 1
    assert not any("no longer answers" in each["reason"] for each in ended.results["requirements"])
    asked = [line["request"]["operation"] for line in lines_of(tmp_path / "report" / "run.jsonl") if "request" in line]
    assert "getFaceInfoItem" in asked[6:]


def test_the_first_two_operations_are_silent(spoilt, tmp_path):
    """Which is not yet a camera that can't be tested."""

    def rule(_, operation):
        return "hang" if operation in ("getGroupList", "getFaceInfoItem") else ""

    ended = check(tmp_path, *spoilt(rule), "--timeout", "1", "--only", "getFaceList.answer.json")
    assert ended.status == 1, ended.said
    assert ended.failed() == {ANSWERS}
