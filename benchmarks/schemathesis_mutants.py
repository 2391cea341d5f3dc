"""The same mutants, the same seconds for each: this suite and Schemathesis, side by side, in one command.

    pip install -e '.[bench]' && python benchmarks/schemathesis_mutants.py [--seconds 20] [--count N] [--json FILE]

Schemathesis gets our `schemas/openapi.json` and `schemathesis_hooks.py`: real pictures, groups that exist, the
signature, two checks of codes. A check that finds fault with the good camera is left out, as a user would do: that is
`negative_data_rejection`, which expects an HTTP status for what this API says by a code. A mutant is killed when the
tool reports something that it does not report of the good camera, which is tried with several seeds: what is reported
there are false alarms. Both tools have the same seconds for each mutant; ours stops by itself when it has made all
checks, Schemathesis draws cases as long as it may.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance.cli.embedded import embedded_emulator
from conformance.emulator.mutants import Mutant, load_mutants
from conformance.mutation.cameras import GoodCamera, MutantCamera
from conformance.mutation.pool import Pool
from conformance.mutation.trial import Found, Trial
from conformance.spec import load_spec

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "schemas" / "openapi.json"
TUNED = ("--exclude-checks", "negative_data_rejection")
CONTROL_SEEDS = (101, 102, 103)
Alarms = frozenset[tuple[str, str]]
"""(operation, what it says is wrong)"""


@dataclass(frozen=True)
class Line:
    """One mutant: what each tool reported of it."""

    mutant: Mutant
    ours: Found
    alarms: Alarms


def main() -> int:
    arguments = _arguments()
    mutants = _chosen(arguments.count, arguments.seed)
    ours = _ours(mutants, arguments.jobs, arguments.seconds)
    untuned = _schemathesis("", arguments.seconds, CONTROL_SEEDS[0], ())
    control = frozenset[tuple[str, str]]().union(
        *(_schemathesis("", arguments.seconds, seed, TUNED) for seed in CONTROL_SEEDS)
    )
    with ThreadPoolExecutor(arguments.jobs) as threads:
        alarms = list(threads.map(lambda each: _schemathesis(each.id, arguments.seconds, 1, TUNED), mutants))
    lines = [Line(each, ours[each.id], found - control) for each, found in zip(mutants, alarms, strict=True)]
    _print(lines, ours[GoodCamera().id], untuned, control, arguments.seconds)
    if arguments.json:
        arguments.json.write_text(json.dumps([_as_json(line) for line in lines], indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="for each mutant, for both tools")
    parser.add_argument("--count", type=int, help="so many mutants by chance; all without it")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _chosen(count: int | None, seed: int) -> list[Mutant]:
    every = list(load_mutants().values())
    if count is None:
        return every
    drawn = {mutant.id for mutant in random.Random(seed).sample(every, min(count, len(every)))}
    return [mutant for mutant in every if mutant.id in drawn]


def _ours(mutants: Sequence[Mutant], jobs: int, seconds: int) -> dict[str, Found]:
    """What our suite finds of each, and of the good camera, which is checked to the end."""
    levels = {name: each.level for name, each in load_spec().requirements.items()}
    waiting = [
        Trial(MutantCamera(each.id), each.requirement, levels[each.requirement] == "inferred") for each in mutants
    ]
    found: dict[str, Found] = {}

    def ended(trial: Trial, result: Found) -> None:
        found[trial.camera.id] = result
        print(f"ours {result.state} {trial.camera.id}", file=sys.stderr)

    with Pool(jobs, patience=seconds) as pool:
        pool.run(lambda: waiting.pop() if waiting else None, ended)
    control = [Trial(GoodCamera(), strict=True, exhaustive=True)]
    with Pool(1) as pool:
        pool.run(lambda: control.pop() if control else None, ended)
    return found


def _schemathesis(mutant: str, seconds: int, seed: int, more: Sequence[str]) -> Alarms:
    """What Schemathesis reports of a mutant; "" is the good camera."""
    with embedded_emulator(mutant) as camera, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", str(SCHEMA), "--url", camera.url, "--tls-verify", "false",
            "--max-time", str(seconds), "--seed", str(seed), "--continue-on-failure", "--no-shrink",
            "--report", "json", "--report-json-path", str(report), *more,
        ]  # fmt: skip
        environment = {
            **os.environ,
            "IPC_APP_ID": camera.app_id,
            "IPC_SECRET_KEY": camera.secret_key,
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)]),
        }
        ended = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=3 * seconds + 60, check=False
        )
        if not report.exists():
            raise SystemExit(f"Schemathesis did not run on {mutant or 'the good camera'}: {ended.stdout}{ended.stderr}")
        failures = json.loads(report.read_text(encoding="utf-8"))["failures"]
    print(f"schemathesis {len(failures)} kinds of failures {mutant or 'good camera'}", file=sys.stderr)
    return frozenset((operation, each["title"]) for each in failures for operation in each["operations"])


def _print(lines: Sequence[Line], control: Found, untuned: Alarms, tuned: Alarms, seconds: int) -> None:
    width = max(len(line.mutant.id) for line in lines)
    print(f"{'mutant':{width}}  {'ours':9}  Schemathesis")
    for line in lines:
        said = "; ".join(sorted({title for _, title in line.alarms})) or "-"
        print(f"{line.mutant.id:{width}}  {line.ours.state:9}  {said}")
    killed = sum(line.ours.state == "killed" for line in lines)
    theirs = sum(bool(line.alarms) for line in lines)
    print(f"\n{len(lines)} mutants, {seconds} s for each and each tool:")
    print(f"ours          {killed} killed ({100 * killed / len(lines):.0f} %), {len(control.findings)} false alarms")
    print(
        f"Schemathesis  {theirs} killed ({100 * theirs / len(lines):.0f} %), {len(tuned)} false alarms over "
        f"{len(CONTROL_SEEDS)} seeds; with all its checks {len(untuned)} on {len({op for op, _ in untuned})} operations"
    )


def _as_json(line: Line) -> dict[str, object]:
    return {
        "id": line.mutant.id,
        "ours": line.ours.state == "killed",
        "by": line.ours.by or None,
        "schemathesis": bool(line.alarms),
        "alarms": sorted(f"{operation}: {title}" for operation, title in line.alarms),
    }


if __name__ == "__main__":
    sys.exit(main())
