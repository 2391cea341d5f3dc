"""What the suite finds of mechanical mutants of the emulator's own source: a seeded sample, in one command.

    pip install -e '.[bench]' && python benchmarks/generic_mutants.py [--count 300] [--seed 0] [--json FILE]

Each mutant is one change by one of cosmic-ray's operators in what decides about answers and state. Each is tried like
a named mutant of `ipc-conformance mutants`: one check of each requirement first, then all, to the first finding. A
survivor that no answer can tell from the good emulator stands with its reason in `generic_equivalents.toml`. Two sorts
are counted apart: what doesn't start is no camera, and what follows another reading that the document allows is no
fault; the run must have seen that it does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import tomllib
from pathlib import Path

from source_mutants import SourceMutant, sample, unchanged

from conformance.mutation.pool import Pool
from conformance.mutation.trial import NOT_STARTED, Found, Trial

EQUIVALENTS = Path(__file__).with_name("generic_equivalents.toml")


def main() -> int:
    arguments = _arguments()
    equivalent = {each["id"]: each["reason"] for each in tomllib.loads(EQUIVALENTS.read_text())["equivalent"]}
    drawn = sample(arguments.count, arguments.seed)
    if arguments.only:
        drawn = [mutant for mutant in drawn if arguments.only in mutant.id]
    chosen = [mutant for mutant in drawn if mutant.id not in equivalent]
    began = time.monotonic()
    found = _tried([unchanged(), *chosen], arguments.jobs, arguments.depth)
    control = found.pop(unchanged().id)
    if control.state != "survived":
        print(f"void: the unchanged emulator was found fault with: {control}")
        return 3
    other = [mutant for mutant in chosen if _reads_otherwise(found[mutant.id], control)]
    dead = [mutant for mutant in chosen if found[mutant.id].note.startswith(NOT_STARTED)]
    rows = [mutant for mutant in chosen if mutant not in dead and mutant not in other]
    survivors = [mutant for mutant in rows if found[mutant.id].state != "killed"]
    for mutant in survivors:
        print(_described(mutant, found[mutant.id]))
    killed = len(rows) - len(survivors)
    percent = 100 * killed / max(1, len(rows))
    print(
        f"{len(drawn)} mutants in {time.monotonic() - began:.0f} s: {killed} killed, {len(survivors)} not; "
        f"apart: {len(other)} that follow another reading, {len(drawn) - len(chosen)} equivalent ones, "
        f"{len(dead)} that don't start. Score: {percent:.1f} %"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(_as_json(drawn, found, equivalent), indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--depth", choices=("quick", "standard", "deep"), default="standard")
    parser.add_argument("--only", default="", help="of the sample, only those whose description holds this text")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _tried(mutants: list[SourceMutant], jobs: int, depth: str) -> dict[str, Found]:
    waiting = [Trial(mutant, strict=True, depth=depth) for mutant in reversed(mutants)]
    found: dict[str, Found] = {}

    def ended(trial: Trial, result: Found) -> None:
        found[trial.camera.id] = result
        print(f"{len(found)}/{len(mutants)} {result.state} {result.by} {trial.camera.id}", file=sys.stderr)

    with Pool(jobs) as pool:
        pool.run(lambda: waiting.pop() if waiting else None, ended)
    return found


def _reads_otherwise(found: Found, control: Found) -> bool:
    """Whether a survivor follows another reading of an open point, which is no fault, and the run told so."""
    return found.state == "survived" and found.readings != control.readings


def _described(mutant: SourceMutant, found: Found) -> str:
    return (
        f"{found.state} {found.note}\n  {mutant.path}:{mutant.line} {mutant.operator}\n"
        f"  - {mutant.before}\n  + {mutant.after}\n"
    )


def _as_json(drawn: list[SourceMutant], found: dict[str, Found], equivalent: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "id": mutant.id,
            "operator": mutant.operator,
            "line": mutant.line,
            "state": found[mutant.id].state if mutant.id in found else "equivalent",
            "by": found[mutant.id].by if mutant.id in found else "",
            "reason": equivalent.get(mutant.id, found[mutant.id].note if mutant.id in found else ""),
            "seconds": round(found[mutant.id].seconds, 2) if mutant.id in found else 0,
        }
        for mutant in drawn
    ]


if __name__ == "__main__":
    sys.exit(main())
