"""A comparison on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from conformance.report.compare.difference import KINDS

_VERDICTS = {
    "same": ("bold green", "no difference"),
    "changed": ("bold yellow", "changed, no regression"),
    "regression": ("bold red", "regression"),
}


def print_comparison(console: Console, comparison: dict[str, Any]) -> None:
    """Prints both runs, the differences by kind with regressions first, remarks, and the verdict."""
    for name in ("before", "after"):
        console.print(Text(f"{name:<7}{described(comparison[name])}"))
    for kind, heading in KINDS.items():
        found = [each for each in comparison["differences"] if each["kind"] == kind]
        if found:
            console.print(Text(f"\n{heading}", style="bold"))
        for each in folded(found):
            console.print(_line(each))
    console.print()
    for remark in comparison["remarks"]:
        console.print(Text(f"{remark[:1].upper()}{remark[1:]}."))
    style, words = _VERDICTS[comparison["verdict"]]
    console.print(Text.assemble("Verdict: ", (words, style), _counts(comparison)))


def folded(differences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same change of several operations as one, whose `operation` names them all."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for each in differences:
        # A detail speaks of its own operation; so does the name of a requirement.
        same = (each["what"], each["before"], each["after"], each["detail"] and each["operation"], each["regression"])
        groups.setdefault(same, []).append(each)
    return [{**group[0], "operation": ", ".join(each["operation"] for each in group)} for group in groups.values()]


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
        f"{operation}{each['what']}: {each['before']} -> {each['after']}",
    )
    if each["detail"]:
        text.append(f"\n    {each['detail']}", style="dim")
    return text


def _counts(comparison: dict[str, Any]) -> str:
    found = comparison["differences"]
    worse = sum(each["regression"] for each in found)
    if not found:
        return ""
    return f" ({len(found)} difference{'' if len(found) == 1 else 's'}, {worse} for the worse)"
