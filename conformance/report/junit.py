"""JUnit XML from results.json: a test case for each requirement, a suite for each operation."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from conformance.report.results import Results
from conformance.report.xmltext import xml_text


def write_junit(results: Results, path: Path) -> None:
    """Writes junit.xml."""
    root = ET.Element("testsuites", name="IPC conformance", time=str(results["duration_s"]))
    ordered = sorted(results["requirements"], key=lambda each: (each["section"], each["operation"]))
    for operation, requirements in groupby(ordered, key=lambda each: each["operation"] or "transport"):
        _suite(root, operation, list(requirements))
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(root: ET.Element, name: str, requirements: list[dict[str, Any]]) -> None:
    verdicts = [requirement["verdict"] for requirement in requirements]
    suite = ET.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(verdicts)),
        failures=str(verdicts.count("fail")),
        errors=str(verdicts.count("blocked")),
        skipped=str(verdicts.count("untested")),
    )
    for requirement in requirements:
        _case(suite, name, requirement)


_ELEMENTS = {"fail": "failure", "blocked": "error", "untested": "skipped"}


def _case(suite: ET.Element, name: str, requirement: dict[str, Any]) -> None:
    case = ET.SubElement(suite, "testcase", classname=name, name=requirement["id"])
    properties = ET.SubElement(case, "properties")
    for key in ("id", "level", "source", "statement", "verdict"):
        ET.SubElement(properties, "property", name=key, value=xml_text(requirement[key]))
    element = _ELEMENTS.get(requirement["verdict"])
    reason = xml_text(requirement["reason"])
    if element:
        ET.SubElement(case, element, message=reason).text = xml_text(requirement["statement"])
    else:
        ET.SubElement(case, "system-out").text = reason
