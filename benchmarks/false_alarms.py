"""Does the suite accuse a camera that keeps every sentence? Whole runs on the emulator, which must find nothing:

    python benchmarks/false_alarms.py seeds                      # 20 at quick and 5 at standard
    python benchmarks/false_alarms.py readings                   # every value of every open point
    python benchmarks/false_alarms.py books                      # three code books

Each prints a table and ends with exit status 1 if there was an alarm: a verdict other than `conforms`, a requirement
that failed, warned or was blocked, a camera not restored, a reading or a code book learned wrongly.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import code_book_sweep
import reading_sweep
from warm import Done, Job, Lease, carried_out

QUICK_SEEDS, STANDARD_SEEDS, MIXES = 20, 5, 2
COLUMNS = ("pass", "fail", "warn", "observed", "untested", "blocked")


@dataclass(frozen=True)
class Bench:
    """Makes the runs of a sweep, prints a row for each, and counts those that raised an alarm."""

    folder: Path
    lease: Lease
    keep: bool
    failed: list[str]

    def run(self, job: Job, more_alarms: Callable[[Done], Iterable[str]] = lambda _: ()) -> Done:
        """One run, with its row of the table; `more_alarms` says what else must not be."""
        with self.lease:
            done = carried_out(job, self.folder / job.name.replace("/", "-")[:80], self.keep)
        alarms = [*done.alarms, *(more_alarms(done) if done.results else ())]
        print(row(done), flush=True)
        for alarm in alarms:
            print(f"    {alarm}", flush=True)
        if alarms:
            self.failed.append(job.name)
        return done


def heading() -> str:
    return f"{'run':<44}{'verdict':<18}" + "".join(f"{name:>9}" for name in COLUMNS) + f"{'requests':>9}{'seconds':>8}"


def row(done: Done) -> str:
    summary = done.results.get("summary", {})
    counts = "".join(f"{summary.get(name, '-'):>9}" for name in COLUMNS)
    verdict = done.results.get("verdict", "no results")
    return f"{done.job.name:<44}{verdict:<18}{counts}{done.results.get('requests', 0):>9}{done.seconds:>8.1f}"


def seeds(bench: Bench, quick: Sequence[int], standard: Sequence[int]) -> None:
    """The same camera, other random numbers."""
    for depth, numbers in (("quick", quick), ("standard", standard)):
        for seed in numbers:
            bench.run(Job(f"{depth} seed {seed}", options=("--depth", depth, "--seed", str(seed))))


def span(text: str) -> Iterator[int]:
    """Seeds as `0-19`, `7`, `1,4,9-12`."""
    for part in text.split(","):
        if part:
            first, _, last = part.partition("-")
            yield from range(int(first), int(last or first) + 1)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep", choices=("seeds", "readings", "books"))
    parser.add_argument("--quick", default=f"0-{QUICK_SEEDS - 1}", help="seeds at depth quick")
    parser.add_argument("--standard", default=f"0-{STANDARD_SEEDS - 1}", help="seeds at depth standard")
    parser.add_argument("--only", default="", help="of the readings: those whose NAME=VALUE begin with this")
    parser.add_argument("--depth", default="standard", help="of the readings: standard, or quick, which sees fewer")
    parser.add_argument("--mixes", type=int, default=MIXES, help="of the readings: so many runs with values by chance")
    parser.add_argument("--alone", action="store_true", help="of the readings: then each value by itself, too")
    parser.add_argument("--lock", type=Path, help="a file whose lock is held while runs go on, minutes at a time")
    parser.add_argument("--folder", type=Path, help="keep the report folders of the runs there")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(options.folder or Path(temporary), Lease(options.lock), options.folder is not None, [])
        print(heading())
        match options.sweep:
            case "seeds":
                seeds(bench, list(span(options.quick)), list(span(options.standard)))
            case "readings":
                reading_sweep.sweep(bench.run, options.depth, options.mixes, options.alone, options.only)
            case "books":
                code_book_sweep.sweep(bench.run)
    print(f"{len(bench.failed)} runs with an alarm" + "".join(f"\n  {name}" for name in bench.failed))
    raise SystemExit(1 if bench.failed else 0)


if __name__ == "__main__":
    main()
