"""A comparison on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from conformance.report.compare.difference import KINDS
from conformance.report.printing import line
from conformance.report.words import plural, sentence
from conformance.run.ledger import NOT_JUDGED

_VERDICTS = {
    "same": ("bold green", "no difference"),
    "changed": ("bold yellow", "changed, no regression"),
    "regression": ("bold red", "regression"),
}
NAMES = 8
"""So many names of one kind are told; the JSON report has all."""


def print_comparison(console: Console, comparison: dict[str, Any]) -> None:
    """Prints both runs, the differences by kind with regressions first, remarks, and the verdict."""
    for name in ("before", "after"):
        console.print(line(f"{name:<7}{described(comparison[name])}"))
    for kind, heading in KINDS.items():
        found = [each for each in comparison["differences"] if each["kind"] == kind]
        if found:
            console.print(Text(f"\n{heading}", style="bold"))
        for each in folded(found):
            console.print(_line(each))
    console.print()
    for remark in comparison["remarks"]:
        console.print(line(sentence(remark)))
    style, words = _VERDICTS[comparison["verdict"]]
    console.print(Text.assemble("Verdict: ", (words, style), _counts(comparison)))


def folded(differences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same change of several operations as one, whose `operation` names them all; so with verdicts of one cause."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for each in differences:
        groups.setdefault(_alike(each), []).append(each)
    return [_together(group) for group in groups.values()]


def _alike(each: dict[str, Any]) -> tuple[Any, ...]:
    """What those have in common that are told as one."""
    change = (each["before"], each["after"], each["regression"])
    if each["kind"] == "verdict" and each["after"] in NOT_JUDGED:
        return *change, each["detail"]
    # A detail speaks of its own operation; so does the name of a requirement.
    return *change, each["what"], each["detail"] and each["operation"]


def _together(group: list[dict[str, Any]]) -> dict[str, Any]:
    first, names = group[0], list(dict.fromkeys(each["what"] for each in group))
    if len(names) == 1:
        return {**first, "operation": ", ".join(each["operation"] for each in group)}
    return {**first, "what": shortened(names)}


def shortened(names: list[str]) -> str:
    """The first few of many names, and how many there are besides."""
    shown, more = names[:NAMES], len(names) - NAMES
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def described(run: dict[str, Any]) -> str:
    """A run in a line: its folder, what was checked, when, and how it ended."""
    return ", ".join([run["folder"], *_device(run), run["depth"], f"{run['started'][:16]}Z", run["verdict"]])


def _device(run: dict[str, Any]) -> Iterator[str]:
    words = [word for word in (run["device"]["model"], run["device"]["firmware"]) if word]
    yield " ".join(words) or run["device"]["url"]


def _line(each: dict[str, Any]) -> Text:
    operation = f"{each['operation']}: " if each["operation"] and each["kind"] != "verdict" else ""
    text = Text.assemble(
        ("  WORSE " if each["regression"] else "  ", "bold red"),
        line(f"{operation}{each['what']}: {each['before']} -> {each['after']}"),
    )
    if each["detail"]:
        text.append("\n    ").append_text(line(each["detail"], "dim"))
    return text


def _counts(comparison: dict[str, Any]) -> str:
    found = comparison["differences"]
    worse = sum(each["regression"] for each in found)
    return f" ({plural(len(found), 'difference')}, {worse} for the worse)" if found else ""
