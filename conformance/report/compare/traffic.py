"""A run's cassette, boiled down to what two runs can be compared by: shapes of answers, and times, by check."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

from conformance.cassette.reader import Cassette
from conformance.spec import Spec, answer_fields

ATTRIBUTE = "{attribute}"
"""Stands for every user-defined attribute: their names are made anew in each run."""
_TYPES = {str: "text", bool: "boolean", int: "integer", float: "fraction", list: "list", dict: "object"}


class Stratum(NamedTuple):
    """Answers that are alike enough to be compared: of one operation, and `accepted`, `refused` or `other`."""

    operation: str
    outcome: str


class Place(NamedTuple):
    """A place in answers: a path of fields such as `data.face_group[].count`."""

    stratum: Stratum
    path: str


@dataclass
class Traffic:
    """What the exchanges of one run showed.

    `kinds`: at each place, what stood there, with the checks in which it did. `keys`: of each object, the orders of
    its keys, with the checks. `times`: for (operation, check, outcome) all latencies in ms.
    """

    kinds: dict[Place, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    keys: dict[Place, dict[tuple[str, ...], set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    times: dict[tuple[str, str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    requests: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unanswered: int = 0

    def latencies(self) -> dict[str, dict[tuple[str, str], float]]:
        """For each operation the median latency in ms of each (check, outcome)."""
        medians: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
        for (operation, check, outcome), times in self.times.items():
            medians[operation][check, outcome] = median(times)
        return medians


def traffic_of(cassette: Cassette, spec: Spec) -> Traffic:
    """Reads all of a cassette. Exchanges that are none of the API's, and other methods than POST, don't count."""
    seen, check = Traffic(), ""
    own = _attribute_names(cassette, spec)
    for line in cassette:
        if line["kind"] == "event" and line.get("event") == "check":
            check = str(line["check"])
        if line["kind"] != "exchange" or line["request"].get("method") != "POST":
            continue
        operation = str(line["request"].get("operation") or "")
        if operation in spec.operations:
            seen.requests[operation] += 1
            _exchange(seen, operation, check, line, own)
    return seen


def _attribute_names(cassette: Cassette, spec: Spec) -> frozenset[str]:
    """Names that the run itself sent as those of attributes; a documented field's name stays one."""
    names: set[str] = set()
    for line in cassette.exchanges():
        for name, value in line["request"].get("fields") or ():
            if name == "name_list" and isinstance(value, str):
                names.update(_listed(value))
    answers = (operation.answer for operation in spec.operations.values())
    documented = {path.rpartition(".")[2] for answer in answers for path, _ in answer_fields(answer)}
    return frozenset(names - documented)


def _listed(text: str) -> Iterator[str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _exchange(seen: Traffic, operation: str, check: str, line: dict[str, Any], own: frozenset[str]) -> None:
    answer = line.get("response")
    came = Place(Stratum(operation, "any"), "(answer)")
    seen.kinds[came]["none" if answer is None else "came"].add(check)
    if answer is None:
        seen.unanswered += 1
        return
    content = answer.get("json")
    stratum = Stratum(operation, _outcome(content))
    seen.times[operation, check, stratum.outcome].append(float(line["ms"]))
    seen.kinds[Place(stratum, "(HTTP status)")][str(answer.get("status"))].add(check)
    seen.kinds[Place(stratum, "(Content-Type)")][str(answer.get("type") or "none")].add(check)
    if isinstance(content, dict):
        _walk(seen, stratum, "", content, check, own)


def _outcome(content: object) -> str:
    code = content.get("code") if isinstance(content, dict) else None
    if not isinstance(code, int):
        return "other"
    return "refused" if code else "accepted"


def _walk(seen: Traffic, stratum: Stratum, path: str, value: Any, check: str, own: frozenset[str]) -> None:
    """Goes through an answer without recursion into more than an answer of the API has."""
    todo: list[tuple[str, Any]] = [(path, value)]
    while todo:
        at, item = todo.pop()
        if at:
            seen.kinds[Place(stratum, at)][_TYPES.get(type(item), "null")].add(check)
        if isinstance(item, dict):
            named = {(ATTRIBUTE if name in own else name): inner for name, inner in item.items()}
            seen.keys[Place(stratum, at)][tuple(named)].add(check)
            todo += [(f"{at}.{name}" if at else name, inner) for name, inner in named.items()]
        elif isinstance(item, list):
            todo += [(f"{at}[]", inner) for inner in item]
