"""What judging costs, over the cassette of a standard run: `python benchmarks/judge.py [CASSETTE]`.

Without a cassette a standard run on the embedded emulator makes one. Each exchange is judged alone (the oracle), and
the whole file is judged again from disk (chain, JSON, oracle, ledger). A kept jsonschema validator, which looks at the
shape of a success and at nothing else, stands beside.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import fmean, median, quantiles
from time import perf_counter, process_time, thread_time

from conformance.cassette import Cassette
from conformance.cassette.recall import Pictures, exchange_of
from conformance.oracle.judge import Judge
from conformance.oracle.validator import explainer
from conformance.review.judging import review
from conformance.run.known import take
from conformance.run.ledger import Ledger
from conformance.spec import load_spec

ROUNDS = 3
SAMPLE = 10
"""jsonschema is asked about every tenth exchange: it is slow, and its mean settles soon."""


def recorded(folder: Path) -> Path:
    """The cassette of a standard run."""
    start = "from conformance.cli import main; main()"
    command = [sys.executable, "-c", start, "run", "--report-dir", str(folder / "run")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "run" / "run.jsonl"


def each_alone(cassette: Cassette) -> list[tuple[float, int, str]]:
    """The seconds of processor time that the oracle takes for each exchange, its number and operation.

    The exchanges themselves are let go: to hold them all costs the garbage collector more than to judge them.
    """
    pictures, spec = Pictures(cassette.picture), load_spec()
    judge, ledger = Judge(spec), Ledger(spec)
    times = []
    for line in cassette:
        if line["kind"] == "event":
            take(line, judge, ledger)
        elif line["kind"] == "exchange":
            exchange = exchange_of(line, pictures)
            start = thread_time()
            judge.judge(exchange)
            times.append((thread_time() - start, exchange.number, exchange.operation))
    return times


def by_jsonschema(cassette: Cassette) -> float:
    """The mean seconds of processor time that jsonschema takes for a success."""
    pictures = Pictures(cassette.picture)
    exchanges = [exchange_of(cassette.at(place), pictures) for place in range(0, len(cassette), SAMPLE)]
    successes = [each for each in exchanges if each.succeeded and each.operation]
    start = thread_time()
    for each in successes:
        list(explainer(each.operation).iter_errors(each.answer))
    return (thread_time() - start) / len(successes)


def from_disk(path: Path) -> tuple[float, float]:
    """Exchanges judged a second, by the clock and by the processor's time."""
    wall, own = perf_counter(), process_time()
    with Cassette.open(path) as cassette:
        number = review(cassette).exchanges
    return number / (perf_counter() - wall), number / (process_time() - own)


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(arguments[0]) if arguments else recorded(Path(folder))
        with Cassette.open(path) as cassette:
            rounds = [each_alone(cassette) for _ in range(ROUNDS)]
            other = by_jsonschema(cassette)
        rates = [from_disk(path) for _ in range(ROUNDS)]
    print(f"{len(rounds[0])} exchanges, medians of {ROUNDS} rounds\n")
    print(f"{'':<34}{'mean':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'slowest':>9}")
    rows = []
    for times in rounds:
        micro = [seconds * 1e6 for seconds, _, _ in times]
        cuts = quantiles(micro, n=100)
        rows.append((fmean(micro), cuts[49], cuts[94], cuts[98], max(micro)))
    row = [median(column) for column in zip(*rows, strict=True)]
    cells = "".join(f"{value:>8.0f}" for value in row[:4])
    print(f"{'the oracle, us an exchange':<34}{cells}{row[4]:>9.0f}")
    print(f"{'jsonschema alone, us a success':<34}{other * 1e6:>8.0f}")
    seconds, number, operation = max(rounds[-1])
    print(f"slowest: exchange {number}, {operation}, {seconds * 1e6:.0f} us")
    wall, own = (median(column) for column in zip(*rates, strict=True))
    print(f"\njudged again from disk: {wall:.0f} exchanges/s ({own:.0f} a second of processor time)")


if __name__ == "__main__":
    main(sys.argv[1:])
