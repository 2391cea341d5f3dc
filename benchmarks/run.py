"""How long a run takes and how many exchanges it judges a second: `python benchmarks/run.py`.

The command itself in processes of its own, as a person calls it, against its embedded emulator over HTTPS: quick and
standard in turn, medians of some rounds, the start of Python included. Exit status 1 where a number is not reached.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from warm import Lease

# Seconds at most, and judged exchanges a second at least.
QUICK, STANDARD, RATE = 10.0, 40.0, 300.0


def checked(depth: str, folder: Path) -> tuple[float, dict[str, Any]]:
    """One run: its wall clock's seconds, and its results."""
    program = Path(sys.executable).with_name("ipc-conformance")
    command = [str(program), "run", "--depth", depth, "--report-dir", str(folder)]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return seconds, json.loads((folder / "results.json").read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--deep", action="store_true", help="then one run at depth deep")
    parser.add_argument("--lock", type=Path, help="a file whose lock is held while runs go on, minutes at a time")
    options = parser.parse_args()
    lease, times, rates = Lease(options.lock), dict[str, list[float]](), dict[str, list[float]]()
    depths = [depth for _ in range(options.rounds) for depth in ("quick", "standard")]
    print(f"{'depth':<10}{'seconds':>8}{'requests':>10}{'a second':>10}  verdict")
    for depth in [*depths, *(["deep"] if options.deep else [])]:
        with tempfile.TemporaryDirectory() as folder, lease:
            seconds, results = checked(depth, Path(folder) / "report")
        rate = results["requests"] / results["duration_s"]
        times.setdefault(depth, []).append(seconds)
        rates.setdefault(depth, []).append(rate)
        print(f"{depth:<10}{seconds:>8.1f}{results['requests']:>10}{rate:>10.0f}  {results['verdict']}", flush=True)
    reached = {
        f"quick in {QUICK:.0f} s": median(times["quick"]) <= QUICK,
        f"standard in {STANDARD:.0f} s": median(times["standard"]) <= STANDARD,
        f"{RATE:.0f} judged exchanges a second at standard": median(rates["standard"]) >= RATE,
    }
    for depth, measured in times.items():
        print(f"{depth}: median {median(measured):.1f} s, {median(rates[depth]):.0f} judged exchanges a second")
    for what, held in reached.items():
        print(f"{'reached' if held else 'NOT reached'}: {what}")
    raise SystemExit(0 if all(reached.values()) else 1)


if __name__ == "__main__":
    main()
