"""The declaration of conformance: what two companies sign, made of results.json and the cassette alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.report.bundle.rederived import Rederived
from conformance.report.html.templating import template
from conformance.report.html.view import device_name, verdict_sentence
from conformance.report.results import Results
from conformance.report.verdict import failing_words

FORMAT = 1
Declaration = dict[str, Any]

# What a cassette of exchanges can't show, and where it comes from instead.
_RESULTS_ALONE = (
    (
        "limits and cells",
        "the cassette shows the requests and answers; which of them search a limit is the suite's word",
    ),
    ("repeats of a finding", "how often a failure came again was counted while the run was made"),
    ("restored", "whether the camera was left as it was found was compared while the run was made"),
    ("started, duration and environment", "the machine that made the run says so; the cassette has its own times"),
    ("waivers", "they were agreed between people"),
)


def declaration_of(
    results: Results, suite: Mapping[str, Any], found: Rederived, digests: Mapping[str, str], pictures: int
) -> Declaration:
    """The declaration as JSON. `digests` are those of the sources, `pictures` how many of those sent are kept."""
    profile, device, environment = results["profile"], results["device"], results["environment"]
    sent = len(found.traffic.pictures)
    return {
        "format": FORMAT,
        "title": "Declaration of conformance to the IPC device API",
        "statement": verdict_sentence(results),
        "verdict": results["verdict"],
        "product": {"name": device_name(results), "model": device["model"], "url": device["url"]},
        "firmware": device["firmware"],
        "document": environment["document"],
        "profile": profile,
        "extent": {
            "whole": not results["partial"],
            "depth": results["depth"],
            "selected": found.traffic.selected,
            "seed": results["seed"],
            "strict": environment["strict"],
        },
        "summary": results["summary"],
        "problems": results["problems"],
        "exceptions": list(_exceptions(results)),
        "waivers": results["waivers"],
        "not_tested": list(_not_tested(results)),
        "restored": results["restored"],
        "run": {"started": results["started"], "duration_s": results["duration_s"], "environment": environment},
        "traffic": {
            "exchanges": found.traffic.exchanges,
            "first": found.traffic.first,
            "last": found.traffic.last,
            "pictures_sent": sent,
            "pictures_not_kept": sent - pictures,
        },
        "suite": dict(suite),
        "verdicts": {
            "derived_again_from_the_cassette": len(results["requirements"]) - len(found.unsettled),
            "resting_on_results_alone": [
                {"requirement": name, "why": why} for name, why in sorted(found.unsettled.items())
            ],
        },
        "resting_on_results_alone": [{"what": what, "why": why} for what, why in _RESULTS_ALONE],
        "sha256": dict(digests),
    }


def _exceptions(results: Results) -> Iterator[dict[str, Any]]:
    """What the camera does not keep, the gravest first; whatever was waived is said to be."""
    told = ("statement", "source", "level", "verdict", "reason")
    for verdict in ("fail", "warn"):
        for each in results["requirements"]:
            if each["verdict"] == verdict:
                waived = {"waived": each["waived"]} if "waived" in each else {}
                yield {"requirement": each["id"], **{key: each[key] for key in told}, **waived}
    for operation in results["profile"]["absent"]:
        yield {"operation": operation, "statement": "The profile declares that the device does not have it."}


def _not_tested(results: Results) -> Iterator[dict[str, Any]]:
    """Why requirements have no verdict, the most frequent reason first."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for each in results["requirements"]:
        if each["verdict"] in ("blocked", "untested"):
            reasons.setdefault((each["verdict"], each["reason"]), []).append(each["id"])
    for (verdict, reason), names in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        yield {"verdict": verdict, "reason": reason, "requirements": names}


def page_of(declaration: Declaration) -> bytes:
    """The declaration as one HTML file without any network or script, made to be printed and signed."""
    # What a camera said may hold halves of characters, which no encoding knows.
    return (
        template("declaration.html", Path(__file__).parent)
        .render(declaration=declaration, waivers_fail=failing_words(declaration))
        .encode("utf-8", "xmlcharrefreplace")
    )
