"""The operations as a matrix: what was tried of each parameter, and which documented codes came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.report.results import Results

COLUMNS = ("absent", "empty", "min-1", "min", "max", "max+1", "wrong type", "doubled", "unsigned", "other cases")
_OTHER = COLUMNS[-1]
_NOT_SIGNED = "not-signed"
"""All that stands under `unsigned` of a parameter, so its name adds nothing."""
_WRONG_TYPE = ("word", "letters", "float", "whole-float", "object", "number-and-word", "hex", "numbers", "null")
_COLUMN_OF = {
    **{name: name for name in COLUMNS},
    **dict.fromkeys(_WRONG_TYPE, "wrong type"),
    _NOT_SIGNED: "unsigned",
}
_WORST = ("fail", "blocked", "warn", "untested", "observed", "pass")


def operations_of(results: Results) -> list[dict[str, Any]]:
    """Each operation in the order of the document: its rows of cells, its codes, its requirements by verdict."""
    sections = {each["operation"]: each["section"] for each in results["requirements"] if each["operation"]}
    named = [each["operation"] for part in ("codes", "cells") for each in results[part]]
    names = sorted({*sections, *named}, key=lambda name: (sections.get(name, 99), name))
    return [_operation(results, name, sections.get(name)) for name in names]


def _operation(results: Results, name: str, section: int | None) -> dict[str, Any]:
    cells, codes = ([each for each in results[part] if each["operation"] == name] for part in ("cells", "codes"))
    verdicts = [each["verdict"] for each in results["requirements"] if each["operation"] == name]
    return {
        "name": name,
        "section": section,
        "worst": next((verdict for verdict in _WORST if verdict in verdicts), "untested"),
        "counts": {verdict: verdicts.count(verdict) for verdict in _WORST if verdict in verdicts},
        "rows": [_row(cells, parameter) for parameter in dict.fromkeys(each["parameter"] for each in cells)],
        "codes": [{**code, "exchange": _exchange(code)} for code in codes],
        "provoked": sum(code["provoked"] for code in codes),
        "cells": len(cells),
    }


def _row(cells: Iterable[dict[str, Any]], parameter: str) -> dict[str, Any]:
    row: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    for cell in cells:
        if cell["parameter"] == parameter:
            column = _COLUMN_OF.get(cell["case"], _OTHER)
            row[column].append({**cell, "label": "" if cell["case"] in (column, _NOT_SIGNED) else cell["case"]})
    return {"parameter": parameter, "columns": row}


def _exchange(code: dict[str, Any]) -> int | None:
    """The exchange that provoked a code, which its reason names."""
    number = code["reason"].removeprefix("by exchange ")
    return int(number) if code["provoked"] and number.isascii() and number.isdigit() else None
