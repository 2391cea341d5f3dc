"""Reads the TOML files of the spec into the typed model; a wrong file is named with what is wrong in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from typing import Any

from conformance.spec.catalogue import expand, of_reading
from conformance.spec.model import (
    Cause,
    CodeBook,
    Device,
    Field,
    Kind,
    Operation,
    Parameter,
    Reading,
    Refusal,
    Requirement,
    Spec,
    ToldApart,
)

Table = Mapping[str, Any]


class SpecError(Exception):
    """A spec or code book file that can't be used; the message says which and why."""


@cache
def load_spec() -> Spec:
    """The API document as data. Read once in a process."""
    data = resources.files("conformance.spec") / "data"
    document = _read(data / "document.toml")
    kinds = {name: _kind(name, row) for name, row in document["kind"].items()}
    parts = {name: tuple(_field(row, kinds, {}) for row in rows) for name, rows in document["part"].items()}
    base_path = document["document"]["base_path"]
    files = sorted((data / "operations").iterdir(), key=lambda file: file.name)
    tables = [_read(file) for file in files if file.name.endswith(".toml")]
    operations = {
        operation.name: operation for operation in (_operation(table, base_path, kinds, parts) for table in tables)
    }
    own = [row for table in tables for row in table.get("requirement", [])]
    readings = _readings(_read(data / "readings.toml"))
    refusals = _read(data / "refusals.toml")
    return Spec(
        title=document["document"]["title"],
        version=document["document"]["version"],
        base_path=base_path,
        device=Device(**_tuples(document["device"])),
        kinds=kinds,
        public=tuple(_parameter(row, kinds) for row in document["public"]),
        operations=operations,
        parts=parts,
        reserved_attributes=tuple(document["attributes"]["reserved"]),
        age_ranges={int(number): (low, high) for number, (low, high) in document["age_ranges"].items()},
        requirements=_requirements(
            [*_read(data / "requirements.toml")["requirement"], *own], operations, readings.values()
        ),
        readings=readings,
        code_book=_code_book(_read(data / "code_book.toml")),
        refusals={row["cause"]: Refusal(**_tuples(row)) for row in refusals["refusal"]},
        told_apart=tuple(ToldApart(**_tuples(row)) for row in refusals["told_apart"]),
        by_path={operation.path: operation for operation in operations.values()},
    )


def load_code_book(path: Path) -> CodeBook:
    """A code book of a device, in the form of the default one; causes it does not name are the default's.

    Raises SpecError.
    """
    table = _read(path)
    try:
        book = _code_book(table)
    except (KeyError, TypeError, ValueError) as error:
        raise SpecError(
            f"{path} is not a code book: it needs [code_book] with a name, and [[cause]] tables with name, codes, "
            "confidence and reason"
        ) from error
    unknown = sorted(set(book.causes) - set(load_spec().code_book.causes))
    if unknown:
        raise SpecError(f"{path} is not a code book: there is no cause {', '.join(unknown)}")
    return CodeBook(book.name, {**load_spec().code_book.causes, **book.causes}, frozenset(book.causes))


def _read(file: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SpecError(f"{file} can't be read: {error}") from error


def _tuples(row: Table) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


_KIND_FIELDS = frozenset(Kind.__dataclass_fields__) - {"name"}


def _kind(name: str, row: Table) -> Kind:
    return Kind(name=name, **{key: value for key, value in _tuples(row).items() if key in _KIND_FIELDS})


def _kind_of(row: Table, kinds: Mapping[str, Kind]) -> Kind:
    return kinds[row["is"]] if "is" in row else _kind("", row)


def _parameter(row: Table, kinds: Mapping[str, Kind]) -> Parameter:
    return Parameter(
        name=row["name"],
        kind=_kind_of(row, kinds),
        source=row["source"],
        required=row.get("required", False),
        also=tuple(row.get("also", ())),
        refers=row.get("refers", ""),
    )


def _field(row: Table, kinds: Mapping[str, Kind], parts: Mapping[str, tuple[Field, ...]]) -> Field:
    listed = row.get("list_of", "")
    return Field(
        name=row["name"],
        kind=Kind(type="string-array") if listed else _kind_of(row, kinds),
        source=row["source"],
        also=tuple(row.get("also", ())),
        only_in=row.get("only_in", ""),
        unset=tuple(row.get("unset", ())),
        empty=tuple(row.get("empty", ())),
        list_of=listed,
        fields=parts[listed] if listed else (),
    )


def _answer(rows: list[Table], kinds: Mapping[str, Kind], parts: Mapping[str, tuple[Field, ...]]) -> tuple[Field, ...]:
    fields: list[Field] = []
    for row in rows:
        fields += parts[row["includes"]] if "includes" in row else [_field(row, kinds, parts)]
    return tuple(fields)


def _operation(
    table: Table, base_path: str, kinds: Mapping[str, Kind], parts: Mapping[str, tuple[Field, ...]]
) -> Operation:
    row = _tuples(table["operation"])
    return Operation(
        path=base_path + row["name"],
        parameters=tuple(_parameter(parameter, kinds) for parameter in table.get("parameter", [])),
        answer=_answer(table.get("answer", []), kinds, parts),
        **row,
    )


def _requirements(
    rows: list[Table], operations: Mapping[str, Operation], readings: Iterable[Reading]
) -> dict[str, Requirement]:
    requirements: dict[str, Requirement] = {}
    expanded = (requirement for row in rows for requirement in expand(row, operations))
    for requirement in chain(expanded, (of_reading(reading, operations) for reading in readings)):
        if requirement.id in requirements:
            raise SpecError(f"the requirement {requirement.id} stands twice in the catalogue")
        requirements[requirement.id] = requirement
    return requirements


def _readings(table: Table) -> dict[str, Reading]:
    return {row["name"]: Reading(**_tuples(row)) for row in table["reading"]}


def _code_book(table: Table) -> CodeBook:
    causes = {row["name"]: Cause(**_tuples(row)) for row in table["cause"]}
    for cause in causes.values():
        if not isinstance(cause.codes, tuple) or not cause.codes or not all(isinstance(c, int) for c in cause.codes):
            raise ValueError(f"the codes of {cause.name} are not a list of integers")
    return CodeBook(name=table["code_book"]["name"], causes=causes)
