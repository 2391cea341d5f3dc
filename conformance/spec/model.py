"""The API document as facts: frozen dataclasses, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Encoding = Literal["form", "multipart"]
ValueType = Literal["string", "int", "file", "string-array"]
Level = Literal["written", "inferred", "open"]


@dataclass(frozen=True)
class Kind:
    """What values a parameter or an answer field takes. Limits are inclusive; None means that none is documented.

    `max_length` counts characters or bytes (open, facts 7 point 17), `max_width` and `max_height` pixels.
    `max_bytes` is the most that any reading allows, `sure_bytes` what every reading allows.
    """

    type: ValueType
    name: str = ""
    min: int | None = None
    max: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    default: int | None = None
    values: tuple[int, ...] = ()
    format: str = ""
    first_character_not: str = ""
    items: str = ""
    max_width: int | None = None
    max_height: int | None = None
    max_bytes: int | None = None
    sure_bytes: int | None = None
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """One request parameter: its kind, whether it is required, other spellings, and what it refers to.

    `limit_source` and `first_source` are where the limit and the rule for the first character stand, if elsewhere.
    `unrepeated` names limits of its kind that the document states for another operation and not here. `or_string`: a
    list that the table of this operation calls a string (point 48).
    """

    name: str
    kind: Kind
    source: str
    required: bool = False
    also: tuple[str, ...] = ()
    refers: str = ""
    unrepeated: tuple[str, ...] = ()
    or_string: bool = False
    limit_source: str = ""
    first_source: str = ""


@dataclass(frozen=True)
class Field:
    """One answer field under `data`; `list_of` holds the fields of the objects in a list.

    `only_in` names the default group whose entry alone has the field. `unset` and `empty` are the ways in which a
    missing value may show (open points).
    """

    name: str
    kind: Kind
    source: str
    also: tuple[str, ...] = ()
    only_in: str = ""
    unset: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    list_of: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One of the fifteen operations of the document."""

    name: str
    section: int
    title: str
    path: str
    encoding: Encoding
    effect: Literal["read", "write"]
    parameters: tuple[Parameter, ...]
    answer: tuple[Field, ...]
    codes: tuple[int, ...]
    codes_source: str
    source: str
    user_attributes: bool = False
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Where this operation's table names an answer field that several share, by the field's dotted path."""

    def source_of(self, path: str, answered: Field) -> str:
        """Where the document names an answer field of this operation."""
        return self.sources.get(path, answered.source)

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; KeyError if the document names none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(f"{self.name} has no parameter {name}")

    @property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that the document marks as required."""
        return tuple(parameter for parameter in self.parameters if parameter.required)

    @property
    def answers_record(self) -> bool:
        """Whether the answer is, or lists, face records."""
        return any(part.name == "faceid_list" or part.name == "arrive_count" for part in self.answer)


@dataclass(frozen=True)
class Device:
    """The constants of the device (s:23, s:36, s:117, s:270)."""

    groups_total: int
    groups_user: int
    default_groups: tuple[str, ...]
    capacity_total: int
    attributes_per_group: int
    migration_arrive_times: int
    migration_period_days: int


@dataclass(frozen=True)
class Cause:
    """Why a device refuses, and the codes that are inferred to say so, in order of preference."""

    name: str
    codes: tuple[int, ...]
    confidence: str
    reason: str


@dataclass(frozen=True)
class CodeBook:
    """An inferred meaning of the return codes; replaceable, because the document explains none of them."""

    name: str
    causes: Mapping[str, Cause]
    own: frozenset[str] = frozenset()
    """The causes that this book's own file names; the rest are the default book's."""

    def code(self, operation: Operation, cause: str) -> int:
        """The first code of the cause that the operation lists; 2, 1 (listed everywhere) if it lists none."""
        for code in (*self.causes[cause].codes, 2, 1):
            if code in operation.codes:
                return code
        raise KeyError(f"{operation.name} lists no code for {cause}")

    def meanings(self, operation: Operation, code: int) -> tuple[str, ...]:
        """The causes that the operation answers with this code."""
        return tuple(name for name in self.causes if self.code(operation, name) == code)


@dataclass(frozen=True)
class Refusal:
    """Why the judge takes a request to be refused: the code book's cause of it, if it has one, and where one code
    stands for it (the names of operations, `*` for all)."""

    cause: str
    book: str = ""
    everywhere: tuple[str, ...] = ()

    def is_everywhere(self, operation: str) -> bool:
        """Whether this operation shares the code of this cause with others."""
        return "*" in self.everywhere or operation in self.everywhere


@dataclass(frozen=True)
class ToldApart:
    """Causes for which the lists of codes have a code each, in one operation."""

    operation: str
    causes: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Reading:
    """An open point and the readings that the document allows; the first value is the emulator's default."""

    name: str
    values: tuple[str, ...]
    statement: str
    points: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Requirement:
    """One normative statement of the document (level: written, inferred or open) with its source.

    `unobservable` is the sentence why no client can see over HTTP whether it is kept.
    """

    id: str
    level: Level
    section: int
    operation: str
    source: str
    statement: str
    reason: str = ""
    unobservable: str = ""

    def described(self) -> dict[str, int | str]:
        """What results.json says of it, beside its verdict."""
        names = ("id", "section", "operation", "level", "statement", "source")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Spec:
    """The whole document."""

    title: str
    version: str
    base_path: str
    device: Device
    kinds: Mapping[str, Kind]
    public: tuple[Parameter, ...]
    operations: Mapping[str, Operation]
    parts: Mapping[str, tuple[Field, ...]]
    reserved_attributes: tuple[str, ...]
    age_ranges: Mapping[int, tuple[int, int]]
    printed_age_ranges: Mapping[int, int]
    requirements: Mapping[str, Requirement]
    readings: Mapping[str, Reading]
    code_book: CodeBook
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    told_apart: tuple[ToldApart, ...] = ()
    by_path: Mapping[str, Operation] = field(default_factory=dict)

    @property
    def general_codes(self) -> frozenset[int]:
        """The codes that say nothing of an object: an operation without parameters lists them, or all others do."""
        without = [set(each.codes) for each in self.operations.values() if not each.parameters]
        with_parameters = [set(each.codes) for each in self.operations.values() if each.parameters]
        return frozenset(set().union(*without) | set.intersection(*with_parameters))
