"""JUnit XML: what readers agree on, strictly, and what XML can't hold."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from xmlschema import XMLSchema, XMLSchemaValidationError

from conformance.report.junit import write_junit

SCHEMA = XMLSchema(Path(__file__).parents[2] / "junit.xsd")
VERDICTS = ["pass", "fail", "warn", "observed", "untested", "blocked", "blocked"]


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
    write_junit(results(*(requirement(verdict=verdict) for verdict in VERDICTS)), file)
    root = ET.parse(file).getroot()
    counts = [root.get(name) for name in ("tests", "failures", "errors")]
    assert counts == ["7", "1", "2"]
    (suite,) = root
    assert suite.get("skipped") == "1"


def test_is_what_strict_readers_take(tmp_path):
    file = tmp_path / "junit.xml"
    rows = [requirement(id=f"a.{n}", verdict=verdict, operation=("", "a")[n % 2]) for n, verdict in enumerate(VERDICTS)]
    terms = {"reason": "agreed", "ticket": "CAM-17", "expires": "2026-01-01"}
    waiver = {"requirement": "a.1", "check": "", "device": "*", "firmware": "", **terms}
    rows[1]["waived"] = terms
    told = results(*rows)
    told["waivers"] = [{**waiver, "state": state, "why": "w"} for state in ("used", "expired")]
    told["findings"] = [{"requirement": "a.1", "repeats": "always"}]
    write_junit(told, file)
    SCHEMA.validate(file)
    broken = file.read_text().replace('errors="2"', 'errors="two"')
    with pytest.raises(XMLSchemaValidationError):
        SCHEMA.validate(broken)


def test_properties_name_the_requirement(tmp_path):
    file = tmp_path / "junit.xml"
    write_junit(results(requirement(id="createGroup.name.required", evidence=[3, 17])), file)
    (case,) = ET.parse(file).getroot().iter("testcase")
    told = {each.get("name"): each.get("value") for each in case.iter("property")}
    assert told == {
        "requirement": "createGroup.name.required",
        "section": "1",
        "level": "written",
        "source": "s:1",
        "statement": "s",
        "verdict": "fail",
        "exchanges": "3, 17",
    }
