"""JUnit XML from results.json: a test case for each requirement, in a suite for each operation; waivers; the run."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from conformance.report.repeats import repeats_words
from conformance.report.results import Results
from conformance.report.verdict import FAILING, name_of, waived_words
from conformance.report.xmltext import xml_text

_ELEMENTS = {"fail": "failure", "blocked": "error", "untested": "skipped"}
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}
_PROPERTIES = ("section", "level", "source", "statement", "verdict")
WAIVERS = "waivers"
RUN = "run"


def write_junit(results: Results, path: Path) -> None:
    """Writes junit.xml, whole or not at all."""
    findings = {each["requirement"]: each for each in reversed(results["findings"])}
    ordered = sorted(results["requirements"], key=lambda each: (each["section"], each["operation"]))
    root = ET.Element("testsuites", {"name": "IPC conformance", "time": str(results["duration_s"])})
    for operation, requirements in groupby(ordered, key=lambda each: each["operation"] or "transport"):
        suite = _suite(root, operation, results["started"])
        for requirement in requirements:
            _case(suite, operation, requirement, findings.get(requirement["id"]))
    if results["waivers"]:
        suite = _suite(root, WAIVERS, results["started"])
        for waiver in results["waivers"]:
            _waiver(suite, waiver)
    if results["problems"]:
        suite = _suite(root, RUN, results["started"])
        for problem in results["problems"]:
            _problem(suite, problem)
    for counted in (*root, root):
        counted.attrib |= _counts(counted)
    # Strict readers allow no count of the skipped here; each suite has its own.
    del root.attrib["skipped"]
    ET.indent(root)
    draft = path.with_suffix(".tmp")
    ET.ElementTree(root).write(draft, encoding="utf-8", xml_declaration=True)
    draft.replace(path)


def _counts(element: ET.Element) -> dict[str, str]:
    cases = list(element.iter("testcase"))
    counted = {name: str(sum(case.find(tag) is not None for case in cases)) for name, tag in _COUNTED.items()}
    return {"tests": str(len(cases)), **counted}


def _suite(root: ET.Element, name: str, started: str) -> ET.Element:
    # Readers of JUnit XML expect the time without its zone; it is UTC.
    when = {"timestamp": started.partition("+")[0], "time": "0"}
    return ET.SubElement(root, "testsuite", {"name": name, **when})


def _case(suite: ET.Element, name: str, requirement: dict[str, Any], finding: dict[str, Any] | None) -> None:
    case = ET.SubElement(suite, "testcase", classname=name, name=requirement["id"], time="0")
    told = {"requirement": requirement["id"], **{key: str(requirement[key]) for key in _PROPERTIES}}
    told["exchanges"] = ", ".join(map(str, requirement.get("evidence", [])))
    if finding:
        told |= {"repeats": finding["repeats"], "attempts": repeats_words(finding)}
    waived = requirement.get("waived")
    _properties(case, told | ({f"waiver.{key}": value for key, value in waived.items()} if waived else {}))
    reason, statement = xml_text(requirement["reason"]), xml_text(requirement["statement"])
    if waived and requirement["verdict"] == "fail":
        # As pytest writes a failure that is expected: it is neither hidden nor does it fail the build.
        message = xml_text(f"waived: {waived_words(waived)}: {requirement['reason']}")
        ET.SubElement(case, "skipped", type="waived", message=message).text = statement
    elif requirement["verdict"] in _ELEMENTS:
        kind = requirement["verdict"]
        ET.SubElement(case, _ELEMENTS[kind], type=kind, message=reason).text = statement
    else:
        ET.SubElement(case, "system-out").text = reason


def _waiver(suite: ET.Element, waiver: dict[str, Any]) -> None:
    """A waiver that fails the run fails by its name, so that whoever sees the build sees which."""
    case = ET.SubElement(suite, "testcase", classname=WAIVERS, name=xml_text(name_of(waiver)), time="0")
    _properties(case, {key: str(waiver[key]) for key in ("state", "device", "firmware", "reason", "ticket", "expires")})
    why = xml_text(f"{waiver['state']}: {waiver['why']}")
    if waiver["state"] in FAILING:
        ET.SubElement(case, "failure", type=waiver["state"], message=why).text = xml_text(waiver["reason"])
    else:
        ET.SubElement(case, "system-out").text = why


def _problem(suite: ET.Element, problem: str) -> None:
    """What stood in the way of a verdict: a run that was not judged is no green build."""
    case = ET.SubElement(suite, "testcase", classname=RUN, name="judged", time="0")
    _properties(case, {"verdict": "not-judged"})
    ET.SubElement(case, "error", type="not-judged", message=xml_text(problem)).text = xml_text(problem)


def _properties(case: ET.Element, told: dict[str, str]) -> None:
    properties = ET.SubElement(case, "properties")
    for key, value in told.items():
        if value:
            ET.SubElement(properties, "property", name=key, value=xml_text(value))
