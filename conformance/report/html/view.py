"""What the page says, from results.json alone: the template only lays it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from shlex import quote
from typing import Any

from conformance.report.html.evidence import LONGEST_COMMAND
from conformance.report.html.latency import latency_of
from conformance.report.html.matrix import COLUMNS, operations_of
from conformance.report.repeats import repeats_words
from conformance.report.results import Results
from conformance.report.verdict import FAILING, failing_words, in_words, name_of
from conformance.report.words import plural
from conformance.spec import load_spec

VERDICTS = ("fail", "blocked", "warn", "observed", "untested", "pass")
"""In the order in which a reader wants them."""

_MEANINGS = {
    "blocked": "a precondition failed, which is not the device's fault",
    "warn": "not kept, but not written in so many words",
    "observed": "the document leaves it open, and the run found out what the device does",
    "untested": "no verdict, for the reasons below",
}
"""Of the verdicts that their name does not explain."""


def view_of(results: Results) -> dict[str, Any]:
    """All that the template is given, besides the evidence."""
    statements = {each["id"]: each for each in results["requirements"]}
    return {
        "results": results,
        "device": device_name(results),
        "cassette": quote(results["cassette"]),
        "sentence": verdict_sentence(results),
        "verdicts": [(verdict, results["summary"][verdict]) for verdict in VERDICTS],
        "meanings": [(verdict, words) for verdict, words in _MEANINGS.items() if results["summary"][verdict]],
        "findings": [_finding(finding, statements) for finding in results["findings"]],
        "waivers": [{**each, "name": name_of(each), "fails": each["state"] in FAILING} for each in results["waivers"]],
        "waivers_fail": failing_words(results),
        "waived": _waived(results),
        "untested": _by_reason(results, "untested"),
        "blocked": _by_reason(results, "blocked"),
        "operations": operations_of(results),
        "columns": COLUMNS,
        "codes_provoked": sum(each["provoked"] for each in results["codes"]),
        "readings": _readings(results),
        "latency": latency_of(results),
        "requirements": _ordered(results),
        "operation_names": sorted({each["operation"] for each in results["requirements"] if each["operation"]}),
    }


_WORDS = {"not-judged": "could not be judged"}


def device_name(results: Results) -> str:
    """The camera as a person would call it: profile name or model, else its address."""
    return str(results["profile"]["name"] or results["device"]["model"] or results["device"]["url"])


def verdict_sentence(results: Results) -> str:
    """The verdict in one sentence, with what is waived in it."""
    summary, firmware = results["summary"], results["device"]["firmware"]
    camera = f"{device_name(results)}{f', firmware {firmware},' if firmware else ''}"
    waived = _waived(results)
    failed = summary["fail"] - waived
    judged = sum(summary[verdict] for verdict in ("pass", "fail", "warn"))
    only = f"{summary['warn']} that {_is(summary['warn'])} only inferred {_is(summary['warn'])}"
    warned = f", and {only} not met" if summary["warn"] else ""
    match results["verdict"]:
        case "conforms":
            part = "in the part that was checked, " if results["partial"] else ""
            excused = f"; {plural(waived, 'violated requirement')} {_is(waived)} waived" if waived else ""
            why = f"{part}none of {plural(judged, 'judged requirement')} fails{warned}"
            if waived:
                kept = judged - waived - summary["warn"]
                why = f"{part}{kept} of {plural(judged, 'judged requirement')} {_is(kept)} kept{warned}{excused}"
        case "does-not-conform":
            excused = f"; {waived} more {_is(waived)} waived" if waived else ""
            why = f"{failed} of {plural(judged, 'judged requirement')} {_is(failed)} violated{warned}{excused}"
        case _:
            why = _hindrance(results)
    return f"{camera} {_WORDS.get(results['verdict'], in_words(results))}: {why}."


def _waived(results: Results) -> int:
    """How many violated requirements are waived."""
    return sum("waived" in each and each["verdict"] == "fail" for each in results["requirements"])


def _hindrance(results: Results) -> str:
    """What stood in the way, as the end of a sentence; all of it, with what to do, stands under the verdict."""
    if not results["problems"]:
        return "a precondition failed"
    told = str(results["problems"][0]).removeprefix(f"{results['device']['url']} can't be tested: ")
    return re.split(r"\.\s+(?=[A-Z])", told)[0].rstrip(".")


def wanted_exchanges(results: Results) -> Iterator[int]:
    """The exchanges that the page refers to, the most telling first."""
    for finding in results["findings"]:
        yield from finding["sequence"]
    for nth in zip_longest(*(each["evidence"] for each in _ordered(results))):
        yield from (number for number in nth if number is not None)
    yield from (cell["exchange"] for cell in results["cells"])
    for operation in operations_of(results):
        yield from (code["exchange"] for code in operation["codes"] if code["exchange"])


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _ordered(results: Results) -> list[dict[str, Any]]:
    """What failed first, then as the document has it."""
    return sorted(results["requirements"], key=lambda each: (VERDICTS.index(each["verdict"]), each["section"]))


def _finding(finding: dict[str, Any], statements: dict[str, dict[str, Any]]) -> dict[str, Any]:
    known = statements.get(finding["requirement"], {})
    told = {key: known.get(key, "") for key in ("statement", "source", "level", "verdict", "waived")}
    return {
        **finding,
        **told,
        "repeats": repeats_words(finding),
        "commands": [_command(each) for each in finding["commands"]],
    }


def _command(command: str) -> str:
    """A command as it is, unless its values are so long that it would fill the page."""
    if len(command) <= LONGEST_COMMAND:
        return command
    return f"# A command of {len(command):,} characters: it stands in results.json, and `cassette curl` prints it."


def _by_reason(results: Results, verdict: str) -> list[tuple[str, list[str]]]:
    """The reasons why requirements have no verdict, the most frequent first, with their ids."""
    reasons: dict[str, list[str]] = {}
    for each in results["requirements"]:
        if each["verdict"] == verdict:
            reasons.setdefault(each["reason"], []).append(each["id"])
    return sorted(reasons.items(), key=lambda item: -len(item[1]))


def _readings(results: Results) -> list[dict[str, Any]]:
    """What the device was found to do where the document leaves it open, with what was expected of it."""
    known, expected = load_spec().readings, results["profile"]["readings"]
    return [
        {
            "name": name,
            "value": value,
            "statement": known[name].statement if name in known else "",
            "values": known[name].values if name in known else (),
            "expected": expected.get(name, value),
        }
        for name, value in results["readings"].items()
    ]
