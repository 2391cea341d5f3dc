"""A comparison as one HTML file that needs no network."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from conformance.report.compare.difference import KINDS
from conformance.report.compare.printed import described, folded


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
    return _template().render(
        comparison=comparison,
        described=described,
        kinds=[(kind, title, folded(each)) for kind, title, each in by_kind if each],
        worse=sum(each["regression"] for each in found),
    )


@cache
def _template() -> Template:
    loader = PackageLoader("conformance.report.compare", package_path="")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("page.html")
