"""Differences that results.json alone tells: verdicts, codes, readings, limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.report.compare.difference import Difference
from conformance.report.results import Results
from conformance.report.verdict import name_of, waived_words
from conformance.run.ledger import NEVER_AT_STAKE

WAIVED = "fail, waived"
_RANK = {"pass": 0, "observed": 0, "warn": 1, WAIVED: 1, "blocked": 2, "fail": 3}
_RUN_RANK = {"conforms": 0, "not-judged": 1, "does-not-conform": 2}
# Why a run did not come to a requirement that it could have judged on this camera.
_NOT_REACHED = ("not selected", "out of depth", "not reached", NEVER_AT_STAKE)
Cell = tuple[str, str, str]


def run_differences(before: Results, after: Results) -> Iterator[Difference]:
    """The verdict of the run, and whether it left the camera as it was."""
    old, new = before["verdict"], after["verdict"]
    if old != new:
        why = "; ".join(after["problems"])
        yield Difference("run", "", "verdict of the run", old, new, _RUN_RANK[new] > _RUN_RANK[old], why)
    words = {True: "as before the run", False: "not as before the run"}
    kept, keeps = before["restored"]["ok"], after["restored"]["ok"]
    if kept != keeps:
        detail = "; ".join(after["restored"]["differences"])
        yield Difference("run", "", "the camera afterwards", words[kept], words[keeps], kept, detail)


def verdict_differences(before: Results, after: Results) -> Iterator[Difference]:
    """Requirements whose verdict changed. What one run alone came to check is no change of the camera."""
    for was, new in _pairs(before, after):
        old, now = judged_as(was), judged_as(new)
        if "untested" not in (old, now):
            # Who waives a failure has agreed to it: that is shown as a change, and not counted against the camera.
            yield _verdict(was, new, after, regression=now != WAIVED and _RANK[now] > _RANK[old])
        elif not _by_chance(was, new):
            yield _verdict(was, new, after, regression=now == "fail")


def judged_as(requirement: dict[str, Any]) -> str:
    """The verdict, and that a failure is waived."""
    verdict = str(requirement["verdict"])
    return WAIVED if verdict == "fail" and "waived" in requirement else verdict


def waiver_differences(before: Results, after: Results) -> Iterator[Difference]:
    """Waivers that came, went, or have another state or another last day. None of it is the camera's doing."""
    old, new = _waivers(before), _waivers(after)
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name, "none"), new.get(name, "none")
        if was != now:
            yield Difference("waivers", "", name, was, now)


def _waivers(results: Results) -> dict[str, str]:
    """What is said of each, by its name and the devices that it is for."""
    return {
        f"{name_of(each)}, device {each['device']}, firmware {each['firmware']}": (
            f"{each['state'].replace('-', ' ')}, until {each['expires']}"
        )
        for each in results["waivers"]
    }


def judged_by_one(before: Results, after: Results) -> list[str]:
    """Requirements that only one of the runs came to judge, by its selection or its seed, and did not find violated."""
    return [new["id"] for was, new in _pairs(before, after) if _by_chance(was, new)]


def _pairs(before: Results, after: Results) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each requirement whose verdict is another, as it was and as it is."""
    old = {each["id"]: each for each in before["requirements"]}
    for new in after["requirements"]:
        was = old.get(new["id"])
        if was is not None and judged_as(was) != judged_as(new):
            yield was, new


def _by_chance(was: dict[str, Any], new: dict[str, Any]) -> bool:
    untested, judged = (was, new) if was["verdict"] == "untested" else (new, was)
    return (
        untested["verdict"] == "untested"
        and judged["verdict"] in ("pass", "observed")
        and untested["reason"].startswith(_NOT_REACHED)
    )


def _verdict(was: dict[str, Any], new: dict[str, Any], after: Results, *, regression: bool) -> Difference:
    finding = next((each for each in after["findings"] if each["requirement"] == new["id"]), None)
    detail = new["reason"]
    if finding:
        numbers = ", ".join(map(str, finding["sequence"]))
        detail = f"expected {finding['expected']}; actual {finding['actual']} (exchanges {numbers}; {new['source']})"
    if "waived" in new:
        detail = f"{detail}; waived: {waived_words(new['waived'])}"
    return Difference("verdict", new["operation"], new["id"], judged_as(was), judged_as(new), regression, detail)


def cell_differences(before: Results, after: Results) -> Iterator[Difference]:
    """Cells that both runs tried and that got other codes."""
    old, new = _cells(before), _cells(after)
    for cell in (cell for cell in new if cell in old and old[cell] != new[cell]):
        operation, parameter, case = cell
        yield Difference("codes", operation, f"{parameter}, {case}", _codes(old[cell]), _codes(new[cell]))


def cause_differences(before: Results, after: Results) -> Iterator[Difference]:
    """Causes that have another code now. Which code is learned for one goes with the requests, thus with the seed."""
    for cause, codes in after["code_book"].items():
        known = before["code_book"].get(cause, {})
        for operation, code in codes.items():
            if operation in known and known[operation] != code:
                what = f"the cause {cause}"
                yield Difference("codes", operation, what, f"code {known[operation]}", f"code {code}")


def _cells(results: Results) -> dict[Cell, set[int | None]]:
    cells: dict[Cell, set[int | None]] = {}
    for each in results["cells"]:
        cells.setdefault((each["operation"], each["parameter"], each["case"]), set()).add(each["code"])
    return cells


def _codes(codes: set[int | None]) -> str:
    words = [f"code {code}" for code in sorted(code for code in codes if code is not None)]
    return " or ".join([*words, *(["no code"] if None in codes else [])])


def reading_differences(before: Results, after: Results) -> Iterator[Difference]:
    """Open points that the camera now reads in another way. Those of an order are differences of order."""
    for name, value in after["readings"].items():
        was = before["readings"].get(name, value)
        if was != value:
            yield Difference("order" if name.endswith(".order") else "readings", "", name, was, value)


def readings_of_one(before: Results, after: Results) -> list[str]:
    """Open points that only one of the runs found out."""
    return sorted(before["readings"].keys() ^ after["readings"].keys())


def limit_differences(before: Results, after: Results) -> Iterator[Difference]:
    """Bounded fields that end elsewhere, or whose answer beyond the end is another."""
    old = {_field(each): each for each in before["limits"]}
    for new in after["limits"]:
        was = old.get(_field(new))
        if was is None:
            continue
        what = f"{new['parameter']} ({new['unit']}; documented {new['documented']})"
        for key, words in (("found", _found), ("beyond", _beyond)):
            if was[key] != new[key]:
                yield Difference("limits", new["operation"], what, words(was[key]), words(new[key]))


def _field(limit: dict[str, Any]) -> tuple[str, str, str]:
    return limit["operation"], limit["parameter"], limit["unit"]


def _found(limit: int | None) -> str:
    return "no end found" if limit is None else f"ends at {limit}"


def _beyond(code: int | None) -> str:
    return "beyond it no code" if code is None else f"beyond it code {code}"
