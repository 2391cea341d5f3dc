"""What the suite finds of mechanical mutants of the emulator's own source: a seeded sample, in one command.

    pip install -e '.[bench]' && python benchmarks/generic_mutants.py [--count 300] [--seed 0] [--json FILE]

Each mutant is one change by one of cosmic-ray's operators in what decides about answers and state. Each is tried like
a named mutant of `ipc-conformance mutants`: one check of each requirement first, then all, to the first finding. A
survivor that no answer can tell from the good emulator stands with its reason in `generic_equivalents.toml`. It is
tried on a camera that reads the open points so that the changed line is reached, and if it survives, on others.

Apart are counted: what follows another reading that the document allows, which the run must have seen, is no fault;
what refuses every request, as for a wrong key, is not judged by any run; what doesn't start is no camera.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reached_lines import PACKS, reached_lines
from reading_sweep import given
from source_mutants import SourceMutant, sample, unchanged

from conformance.mutation.pool import Pool
from conformance.mutation.trial import NOT_STARTED, Found, Trial

OTHERWISE = "reads otherwise"
EQUIVALENTS = Path(__file__).with_name("generic_equivalents.toml")


def main() -> int:
    arguments = _arguments()
    equivalent = {each["id"]: each["reason"] for each in tomllib.loads(EQUIVALENTS.read_text())["equivalent"]}
    began = time.monotonic()
    drawn = sample(arguments.count, arguments.seed, reached_lines(arguments.jobs))
    if arguments.only:
        drawn = [mutant for mutant in drawn if arguments.only in mutant.id]
    chosen = [mutant for mutant in drawn if mutant.id not in equivalent]
    found = _tried_before(arguments.again) if arguments.again else {}

    def keep(mutant: SourceMutant, result: Found) -> None:
        found[mutant.id] = _told_apart(result, control[mutant.readings])
        if arguments.json:
            arguments.json.write_text(json.dumps(_as_json(drawn, found, equivalent), indent=1) + "\n")

    control: dict[tuple[str, ...], Found] = {}
    _tried(
        [unchanged(given(pack)) for pack in PACKS],
        arguments,
        lambda camera, got: control.update({camera.readings: got}),
    )
    if wrong := [result for result in control.values() if result.state != "survived"]:
        print(f"void: the unchanged emulator was found fault with: {wrong[0]}")
        return 3
    left = [mutant for mutant in chosen if mutant.id not in found]
    while left:
        _tried(left, arguments, keep)
        others = [mutant.read_otherwise() for mutant in left if _is_survivor(found[mutant.id])]
        left = [mutant for mutant in others if mutant is not None]
    print(_summary(drawn, chosen, found, time.monotonic() - began))
    return 0


def _told_apart(found: Found, control: Found) -> Found:
    """A survivor that follows another reading of an open point is no fault, and the run told that it does."""
    otherwise = {name: value for name, value in found.readings.items() if control.readings.get(name) != value}
    if found.state != "survived" or not otherwise:
        return found
    return replace(found, note=f"{OTHERWISE}: {', '.join(given(otherwise))}")


def _is_survivor(found: Found) -> bool:
    return found.state not in ("killed", "not judged") and not found.note.startswith((OTHERWISE, NOT_STARTED))


def _summary(
    drawn: Sequence[SourceMutant], chosen: Sequence[SourceMutant], found: Mapping[str, Found], seconds: float
) -> str:
    """The survivors, each with its change, and how many there are of each sort."""
    dead = [mutant for mutant in chosen if found[mutant.id].note.startswith(NOT_STARTED)]
    closed = [mutant for mutant in chosen if found[mutant.id].state == "not judged"]
    other = [mutant for mutant in chosen if found[mutant.id].note.startswith(OTHERWISE)]
    killed = [mutant for mutant in chosen if found[mutant.id].state == "killed"]
    survivors = [mutant for mutant in chosen if _is_survivor(found[mutant.id])]
    percent = 100 * len(killed) / max(1, len(killed) + len(survivors))
    score = f"{len(killed)} killed, {len(survivors)} survived. Score: {percent:.1f} %"
    sorts = (
        f"{len(drawn) - len(chosen)} equivalent ones",
        f"{len(other)} that follow another reading",
        f"{len(closed)} that refuse every request, where a run ends with exit 3 and says so",
        f"{len(dead)} that don't start",
    )
    texts = [_described(mutant, found[mutant.id]) for mutant in (*other, *survivors)]
    return "\n".join([*texts, f"{len(drawn)} mutants in {seconds:.0f} s: {score}", f"apart: {'; '.join(sorts)}"])


def _tried_before(file: Path) -> dict[str, Found]:
    """What a --json of before says, but for what survived or was not tried."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    found = {
        each["id"]: Found(each["state"], each["by"], note=each["reason"], seconds=each["seconds"])
        for each in rows
        if each["state"] not in ("equivalent", "untried")
    }
    return {name: each for name, each in found.items() if not _is_survivor(each)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--depth", choices=("quick", "standard", "deep"), default="standard")
    parser.add_argument("--only", default="", help="of the sample, only those whose description holds this text")
    parser.add_argument("--json", type=Path, help="written anew after each mutant")
    parser.add_argument("--again", type=Path, help="a --json of before: what survived there is tried, no other again")
    return parser.parse_args()


def _tried(
    mutants: Sequence[SourceMutant], arguments: argparse.Namespace, keep: Callable[[SourceMutant, Found], None]
) -> None:
    waiting = [Trial(mutant, strict=True, depth=arguments.depth) for mutant in reversed(mutants)]
    number = itertools.count(1)

    def ended(trial: Trial, result: Found) -> None:
        assert isinstance(trial.camera, SourceMutant)
        print(f"{next(number)}/{len(mutants)} {result.state} {result.by} {trial.camera.id}", file=sys.stderr)
        keep(trial.camera, result)

    with Pool(arguments.jobs) as pool:
        pool.run(lambda: waiting.pop() if waiting else None, ended)


def _described(mutant: SourceMutant, found: Found) -> str:
    return (
        f"{found.state} {found.note}\n  {mutant.path}:{mutant.line} {mutant.operator}\n"
        f"  - {mutant.before}\n  + {mutant.after}\n"
    )


def _as_json(
    drawn: Sequence[SourceMutant], found: Mapping[str, Found], equivalent: Mapping[str, str]
) -> list[dict[str, object]]:
    untried = {
        mutant.id: Found("error", note="equivalent" if mutant.id in equivalent else "untried") for mutant in drawn
    }
    return [
        {
            "id": mutant.id,
            "operator": mutant.operator,
            "line": mutant.line,
            "readings": len(mutant.readings),
            "state": result.note if mutant.id not in found else result.state,
            "by": result.by,
            "reason": equivalent.get(mutant.id, "" if mutant.id not in found else result.note),
            "seconds": round(result.seconds, 2),
        }
        for mutant in drawn
        for result in [found.get(mutant.id, untried[mutant.id])]
    ]


if __name__ == "__main__":
    sys.exit(main())
