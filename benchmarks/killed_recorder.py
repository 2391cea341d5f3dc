"""Whether a killed recorder loses anything: `python benchmarks/killed_recorder.py`.

`ipc-conformance record` stands before an emulated camera, a client asks as fast as it can, and after a random time the
recorder gets SIGKILL. What the client saw finished has to be on disk, and the chain has to hold. Fifty times.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from emulator import Connection, request
from recording import announced, process, program

from conformance.cassette import Cassette


def killed_once(camera: str, folder: Path, ca: Path, seed: int) -> tuple[int, int]:
    """How many answers the client saw, and how many of them are missing."""
    cassette, seen = folder / f"{seed}.jsonl", []
    command = [program("ipc-conformance"), "record", "--url", camera, "--cassette", str(cassette), "--ca-dir", str(ca)]
    with process(command) as recorder:
        connection = Connection(announced(recorder))
        threading.Timer(random.Random(seed).uniform(0.02, 0.6), recorder.kill).start()
        try:
            while True:
                number = str(10**6 + len(seen))
                connection.exchange(request("getGroupList", random=number))
                seen.append(number)
        except OSError:
            connection.close()
    with Cassette.open(cassette) as read:
        if read.problems:
            raise SystemExit(f"seed {seed}: {read.problems[0]}")
        kept = {dict(line["request"]["fields"])["random"] for line in read.exchanges()}
    return len(seen), len(set(seen) - kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    asked = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        emulate = [program("ipc-conformance"), "emulate", "--plain"]
        camera = announced(opened.enter_context(process(emulate)))
        results = [killed_once(camera, folder, folder / "ca", seed) for seed in range(asked.times)]
    whole = sum(missing == 0 for _, missing in results)
    print(
        f"{whole} of {asked.times} killed recorders lost nothing; {sum(seen for seen, _ in results)} answers were seen"
    )
    if whole < asked.times:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
