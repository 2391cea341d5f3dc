"""JUnit XML of what XML can't hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from conformance.report.junit import write_junit


def requirement(**values):
    usual = {"id": "a.b", "section": 1, "operation": "a", "level": "written", "statement": "s", "source": "s:1"}
    return {**usual, "verdict": "fail", "reason": "r", **values}


def results(*requirements):
    empty = {"findings": [], "waivers": []}
    return {"duration_s": 1.5, "started": "2026-01-02T03:04:05+00:00", "requirements": list(requirements), **empty}


def test_characters_that_xml_cannot_hold(tmp_path):
    file = tmp_path / "junit.xml"
    write_junit(results(requirement(reason="a\x00b\ud800 ]]> <&> \ufffe \U0001f600")), file)
    (failure,) = ET.parse(file).getroot().iter("failure")
    assert failure.get("message") == "a\\u0000b\\ud800 ]]> <&> \\ufffe \U0001f600"
    assert [each.name for each in tmp_path.iterdir()] == ["junit.xml"]


def test_counts(tmp_path):
    file = tmp_path / "junit.xml"
    verdicts = ["pass", "fail", "warn", "observed", "untested", "blocked", "blocked"]
    write_junit(results(*(requirement(verdict=verdict) for verdict in verdicts)), file)
    root = ET.parse(file).getroot()
    counts = [root.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["7", "1", "2", "1"]
