"""Renders the page, and writes it whole or not at all."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from conformance.report.html.evidence import pack
from conformance.report.html.templating import TEMPLATES, template
from conformance.report.html.view import view_of, wanted_exchanges
from conformance.report.results import Results


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
    page = template("report.html.j2").render(
        **view_of(results), evidence=evidence, style=_own(style), script=_own(script), policy=policy
    )
    return page, evidence["problem"]


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _own(text: str) -> Markup:
    """Style and script of ours, as they stand."""
    return Markup(text)  # noqa: S704 - files of this package


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
