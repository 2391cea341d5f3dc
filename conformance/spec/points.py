"""The contradictions and gaps of the document (facts section 7), and how each of them is treated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any, Literal

from conformance.spec.loader import load_spec
from conformance.spec.model import Requirement, Spec

Kind = Literal["reading", "inferred", "written", "unjudged"]
KINDS: Mapping[str, Kind] = {"readings": "reading", "inferred": "inferred", "written": "written"}


@dataclass(frozen=True)
class Point:
    """One point: what the document says, where, and its treatments.

    `requirements` are patterns of ids in the catalogue by the kind of treatment (readings are rows of it too).
    `unjudged` is the sentence why no verdict depends on it, or on that half of it.
    """

    number: int
    says: str
    sources: tuple[str, ...]
    requirements: Mapping[Kind, tuple[str, ...]]
    unjudged: str = ""

    def rows(self, kind: Kind, spec: Spec | None = None) -> list[Requirement]:
        """The rows of the catalogue that treat this point in that way. KeyError for a pattern that names none."""
        known = (spec or load_spec()).requirements
        found: dict[str, Requirement] = {}
        for pattern in self.requirements.get(kind, ()):
            named = {name: row for name, row in known.items() if fnmatchcase(name, pattern)}
            if not named:
                raise KeyError(f"point {self.number}: {pattern} is not in the catalogue")
            found |= named
        return list(found.values())


@cache
def load_points() -> Mapping[int, Point]:
    """Every point by its number. Read once in a process."""
    text = (resources.files("conformance.spec") / "data" / "points.toml").read_text(encoding="utf-8")
    return {row["number"]: _point(row) for row in tomllib.loads(text)["point"]}


def points_as_json() -> list[dict[str, Any]]:
    """The table as plain data, in the form of schemas/points.json."""
    return [_as_json(point, load_spec()) for point in load_points().values()]


def _point(row: Mapping[str, Any]) -> Point:
    patterns = {kind: tuple(row[key]) for key, kind in KINDS.items() if key in row}
    return Point(row["number"], row["says"], tuple(row["sources"]), patterns, row.get("unjudged", ""))


def _as_json(point: Point, spec: Spec) -> dict[str, Any]:
    treatments: list[dict[str, Any]] = [
        {"kind": "reading", "name": name, "values": list(spec.readings[name].values)}
        for name in point.requirements.get("reading", ())
    ]
    for kind in ("inferred", "written"):
        for pattern in point.requirements.get(kind, ()):
            rows = [name for name in spec.requirements if fnmatchcase(name, pattern)]
            reason = spec.requirements[rows[0]].reason
            treatments.append({"kind": kind, "requirements": rows} | ({"reason": reason} if reason else {}))
    if point.unjudged:
        treatments.append({"kind": "unjudged", "reason": point.unjudged})
    return {"number": point.number, "says": point.says, "sources": list(point.sources), "treatments": treatments}
