"""Writes what `ipc-conformance mutants --json TABLE` found: the table in docs/mutants.md, the figures in the README.

    ipc-conformance mutants --json table.json && python benchmarks/mutants_document.py table.json

A survivor's reason stands in `survivors.toml`; without one it is named as the suite's debt.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.emulator.mutants import Mutant, load_mutants

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "mutants.md"
README = ROOT / "README.md"
REASONS = Path(__file__).with_name("survivors.toml")
BEGIN, END = "<!-- mutants: begin, written by benchmarks/mutants_document.py -->", "<!-- mutants: end -->"
DEBT = "a check is missing"
Row = Mapping[str, Any]


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    table = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    mutants = load_mutants()
    missing = set(mutants) ^ {row["id"] for row in table["mutants"]}
    if missing:
        print(f"not a whole table: {', '.join(sorted(missing))}")
        return 2
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document_of(table, mutants, reasons), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{summary_of(table['mutants'])}{END}{after}", encoding="utf-8")
    return 0


def document_of(table: Mapping[str, Any], mutants: Mapping[str, Mutant], reasons: Mapping[str, str]) -> str:
    """docs/mutants.md: every mutant, what goes wrong in it, and what found it."""
    rows: Sequence[Row] = table["mutants"]
    lines = [
        "# The kill table",
        "",
        "Named faults of the emulated camera, one at a time, and what the suite found of each. Written by",
        "`benchmarks/mutants_document.py` from `ipc-conformance mutants --json`.",
        "",
        scores(rows),
        "",
        "| mutant | what goes wrong | requirement it breaks | killed by | seconds |",
        "| --- | --- | --- | --- | ---: |",
        *(_line(row, mutants[row["id"]]) for row in rows),
    ]
    survivors = [row["id"] for row in rows if not row["killed"]]
    if survivors:
        lines += ["", "## Survivors", "", *(f"- `{name}`: {reasons.get(name, DEBT)}." for name in survivors)]
    return "\n".join(lines) + "\n"


def _line(row: Row, mutant: Mutant) -> str:
    how = "it" if row["by_right_requirement"] else f"`{row['by']}`" if row["killed"] else "**survived**"
    level = "" if row["level"] == "written" else f" ({row['level']})"
    sentence = mutant.sentence.replace("|", "\\|")
    return f"| `{row['id']}` | {sentence} | `{row['requirement']}`{level} | {how} | {row['seconds']:.1f} |"


def summary_of(rows: Sequence[Row]) -> str:
    """The README's figures: the scores, and a line for each operation."""
    operations = list(dict.fromkeys(row["operation"] for row in rows))
    lines = [
        scores(rows),
        "",
        "| operation | mutants | killed | by the requirement it breaks |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [_counts(name, [row for row in rows if row["operation"] == name]) for name in operations]
    lines.append(_counts("**all**", rows))
    return "\n".join(lines) + "\n"


def _counts(name: str, rows: Sequence[Row]) -> str:
    return f"| {name} | {len(rows)} | {_sum(rows, 'killed')} | {_sum(rows, 'by_right_requirement')} |"


def scores(rows: Sequence[Row]) -> str:
    """Both scores in a sentence; inferred requirements apart."""
    said = _score([row for row in rows if row["level"] == "written"], "mutants of written requirements")
    inferred = [row for row in rows if row["level"] != "written"]
    return said + (" " + _score(inferred, "of inferred ones (`--strict`)") if inferred else "")


def _score(rows: Sequence[Row], what: str) -> str:
    killed, right = _sum(rows, "killed"), _sum(rows, "by_right_requirement")
    return (
        f"{killed} of {len(rows)} {what} are killed ({100 * killed / len(rows):.1f} %), "
        f"{right} by the very requirement that each breaks ({100 * right / len(rows):.1f} %)."
    )


def _sum(rows: Iterable[Row], key: str) -> int:
    return sum(bool(row[key]) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
