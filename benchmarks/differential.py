"""The oracle and the emulator, two readings of one document, fed the same random requests: `python
benchmarks/differential.py`. They must never disagree. Prints what was asked and what came; exit status 1 if they do.

`--reading NAME=VALUE` (repeatable) switches the emulator's readings; `--every-reading` makes one walk for each value
that is not the default.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.run.outcomes import Blocked, Untested
from conformance.run.session import Run
from conformance.run.settings import settings_of
from conformance.spec import load_spec
from conformance.suite.generate.walk import Walk, walk
from conformance.suite.world import World

APP_ID, SECRET_KEY = "JO83UNV983U9OR", "12345678"
# What no HTTP request can bring about: the camera is not activated, its storage is gone or busy, something failed.
BY_RIG_ALONE = ("not-activated", "storage-gone", "library-busy", "internal-failure")
SHARE_OF_SUCCESSES = 300 / 20000


@contextlib.contextmanager
def emulated(readings: list[str]) -> Iterator[str]:
    """The URL of `ipc-conformance emulate --plain`."""
    options = [text for reading in readings for text in ("--reading", reading)]
    command = [sys.executable, "-m", "conformance.cli.emulate", "--plain", "--exit-with-parent", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[1]
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def walked(requests: int, seed: int, readings: list[str]) -> Walk:
    """One walk through an emulator of its own."""
    with emulated(readings) as url, tempfile.TemporaryDirectory() as folder:
        options = {"url": url, "app_id": APP_ID, "secret_key": SECRET_KEY, "seed": seed}
        run = Run(settings_of({**options, "report_dir": Path(folder) / "run"}))
        run.open()
        run.contact()
        assert not run.problem, run.problem
        acquaint(run)
        try:
            return walk(World(run), seed, requests)
        finally:
            run.finish()


def acquaint(run: Run) -> None:
    """How this camera spells a description, and that it takes our pictures."""
    world = World(run)
    with contextlib.suppress(Blocked, Untested):
        world.record(world.group())
    world.clear()


# ------------------------------------------------------------------------------------------------- what was met


def provokable() -> set[int]:
    """The codes that HTTP alone can provoke, by the code book."""
    causes = load_spec().code_book.causes
    return {cause.codes[0] for name, cause in causes.items() if name not in BY_RIG_ALONE}


def shortcomings(met: Walk) -> list[str]:
    """In which ways a walk did not see enough to say anything."""
    least = int(met.requests * SHARE_OF_SUCCESSES)
    found = [
        f"{name} succeeded {met.outcomes[name]['0']} times, not {least}"
        for name in load_spec().operations
        if met.outcomes[name]["0"] < least
    ]
    if 2 * met.kinds["valid"] < met.requests:
        found.append(f"only {met.kinds['valid']} of {met.requests} requests were valid")
    missing = provokable() - {code for _, code in met.pairs()}
    if missing:
        found.append(f"never came: {', '.join(map(str, sorted(missing)))}")
    return found


def show(met: Walk) -> None:
    """The distribution: operation x outcome, kinds, the most frequent ill-formed cases."""
    outcomes = sorted({outcome for came in met.outcomes.values() for outcome in came}, key=lambda text: text.zfill(9))
    print(f"{'operation':<20}{'all':>7}" + "".join(f"{text[-7:]:>8}" for text in outcomes))
    for name in load_spec().operations:
        came = met.outcomes[name]
        print(f"{name:<20}{came.total():>7}" + "".join(f"{came[text] or '':>8}" for text in outcomes))
    kinds = ", ".join(f"{kind} {number} ({number / met.requests:.0%})" for kind, number in met.kinds.most_common())
    print(f"{met.requests} requests: {kinds}; {len(met.pairs())} (operation, code) pairs, {len(met.cases)} cases:")
    for kind in ("awkward", "ill-formed", "badly-signed"):
        mine = {name: number for name, number in met.cases.items() if name.startswith(kind)}
        few = min(mine.values(), default=0)
        print(f"  {kind}: {len(mine)} cases, each {few} to {max(mine.values(), default=0)} times")


def show_disagreements(met: Walk) -> None:
    """Each requirement once, with the request that showed it."""
    seen: dict[str, int] = {}
    for each in met.disagreements:
        requirement = each.judgement.requirement
        seen[requirement] = seen.get(requirement, 0) + 1
        if seen[requirement] <= 2:
            fields = {name: value[:120] for name, value in each.exchange.request.fields}
            print(f"  {requirement}: {each.judgement.reason[:400]}\n    {each.drawn.kind} {each.drawn.what}: {fields}")
    for requirement, number in seen.items():
        print(f"  {number:>5} x {requirement}")


def every_reading(requests: int, seed: int) -> int:
    """A walk for each value that is not the default; how many of them met a disagreement."""
    bad = 0
    for reading in load_spec().readings.values():
        for value in reading.values[1:]:
            met = walked(requests, seed, [f"{reading.name}={value}"])
            print(f"{reading.name}={value}: {len(met.disagreements)} disagreements", flush=True)
            show_disagreements(met)
            bad += bool(met.disagreements)
    return bad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reading", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--every-reading", action="store_true")
    parser.add_argument("--json", type=Path, help="write the counts here")
    options = parser.parse_args()
    if options.every_reading:
        raise SystemExit(1 if every_reading(options.requests, options.seed) else 0)
    began = time.monotonic()
    met = walked(options.requests, options.seed, options.reading)
    show(met)
    print(f"{met.requests / (time.monotonic() - began):.0f} requests a second, judged")
    short = [] if options.reading else shortcomings(met)
    print("\n".join(short))
    print(f"{len(met.disagreements)} disagreements")
    show_disagreements(met)
    if options.json:
        options.json.write_text(json.dumps(counts(met, short)))
    raise SystemExit(1 if met.disagreements or short else 0)


def counts(met: Walk, short: list[str]) -> dict[str, Any]:
    outcomes = {name: dict(came) for name, came in met.outcomes.items()}
    return {"outcomes": outcomes, "kinds": dict(met.kinds), "short": short, "disagreements": len(met.disagreements)}


if __name__ == "__main__":
    main()
