"""Renders the page, and writes it whole or not at all."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from conformance.report.html.evidence import pack
from conformance.report.html.text import lines, plural, shown
from conformance.report.html.view import view_of, wanted_exchanges
from conformance.report.results import Results

_TEMPLATES = Path(__file__).parent / "templates"


def write_html(results: Results, cassette: Path, path: Path) -> str:
    """Writes report.html; a sentence where the evidence could not be taken from the cassette, else nothing."""
    page, problem = rendered(results, cassette)
    draft = path.with_suffix(".tmp")
    draft.write_text(page, encoding="utf-8")
    draft.replace(path)
    return problem


def rendered(results: Results, cassette: Path) -> tuple[str, str]:
    """The page, and what is wrong with the cassette.

    Its own style and script are the only ones that a browser runs: the policy names them by their hashes.
    """
    evidence = pack(cassette, results["device"]["url"], wanted_exchanges(results))
    style, script = _asset("report.css"), _asset("report.js")
    own = f"style-src {_hash(style)}; script-src {_hash(script)}"
    policy = f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"
    template = _environment().get_template("report.html.j2")
    page = template.render(**view_of(results), evidence=evidence, style=_own(style), script=_own(script), policy=policy)
    return page, evidence["problem"]


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(_TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=shown
    )
    environment.filters |= {"lines": lines, "plural": plural}
    return environment


@cache
def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _own(text: str) -> Markup:
    """Style and script of ours, as they stand."""
    return Markup(text)  # noqa: S704 - files of this package


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
