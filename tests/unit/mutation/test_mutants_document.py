"""docs/mutants.md and the README's figures: of the mutants that there are, in the form that the script writes."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.emulator.mutants import load_mutants

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = README.partition("<!-- mutants: begin")[2].partition("<!-- mutants: end")[0]

ROW = re.compile(
    r"^\| `([\w.-]+)` \| (.+) \| `([\w.-]+)`(?: \(inferred\))? \| (it|`[\w.-]+`|\*\*survived\*\*) \| [\d.]+ \|$"
)
COUNTS = re.compile(r"^\| (\*\*all\*\*|\w+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)


def document() -> str:
    return (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")


def rows() -> list[tuple[str, str, str, str]]:
    lines = [line for line in document().split("\n") if line.startswith("| `")]
    found = [ROW.match(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return [match.groups() for match in found if match]  # type: ignore[misc]


def test_every_mutant_stands_in_the_table_with_what_it_breaks():
    listed = [(name, sentence, requirement) for name, sentence, requirement, _ in rows()]
    assert listed == [
        (mutant.id, mutant.sentence.replace("|", "\\|"), mutant.requirement) for mutant in load_mutants().values()
    ]


def test_every_survivor_has_its_reason():
    survivors = [name for name, _, _, how in rows() if how == "**survived**"]
    for name in survivors:
        assert re.search(rf"^- `{re.escape(name)}`: .{{20,}}\.$", document(), re.MULTILINE), name


def test_the_readme_counts_what_the_table_holds():
    counted = {name: (int(total), int(killed), int(right)) for name, total, killed, right in COUNTS.findall(BLOCK)}
    table = rows()
    every = counted.pop("**all**")
    assert every == (len(table), sum(how != "**survived**" for *_, how in table), sum(how == "it" for *_, how in table))
    for operation, (total, killed, right) in counted.items():
        mine = [how for name, _, _, how in table if name.startswith(f"{operation}.")]
        assert (total, killed, right) == (len(mine), sum(how != "**survived**" for how in mine), mine.count("it"))
    assert sum(total for total, _, _ in counted.values()) == len(table)
