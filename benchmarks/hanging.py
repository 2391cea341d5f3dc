"""A camera that never answers a third of its operations, beside one that answers all: `python benchmarks/hanging.py`.

Whole runs in turn, at standard, on the same machine: the good camera, then each set of five silent operations. Printed
are the times and their ratios; exit status 1 if one takes more than twice the good camera's time, or if the verdict
is not what it must be: does not conform, by `transport.answers`, with one finding for each operation that hangs at
the most.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from warm import Done, Job, Lease, carried_out

MOST = 2.0
THIRDS = {
    "reading records": ("getFaceInfoItem", "getFace", "getFaceList", "getFaceByArrival", "getFaceByPicture"),
    "writing": ("updateMigration", "addFaceInfoItem", "removeFaceInfoItem", "deleteFace", "updateFace"),
    "what all need": ("createGroup", "deleteGroup", "getGroupList", "addFace", "getFaceInfoItem"),
    "here and there": ("updateGroup", "deleteGroup", "addFaceInfoItem", "getFaceList", "getFaceByPicture"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--depth", default="standard")
    parser.add_argument("--lock", type=Path, help="a file whose lock is held while runs go on, minutes at a time")
    parser.add_argument("--folder", type=Path, help="keep the report folders of the runs there")
    options = parser.parse_args()
    lease, times, wrong = Lease(options.lock), dict[str, list[float]](), list[str]()
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(options.rounds):
            for name, hangs in {"good": (), **THIRDS}.items():
                job = Job(name, hangs=hangs, options=("--depth", options.depth))
                folder = (options.folder or Path(temporary)) / f"{name} {number}"
                with lease:
                    done = carried_out(job, folder, options.folder is not None)
                times.setdefault(name, []).append(done.seconds)
                found = findings(done)
                print(f"{name:<18}{done.seconds:>7.1f} s  {done.results.get('verdict')}  {found}", flush=True)
                if hangs and not as_it_must_be(done, found, hangs):
                    wrong.append(name)
    good = median(times["good"])
    for name, seconds in times.items():
        print(f"{name:<18}{median(seconds):>7.1f} s{median(seconds) / good:>7.2f} times the good camera's")
    slow = [name for name, seconds in times.items() if median(seconds) > MOST * good]
    print(f"too slow: {slow}; judged wrongly: {wrong}")
    raise SystemExit(1 if slow or wrong else 0)


def findings(done: Done) -> dict[str, int]:
    """How many findings there are of each requirement that failed."""
    names = [finding["requirement"] for finding in done.results.get("findings", ())]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def as_it_must_be(done: Done, found: dict[str, int], hangs: tuple[str, ...]) -> bool:
    """Whether the silence, and nothing but it, was found."""
    judged = done.results.get("verdict") == "does-not-conform" and set(found) == {"transport.answers"}
    return judged and found["transport.answers"] <= len(hangs)


if __name__ == "__main__":
    main()
