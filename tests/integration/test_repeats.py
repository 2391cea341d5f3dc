"""A failed check is made again: cameras that fail always, sometimes, and only in a state that is gone afterwards."""

from __future__ import annotations

import json
import threading
from collections import Counter
from xml.etree import ElementTree as ET

from support.bad_cameras import Rule, on_operation
from support.commands import Ended, call, check, program
from support.emulators import emulated

from conformance.report.repeats import repeats_words

pytest_plugins = ["support.fixtures"]

ONLY = ["--only", "getGroupList.num.counts"]
WAY = "groups-as-text"


def each_nth(operation: str, nth: int) -> Rule:
    """Spoils each n-th answer of an operation."""
    seen: Counter[str] = Counter()

    def rule(_number: int, asked: str) -> str:
        seen[asked] += 1
        return WAY if asked == operation and seen[asked] % nth == 0 else ""

    return rule


def once_a_connection_is_worn(operation: str, requests: int) -> Rule:
    """Spoils all answers of an operation on a connection that carried so many requests; a new one is good again."""
    connection = threading.local()  # the camera has a thread for each connection

    def rule(_number: int, asked: str) -> str:
        connection.carried = getattr(connection, "carried", 0) + 1
        return WAY if asked == operation and connection.carried > requests else ""

    return rule


REQUIREMENT = "getGroupList.answer.num"


def told(ended: Ended) -> tuple[str, dict[str, int]]:
    """What results.json says of the finding, once every other report was seen to say the same."""
    finding = next(each for each in ended.results["findings"] if each["requirement"] == REQUIREMENT)
    words = repeats_words(finding)
    assert f"repeated: {words}" in ended.out
    assert any(line.startswith("FAIL ") and line.endswith(f"; {words}") for line in ended.out.splitlines())
    assert ended.folder is not None
    assert f"It {words}." in (ended.folder / "report.html").read_text()
    cases = ET.parse(ended.folder / "junit.xml").getroot().iter("testcase")
    case = next(each for each in cases if each.get("name") == REQUIREMENT)
    assert case.find("properties/property[@name='repeats']").get("value") == finding["repeats"]
    assert case.find("properties/property[@name='attempts']").get("value") == words
    ctrf = json.loads((ended.folder / "ctrf.json").read_text())["results"]
    test = next(each for each in ctrf["tests"] if each["name"] == REQUIREMENT)
    assert test["status"] == "failed"
    assert test["flaky"] == (finding["repeats"] == "sometimes")
    assert words in test["trace"]
    assert (ctrf["summary"]["flaky"] > 0) == test["flaky"]
    return finding["repeats"], finding["attempts"]


def test_camera_that_fails_always(spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(on_operation("getGroupList", WAY)), *ONLY)
    assert ended.status == 1, ended.said
    repeats, attempts = told(ended)
    assert repeats == "always"
    assert attempts == {"made": 3, "failed": 3, "fresh_made": 1, "fresh_failed": 1}


def test_camera_that_fails_sometimes(spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(each_nth("getGroupList", 7)), *ONLY)
    assert ended.status == 1, ended.said
    repeats, attempts = told(ended)
    assert repeats == "sometimes"
    assert attempts["made"] == 8
    assert 0 < attempts["failed"] < 8
    (tmp_path / "again").mkdir()
    replayed = check(tmp_path / "again", "--replay", ended.folder / "run.jsonl")
    assert replayed.results["problems"] == []
    assert told(replayed) == (repeats, attempts)
    # Judged again, the attempts are no findings of their own.
    judged = json.loads(call(program(), "judge", ended.folder / "run.jsonl", "--json", cwd=tmp_path).out)
    found = [[(each["requirement"], each["sequence"]) for each in of["findings"]] for of in (judged, ended.results)]
    assert found[0] == found[1]


def test_camera_that_fails_in_a_state(spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(once_a_connection_is_worn("getGroupList", 15)), *ONLY)
    assert ended.status == 1, ended.said
    repeats, attempts = told(ended)
    assert repeats == "needs-state"
    assert attempts == {"made": 8, "failed": 2, "fresh_made": 6, "fresh_failed": 0}


def test_camera_that_fails_once_is_never_repeated_to_a_pass(spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(lambda number, _: WAY if number == 18 else ""), *ONLY)
    assert ended.status == 1, ended.said
    repeats, attempts = told(ended)
    assert repeats == "sometimes"
    assert attempts == {"made": 8, "failed": 1, "fresh_made": 6, "fresh_failed": 0}
    assert "Verdict: does not conform" in ended.out


def test_what_the_first_attempt_left_is_no_fault_of_the_next(tmp_path):
    """The same people are drawn again, whose records are still there; and this camera refuses a face twice."""
    with emulated("--plain", "--mutant", "getFaceList.gap", "--reading", "picture.same=refused") as camera:
        ended = check(tmp_path, *camera.options, "--only", "getFaceList.paging.complete")
    assert ended.failed() == {"getFaceList.paging.complete", "getFaceList.page_size.entries"}, ended.said
    assert ended.results["readings"]["picture.same"] == "refused"
