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
    empty = {"findings": [], "waivers": [], "problems": []}
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
    write_junit(results(*rows), file)
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


def test_how_often_it_failed_and_waivers(tmp_path):
    file = tmp_path / "junit.xml"
    waived = {"reason": "agreed \x00", "ticket": "T-1", "expires": "2030-01-01"}
    found = results(requirement(id="a.b", waived=waived), requirement(id="a.c"), requirement(id="a.d", verdict="pass"))
    attempts = {"made": 8, "failed": 3, "fresh_made": 6, "fresh_failed": 2}
    found["findings"] = [{"requirement": "a.c", "repeats": "sometimes", "attempts": attempts}]
    usual = {"check": "", "device": "*", "firmware": "*", "why": "because", **waived}
    found["waivers"] = [
        {**usual, "requirement": name, "state": state}
        for name, state in (("a.b", "used"), ("a.d", "not-needed"), ("a.e", "expired"), ("a.f", "other-device"))
    ]
    write_junit(found, file)
    SCHEMA.validate(file)
    root = ET.parse(file).getroot()
    operation, waivers = root
    assert [case.find("skipped") is not None for case in operation] == [True, False, False]
    assert operation[0].find("skipped").get("message") == "waived: agreed \\u0000 (T-1, until 2030-01-01): r"
    assert operation[1].find("failure").get("message") == "r"
    told = {each.get("name"): each.get("value") for each in operation[1].iter("property")}
    assert (told["repeats"], told["attempts"]) == ("sometimes", "fails sometimes (3 of 8 attempts)")
    assert [case.find("failure") is not None for case in waivers] == [False, True, True, False]
    assert waivers[1].get("name") == "a.d (T-1)"
    assert (root.get("tests"), root.get("failures"), operation.get("skipped")) == ("7", "3", "1")
    assert (waivers.get("tests"), waivers.get("failures")) == ("4", "2")


def test_a_run_that_was_not_judged_is_no_green_build(tmp_path):
    file = tmp_path / "junit.xml"
    write_junit({**results(requirement(verdict="pass")), "problems": ["the run was interrupted"]}, file)
    SCHEMA.validate(file)
    root = ET.parse(file).getroot()
    assert [suite.get("name") for suite in root] == ["a", "run"]
    (error,) = root.iter("error")
    assert error.get("message") == "the run was interrupted"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "0", "1")
