"""Mechanical mutants of the emulator's own source, made by cosmic-ray's operators: one small change in one place."""

from __future__ import annotations

import ast
import difflib
import importlib.abc
import importlib.machinery
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from reached_lines import PACKS, ROOT, Lines
from reading_sweep import DEFAULTS, given

from conformance.mutation.cameras import Ready, settings_of
from conformance.wire import Credentials

EMULATOR = "conformance.emulator"
# What decides about answers and state. The rest is plumbing: sockets, TLS, ASGI, parsing, the control plane, SQLite.
RULES = (
    "rules/*.py", "operations/*.py", "store/*.py",
    "authentication.py", "signature.py", "render.py", "people.py", "arrivals.py",
)  # fmt: skip
PLUMBING = ("__init__.py", "database.py")
# Functions among them that are no rule of the camera's.
NO_RULES = {
    "authentication.py": ("forget_old",),  # how long used numbers are remembered, where they are: not documented
    "arrivals.py": ("newcomer", "by_faceid", "by_picture"),  # how the control plane lets somebody arrive
}
# `is` for `==` between what Python holds once (short texts, small numbers) changes nothing.
IDENTITY = ("_Is", "_IsNot")
VARIANTS = 2
"""At most so many replacements of one operator in one place: there are eight for each comparison."""


@dataclass(frozen=True)
class SourceMutant:
    """The emulator with one module of changed source, and with readings (`NAME=VALUE`) under which that is reached.

    `others` are other packs of readings that reach it. `before` and `after` are the changed lines.
    """

    module: str
    function: str
    line: int
    operator: str
    before: str
    after: str
    source: str
    readings: tuple[str, ...] = ()
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def id(self) -> str:
        """The change in words that stay the same when other lines come or go."""
        return f"{self.path} {self.function}: {self.before} -> {self.after}"

    @property
    def path(self) -> str:
        """The file, below the emulator's folder."""
        return self.module.removeprefix(f"{EMULATOR}.").replace(".", "/") + ".py"

    def read_otherwise(self) -> SourceMutant | None:
        """The same with the next pack of readings, if there is one."""
        return replace(self, readings=self.others[0], others=self.others[1:]) if self.others else None

    def serve(self, credentials: Credentials, ready: Ready) -> None:
        """Serves the emulator anew, with the changed module in the place of the good one."""
        for name in [name for name in sys.modules if name.partition(f"{EMULATOR}.")[0] == "" or name == EMULATOR]:
            del sys.modules[name]
        sys.meta_path.insert(0, _Finder(self.module, self.source))
        from conformance.emulator import server

        server.run(settings_of(credentials, given=self.readings), ready)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds one module, in its changed form."""

    def __init__(self, module: str, source: str) -> None:
        self._module = module
        self._source = source

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._module:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin="mutant")

    def get_source(self, _fullname: str) -> str:
        return self._source

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None


def unchanged(readings: tuple[str, ...]) -> SourceMutant:
    """No change at all: whatever is found in it is the machinery's fault."""
    file = ROOT / "rules" / "names.py"
    return SourceMutant(f"{EMULATOR}.rules.names", "", 0, "none", "", "", file.read_text(encoding="utf-8"), readings)


@dataclass(frozen=True)
class _Change:
    """The n-th change that an operator can make in a file."""

    file: Path
    operator: str
    occurrence: int
    line: int
    column: int

    @property
    def place(self) -> tuple[Path, int, int, str]:
        """Where, and by which family of operators: all replacements of one comparison are one family."""
        return self.file, self.line, self.column, self.operator.partition("_")[0]


def sample(count: int, seed: int, reached: Sequence[Lines]) -> list[SourceMutant]:
    """So many mutants by chance, the same for the same seed and source, in the order of their files.

    Each has the packs of readings under which its line is `reached`, first one that doesn't decide its condition.
    """
    dice = random.Random(seed)
    places: defaultdict[tuple[Path, int, int, str], list[_Change]] = defaultdict(list)
    for change in _changes():
        places[change.place].append(change)
    pool = [change for variants in places.values() for change in dice.sample(variants, min(VARIANTS, len(variants)))]
    dice.shuffle(pool)
    drawn: dict[str, SourceMutant] = {}
    for change in pool:
        if len(drawn) < count and (mutant := _made(change)) is not None:
            first, *others = map(given, _packs(change, reached))
            drawn[mutant.id] = replace(mutant, readings=first, others=tuple(others))
    return sorted(drawn.values(), key=lambda mutant: (mutant.module, mutant.line, mutant.id))


def _changes() -> Iterator[_Change]:
    """All changes that the operators can make in the rules, but for those in annotations."""
    files = {file for pattern in RULES for file in ROOT.glob(pattern) if file.name not in PLUMBING}
    for file in sorted(files):
        source = file.read_text(encoding="utf-8")
        inert, nodes = _inert(source), list(ast_nodes(get_ast(source)))
        for name in sorted(cosmic_ray.plugins.operator_names()):
            operator = cosmic_ray.plugins.get_operator(name)
            if operator.arguments() or name.endswith(IDENTITY):
                continue  # those with arguments replace variables by name, and none is named
            positions = [position for node in nodes for position in operator().mutation_positions(node)]
            for occurrence, (begin, _) in enumerate(positions):
                outside = _function(source, begin[0]) in NO_RULES.get(file.relative_to(ROOT).as_posix(), ())
                if not outside and not any(start <= begin < end for start, end in inert):
                    yield _Change(file, name.rpartition("/")[2], occurrence, *begin)


def _made(change: _Change) -> SourceMutant | None:
    """The mutant of a change; None where the source means the same or nothing afterwards."""
    source = change.file.read_text(encoding="utf-8")
    operator = cosmic_ray.plugins.get_operator(f"core/{change.operator}")
    changed = mutate_code(source, operator(), change.occurrence)
    if changed is None or not _differs(source, changed):
        return None
    module = ".".join((EMULATOR, *change.file.relative_to(ROOT).with_suffix("").parts))
    before, after = _lines(source, changed)
    return SourceMutant(module, _function(source, change.line), change.line, change.operator, before, after, changed)


def _packs(change: _Change, reached: Sequence[Lines]) -> Sequence[Mapping[str, str]]:
    """The packs that go through the statement; first those whose readings leave a condition in it open."""
    tree = ast.parse(change.file.read_text(encoding="utf-8"))
    statement = _innermost(tree, change.line)
    if statement is None:
        return [{}]
    lines = range(statement.lineno, _last_line(statement) + 1)
    through = [pack for pack, gone in zip(PACKS, reached, strict=True) if not gone[change.file].isdisjoint(lines)]
    needed = _needed(statement, change)
    return sorted(through, key=lambda pack: not all(fits(pack) for fits in needed)) or [{}]


def _innermost(tree: ast.AST, line: int) -> ast.stmt | None:
    """The statement that a line is in; none is that of a decorator."""
    around = [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(around, key=lambda node: (node.lineno, -(node.end_lineno or 0)), default=None)


def _last_line(statement: ast.stmt) -> int:
    """The last line of a statement, of its head alone where it has a body."""
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    return max(statement.lineno, _first_line(body[0]) - 1) if body else statement.end_lineno or 0


def _first_line(node: ast.AST) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else getattr(node, "lineno", 0)


def _needed(statement: ast.stmt, change: _Change) -> list[Callable[[Mapping[str, str]], bool]]:
    """What a pack must read where the change stands beside a reading in one condition: `a and readings[x] == v`."""
    found = []
    for node in ast.walk(statement):
        if isinstance(node, ast.BoolOp) and _holds(node, change):
            for compared in node.values:
                if isinstance(compared, ast.Compare) and not _holds(compared, change):
                    text = re.fullmatch(r"""(?:\w+\.)*readings\['([^']+)'\] (==|!=) '([^']+)'""", ast.unparse(compared))
                    if text:
                        found.append(_decides_not(text[1], text[3], (text[2] == "==") == isinstance(node.op, ast.And)))
    return found


def _decides_not(name: str, value: str, same: bool) -> Callable[[Mapping[str, str]], bool]:
    return lambda pack: (pack.get(name, DEFAULTS[name]) == value) == same


def _holds(node: ast.expr, change: _Change) -> bool:
    return (node.lineno, node.col_offset) <= (change.line, change.column) < (node.end_lineno, node.end_col_offset)


def _function(source: str, line: int) -> str:
    """The innermost function or class that a line is in."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    around = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    inside = [node for node in around if node.lineno <= line <= (node.end_lineno or 0)]
    return max(inside, key=lambda node: node.lineno).name if inside else ""


def _inert(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where a change is no fault: in annotations, which nobody evaluates, and where a reading is compared.

    An open point's other reading is as good, and the comparison with a third value is the same for the two.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts += [node] if isinstance(node, ast.Compare) and "readings[" in ast.unparse(node) else []
        found += [
            ((part.lineno, part.col_offset), (part.end_lineno or 0, part.end_col_offset or 0))
            for part in parts
            if isinstance(part, ast.expr)
        ]
    return found


def _differs(source: str, changed: str) -> bool:
    try:
        return ast.dump(ast.parse(source)) != ast.dump(ast.parse(changed))
    except SyntaxError:
        return False


def _lines(source: str, changed: str) -> tuple[str, str]:
    """The changed lines, before and after, without what surrounds them."""
    lines = list(difflib.ndiff(source.split("\n"), changed.split("\n")))
    before = " ".join(line[2:].strip() for line in lines if line.startswith("- "))
    after = " ".join(line[2:].strip() for line in lines if line.startswith("+ "))
    return before, after
