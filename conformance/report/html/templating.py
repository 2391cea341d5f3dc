"""One way for every page that is made here: all is escaped, and a name that a template misspells is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from conformance.report.html.text import lines, shown
from conformance.report.words import plural

TEMPLATES = Path(__file__).parent / "templates"


@cache
def template(name: str, folder: Path = TEMPLATES) -> Template:
    """A template of the folder; it may extend or include those that all pages share."""
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.filters |= {"lines": lines, "plural": plural}
    return environment.get_template(name)
