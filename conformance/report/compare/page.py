"""A comparison as one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.report.compare.difference import KINDS
from conformance.report.compare.printed import described, folded
from conformance.report.html.templating import template
from conformance.report.words import sentence


def write_page(comparison: dict[str, Any], file: Path) -> None:
    """Writes the page, whole or not at all. Raises OSError."""
    text = page_of(comparison)
    draft = file.with_name(f"{file.name}.tmp")
    # What a camera said may hold halves of characters, which no encoding knows.
    draft.write_text(text, encoding="utf-8", errors="xmlcharrefreplace")
    draft.replace(file)


def page_of(comparison: dict[str, Any]) -> str:
    """The page. All that comes from a camera is escaped."""
    found = comparison["differences"]
    by_kind = [(kind, title, [each for each in found if each["kind"] == kind]) for kind, title in KINDS.items()]
    return template("page.html", Path(__file__).parent).render(
        comparison=comparison,
        described=described,
        sentence=sentence,
        kinds=[(kind, title, folded(each)) for kind, title, each in by_kind if each],
        worse=sum(each["regression"] for each in found),
    )
