"""JUnit XML from results.json: a test case for each requirement, a suite for each operation."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from conformance.report.results import Results
from conformance.report.xmltext import xml_text

_ELEMENTS = {"fail": "failure", "blocked": "error", "untested": "skipped"}
_COUNTED = {"failures": "fail", "errors": "blocked", "skipped": "untested"}
_PROPERTIES = ("section", "level", "source", "statement", "verdict")


def write_junit(results: Results, path: Path) -> None:
    """Writes junit.xml, whole or not at all."""
    ordered = sorted(results["requirements"], key=lambda each: (each["section"], each["operation"]))
    # Strict readers allow no count of the skipped here; each suite has its own.
    counts = {name: count for name, count in _counts(ordered).items() if name != "skipped"}
    root = ET.Element("testsuites", {"name": "IPC conformance", "time": str(results["duration_s"]), **counts})
    for operation, requirements in groupby(ordered, key=lambda each: each["operation"] or "transport"):
        _suite(root, operation, list(requirements), results["started"])
    ET.indent(root)
    draft = path.with_suffix(".tmp")
    ET.ElementTree(root).write(draft, encoding="utf-8", xml_declaration=True)
    draft.replace(path)


def _counts(requirements: Iterable[dict[str, Any]]) -> dict[str, str]:
    verdicts = [requirement["verdict"] for requirement in requirements]
    counted = {name: str(verdicts.count(verdict)) for name, verdict in _COUNTED.items()}
    return {"tests": str(len(verdicts)), **counted}


def _suite(root: ET.Element, name: str, requirements: list[dict[str, Any]], started: str) -> None:
    # Readers of JUnit XML expect the time without its zone; it is UTC.
    when = {"timestamp": started.partition("+")[0], "time": "0"}
    suite = ET.SubElement(root, "testsuite", {"name": name, **when, **_counts(requirements)})
    for requirement in requirements:
        _case(suite, name, requirement)


def _case(suite: ET.Element, name: str, requirement: dict[str, Any]) -> None:
    case = ET.SubElement(suite, "testcase", classname=name, name=requirement["id"], time="0")
    properties = ET.SubElement(case, "properties")
    told = {"requirement": requirement["id"], **{key: str(requirement[key]) for key in _PROPERTIES}}
    if requirement.get("evidence"):
        told["exchanges"] = ", ".join(map(str, requirement["evidence"]))
    for key, value in told.items():
        ET.SubElement(properties, "property", name=key, value=xml_text(value))
    element = _ELEMENTS.get(requirement["verdict"])
    reason = xml_text(requirement["reason"])
    if element:
        ET.SubElement(case, element, type=requirement["verdict"], message=reason).text = xml_text(
            requirement["statement"]
        )
    else:
        ET.SubElement(case, "system-out").text = reason
