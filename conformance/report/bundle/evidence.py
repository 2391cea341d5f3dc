"""Whether what a bundle declares follows from its cassette, and its reports from its results."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from jinja2 import TemplateError

from conformance.cassette.errors import CassetteError
from conformance.cassette.reader import Cassette
from conformance.report.bundle.build import derived
from conformance.report.bundle.members import ENVIRONMENT, digest_of
from conformance.report.bundle.opening import Opened, Problem
from conformance.report.bundle.rederived import MALFORMED, Rederived, rederive
from conformance.report.bundle.seals import line_with
from conformance.report.results import Results
from conformance.report.writing import parsed_results
from conformance.run.folder import CASSETTE, HTML, RESULTS
from conformance.run.outcomes import UsageError

MOST_LINES = 3
"""Lines of the cassette that are named: where one is wrong, what follows often is too."""
_NUMBERED = re.compile(r"line (\d+)(?:, the last one,)? (.*)", re.DOTALL)
_EVIDENCE = re.compile(rb'(<script type="text/plain" id="evidence">)([A-Za-z0-9+/=]*)(</script>)')
_LARGEST_EVIDENCE = 256 * 1024 * 1024


def check_chain(opened: Opened) -> tuple[Cassette | None, list[Problem]]:
    """The cassette, if it is what was recorded and whole; else its lines that are not."""
    if CASSETTE not in opened.members:
        return None, []
    try:
        cassette = Cassette.open(opened.folder / CASSETTE)
    except CassetteError as error:
        return None, [Problem(CASSETTE, _without(opened, str(error)), 1)]
    problems = _of_lines(cassette.problems)[:MOST_LINES] or [Problem(CASSETTE, each) for each in cassette.problems]
    if not problems and not cassette.complete:
        last = opened.content(CASSETTE).count(b"\n")
        problems = [Problem(CASSETTE, "it has no closing line behind this one: what followed was cut off", last)]
    if problems:
        cassette.close()
        return None, problems
    return cassette, []


def _of_lines(sentences: Iterable[str]) -> list[Problem]:
    """What is wrong with the first lines that are, one problem each."""
    problems: dict[str, Problem] = {}
    for found in filter(None, map(_NUMBERED.fullmatch, sentences)):
        problems.setdefault(found[1], Problem(CASSETTE, f"it {found[2]}", int(found[1])))
    return list(problems.values())


def _without(opened: Opened, sentence: str) -> str:
    """A sentence that names the member and not where it was unpacked."""
    return sentence.replace(f"{opened.folder}/", "")


def check_pictures(opened: Opened, used: set[str] | None) -> Iterator[Problem]:
    """Each picture is the one of its name, and belongs to an exchange (`used`: None where that is not known)."""
    for name, member in opened.members.items():
        digest = digest_of(name)
        if digest is None or member.damage:
            continue
        if digest != member.sha256:
            yield Problem(name, "it is not the picture of its name: its SHA-256 is another")
        elif used is not None and digest not in used:
            yield Problem(name, "it is no picture of the cassette's")


def read_results(opened: Opened) -> tuple[Results | None, list[Problem]]:
    """The results, if they can be read."""
    if RESULTS not in opened.members:
        return None, []
    try:
        return parsed_results(opened.content(RESULTS), RESULTS), []
    except UsageError as error:
        return None, [Problem(RESULTS, f"it can't be read: {error}")]


def read_suite(opened: Opened) -> tuple[Mapping[str, Any] | None, list[Problem]]:
    """The suite that made the bundle, if its member can be read."""
    if ENVIRONMENT not in opened.members:
        return None, []
    try:
        suite = json.loads(opened.content(ENVIRONMENT))["suite"]
        return {key: str(suite[key]) for key in ("name", "version", "build", "python")}, []
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, [Problem(ENVIRONMENT, "it was changed: it does not name a suite")]


def check_verdicts(opened: Opened, results: Results, cassette: Cassette) -> tuple[Rederived | None, list[Problem]]:
    """Every verdict once more, from the cassette."""
    try:
        found = rederive(results, cassette)
    except CassetteError as error:
        return None, [Problem(CASSETTE, _without(opened, str(error)))]
    return found, [
        Problem(RESULTS, f"its cassette does not bear it out: {each.what}", _line_of(opened, each.requirement))
        for each in found.differences
    ]


def _line_of(opened: Opened, requirement: str) -> int | None:
    return line_with(opened, RESULTS, f'"id": "{requirement}"') if requirement else None


def made_again(opened: Opened, results: Results, suite: Mapping[str, Any], found: Rederived) -> dict[str, bytes]:
    """The derived members, made of the sources that are there. Raises ValueError where nothing can be made of them."""
    digests = {name: member.sha256 for name, member in opened.members.items()}
    try:
        return derived(results, suite, found, opened.folder / CASSETTE, digests)
    except (*MALFORMED, TemplateError) as error:
        raise ValueError(f"no declaration can be made of it ({error!r})") from error


def same(name: str, made: bytes, found: bytes) -> bool:
    """Whether a derived member is the one that is made again; another zlib packs the report's evidence otherwise."""
    return made == found or (name == HTML and _unpacked(made) == _unpacked(found))


def first_line(made: bytes, found: bytes) -> int | None:
    """The number of the first line in which they differ; None where they don't."""
    pairs = zip_longest(made.split(b"\n"), found.split(b"\n"))
    return next((number for number, (a, b) in enumerate(pairs, 1) if a != b), None)


def _unpacked(page: bytes) -> bytes:
    """The page with its evidence as text; as it is where that can't be unpacked."""
    parts = _EVIDENCE.split(page)
    try:
        evidence = b64decode(parts[2], validate=True)
        parts[2] = zlib.decompressobj(31).decompress(evidence, _LARGEST_EVIDENCE)
    except (IndexError, ValueError, zlib.error):
        return page
    return b"".join(parts)
