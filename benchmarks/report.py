"""What report.html costs: `python benchmarks/report.py [RUN]`.

A synthetic run of 2,000 requirements with 6,000 exchanges of evidence, and of 500 beside it; or the folder of a real
run. To hold against: under 2 s to make, under 5 MB.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "unit" / "report"))

from synthetic_run import large_run, write_run

from conformance.report.html import write_html

ROUNDS = 5


def measured(folder: Path) -> None:
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as where:
        page = Path(where) / "report.html"
        walls, owns = [], []
        for _ in range(ROUNDS):
            wall, own = perf_counter(), process_time()
            problem = write_html(results, folder / results["cassette"], page)
            walls.append(perf_counter() - wall)
            owns.append(process_time() - own)
            assert not problem, problem
        number, size = len(results["requirements"]), page.stat().st_size
    times = f"{median(walls):>7.2f} s by the clock, {median(owns):.2f} s of the processor"
    print(f"{number:>6} requirements {times}, {size / 1e6:.2f} MB")


def main(arguments: list[str]) -> None:
    print(f"report.html, medians of {ROUNDS} rounds")
    if arguments:
        measured(Path(arguments[0]))
        return
    with tempfile.TemporaryDirectory() as where:
        for number in (500, 2000):
            folder = Path(where) / str(number)
            write_run(folder, *large_run(number))
            measured(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
