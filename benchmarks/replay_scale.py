"""What a long cassette costs: `python benchmarks/replay_scale.py [--exchanges 1000000]`.

Cassettes of 100 and of 100,000 exchanges (or more), all told apart by their bodies, are opened, which verifies their
chains, and then answer the same number of requests: the first ones in recorded order, as a client does that goes along
with the recording, and some drawn by chance, once all of it is indexed. Processor time of this process, the least of
the rounds, the two lengths in turn. The most memory that the process had.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from conformance.cassette import Cassette, Header, Redactor
from conformance.cassette.chain import GENESIS, dumps, link, with_hash
from conformance.cassette.player import Player
from conformance.wire import Credentials, Request
from conformance.wire.authstate import AuthState

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")
REDACTOR = Redactor(CREDENTIALS)
AUTH = AuthState("correct", "own", "well-formed", "well-formed")
PATH = "/openapi/face/getFace"
ASKED = 100


def request(number: int) -> Request:
    fields = (("app_id", CREDENTIALS.app_id), ("random", f"{number:010}"), ("timestamp", "1593029283"))
    return Request("POST", PATH, "getFace", "form", (*fields, ("faceid", str(number))), (), AUTH)


def record(path: Path, exchanges: int) -> None:
    """Written without the writer, which would take minutes for a million."""
    data = {"group_name": "visitors", "age": 30, "gender": 1, "arrive_count": 2, "description": "x" * 200}
    with path.open("w") as file:
        before, text = GENESIS, dumps(Header("benchmark").line())
        for number in range(exchanges + 1):
            before = link(before, text)
            file.write(with_hash(text, before) + "\n")
            line = {
                "kind": "exchange", "n": number + 1, "at": "2026-01-01T00:00:00.000000+00:00", "ms": 1.2,
                "request": REDACTOR.request_line(request(number)),
                "response": {"status": 200, "type": "application/json", "json": {"code": 0, "data": data}},
            }  # fmt: skip
            text = dumps(line)


def opened(path: Path) -> tuple[float, Cassette]:
    before = time.process_time()
    cassette = Cassette.open(path)
    assert not cassette.problems, cassette.problems
    return time.process_time() - before, cassette


def microseconds(player: Player, numbers: Sequence[int]) -> float:
    """Per request."""
    requests = [request(number) for number in numbers]
    before = time.process_time()
    replies = [player.reply(each) for each in requests]
    seconds = time.process_time() - before
    assert all(reply.outcome == "recorded" for reply in replies)
    return seconds / len(numbers) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    lengths = (ASKED, given.exchanges)
    dice = random.Random(7)
    found: dict[tuple[int, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {length: Path(folder) / f"{length}.jsonl" for length in lengths}
        for length, path in paths.items():
            record(path, length)
        for _ in range(given.rounds):
            for length, path in paths.items():
                seconds, cassette = opened(path)
                along = microseconds(Player(cassette, REDACTOR), range(ASKED))
                player = Player(cassette, REDACTOR, repeat=True)
                player.matcher.index_all()
                numbers = dice.sample(range(length), ASKED)
                microseconds(player, numbers[: ASKED // 2])
                drawn = microseconds(player, numbers[ASKED // 2 :])
                for what, value in (("open", seconds), ("along", along), ("drawn", drawn)):
                    found.setdefault((length, what), []).append(value)
                cassette.close()
        size = paths[given.exchanges].stat().st_size
    print(f"{given.exchanges} exchanges ({size / 1e6:.0f} MB) beside {ASKED}:")
    for what, word in (("along", "in recorded order"), ("drawn", "drawn by chance, all indexed")):
        long, short = min(found[given.exchanges, what]), min(found[ASKED, what])
        print(f"  {word:30} {long:6.1f} us a match beside {short:6.1f} us: {long / short:.2f} times")
    print(f"  opened and verified in {median(found[given.exchanges, 'open']):.2f} s")
    print(f"  the most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
