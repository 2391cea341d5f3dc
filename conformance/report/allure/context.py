"""What Allure is told of a whole run: its environment, and the categories into which checks fall.

Allure 2 reads categories from the results, Allure 3 from its configuration, `allurerc.json` in the run's folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.report.results import Results
from conformance.report.verdict import name_of
from conformance.run.folder import ALLURE, ALLURE_RC

# By name, what Allure 3 looks at; the first that fits counts.
_CATEGORIES: Mapping[str, Mapping[str, Any]] = {
    "Device fault": {"statuses": ["failed"]},
    "Blocked": {"labels": {"verdict": "^blocked$"}},
    "Suite error": {"statuses": ["broken"]},
    "Reading changed": {"labels": {"reading": "^changed$"}},
    "Waived": {"labels": {"verdict": "^waived$"}},
    "Inference not kept": {"labels": {"verdict": "^warn$"}},
}
_BY_MESSAGE = ("Blocked", "Suite error")
# The same for Allure 2, which knows no labels there: statuses, and how the message begins.
_CATEGORIES_2: Mapping[str, tuple[str, str]] = {
    "Device fault": ("failed", ".*"),
    "Blocked": ("broken", "blocked: .*"),
    "Suite error": ("broken", ".*"),
    "Reading changed": ("passed", "reading changed: .*"),
    "Waived": ("skipped", "waived: .*"),
    "Inference not kept": ("passed", "warning: .*"),
}
# What ends a name in a file of properties, or makes its line a comment.
_IN_NAMES = "\\=:#! "


def write_context(results: Results, folder: Path, allure: Path) -> None:
    """Writes `allurerc.json` into the run's folder; environment and categories into that of the Allure results."""
    _write(folder / ALLURE_RC, json.dumps(_configuration(results), indent=1) + "\n")
    facts = environment_of(results)
    environment = "".join(f"{_escaped(name, _IN_NAMES)}={_escaped(value)}\n" for name, value in facts.items())
    _write(allure / "environment.properties", environment)
    categories = [
        {"name": name, "matchedStatuses": [status], "messageRegex": f"(?s){message}"}
        for name, (status, message) in _CATEGORIES_2.items()
    ]
    _write(allure / "categories.json", json.dumps(categories, indent=1) + "\n")


def environment_of(results: Results) -> dict[str, str]:
    """What was checked, with what and how, in the order in which people ask."""
    device, made = results["device"], results["environment"]
    named = {
        "device": results["profile"]["name"],
        "model": device["model"],
        "firmware": device["firmware"],
        "url": device["url"],
        "verdict": results["verdict"],
        "suite": f"{results['tool']['name']} {results['tool']['version']}",
        "document": made["document"],
        "depth": results["depth"] + (" (a part)" if results["partial"] else ""),
        "strict": "yes" if made["strict"] else "no",
        "seed": str(results["seed"]),
        "started": results["started"],
        "replayed": made.get("replayed", ""),
        "requests": str(results["requests"]),
        "python": made["python"],
        "platform": made["platform"],
    }
    # One that is in use stands at its checks as well; one that fails the run, at none.
    waivers = {f"waiver {name_of(each)}": each["state"].replace("-", " ") for each in results["waivers"]}
    readings = {f"reading {name}": value for name, value in results["readings"].items()}
    return {name: value for name, value in {**named, **waivers, **readings}.items() if value}


def _configuration(results: Results) -> dict[str, Any]:
    device = results["device"]
    whom = " ".join(each for each in (device["model"], device["firmware"]) if each) or device["url"]
    rules = [{"name": name, "matchers": [matcher], **_grouped(name)} for name, matcher in _CATEGORIES.items()]
    return {
        "name": f"IPC conformance of {whom}",
        "resultsDir": ALLURE,
        "categories": {"rules": rules},
        "plugins": {"awesome": {"options": {"groupBy": ["feature", "story"]}}},
    }


def _grouped(category: str) -> dict[str, Any]:
    """By the cause: what is violated (the message would hold names and numbers of the run), or the message."""
    if category in _BY_MESSAGE:
        return {"groupByMessage": True}
    return {"groupBy": [{"label": "violates"}], "groupByMessage": False}


def _escaped(text: str, special: str = "\\") -> str:
    """As Java's properties want it: pure ASCII, on one line."""
    quoted = "".join(f"\\{each}" if each in special else each for each in text)
    return "".join(each if " " <= each <= "~" else _units(each) for each in quoted)


def _units(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
