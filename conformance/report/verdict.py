"""The verdict of a run: of its requirements, of what stood in the way, and of the waivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

EXIT_STATUS = {"conforms": 0, "does-not-conform": 1, "not-judged": 3}
WORDS = {"conforms": "conforms", "does-not-conform": "does not conform", "not-judged": "not judged"}
FAILING = ("expired", "not-needed")
"""States of a waiver that fail the run: somebody has to look at the list of waivers again."""


def verdict_of(requirements: Sequence[Mapping[str, Any]], problems: Sequence[str]) -> str:
    """The first that holds: a failure that nobody waived, something in the way, else it conforms."""
    if any(each["verdict"] == "fail" and "waived" not in each for each in requirements):
        return "does-not-conform"
    if problems or any(each["verdict"] == "blocked" for each in requirements):
        return "not-judged"
    return "conforms"


def failing_waivers(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The waivers that fail the run by themselves, whatever the camera does."""
    return [each for each in results.get("waivers", ()) if each["state"] in FAILING]


def used_waivers(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The waivers without which a requirement would be violated."""
    return [each for each in results.get("waivers", ()) if each["state"] == "used"]


def exit_status(results: Mapping[str, Any]) -> int:
    """The exit status of a run. A camera may conform, and the run fail for a waiver that is no longer good."""
    status = EXIT_STATUS[results["verdict"]]
    return status or (1 if failing_waivers(results) else 0)


def name_of(waiver: Mapping[str, Any]) -> str:
    """How people speak of a waiver of results.json."""
    return f"{waiver['requirement'] or waiver['check']} ({waiver['ticket']})"


def waived_words(waived: Mapping[str, str]) -> str:
    """The terms of a waived violation, for one line."""
    return f"{waived['reason']} ({waived['ticket']}, until {waived['expires']})"


def in_words(results: Mapping[str, Any]) -> str:
    """The verdict as people read it: `conforms with 2 waivers`."""
    used = len(used_waivers(results))
    return f"{WORDS[results['verdict']]}{f' with {used} waiver{_s(used)}' if used else ''}"


def failing_words(results: Mapping[str, Any]) -> str:
    """What of the waivers fails the run, in a sentence; nothing where none does."""
    names = [f"{name_of(each)} is {_STATES[each['state']]}" for each in failing_waivers(results)]
    return f"The run fails, because waiver {'; waiver '.join(names)}." if names else ""


_STATES = {"expired": "expired", "not-needed": "no longer needed"}


def _s(number: int) -> str:
    return "" if number == 1 else "s"
