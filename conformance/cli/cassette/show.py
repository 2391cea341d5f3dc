"""ipc-conformance cassette show: a recording for people to read."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from conformance.cassette import Cassette
from conformance.cassette.format import Line, answer_of
from conformance.cassette.show import details, event_summary, heading, summary
from conformance.cli.cassette.opening import FILE, could_not, opened, warn
from conformance.report.stream import Patient
from conformance.spec import load_spec


@click.command("show")
@click.argument("cassette", type=FILE)
@click.argument("numbers", type=click.INT, nargs=-1, metavar="[N]...")
@click.option("--operation", "operations", metavar="NAME,...", default="", help="Only these operations.")
@click.option("--code", "codes", metavar="CODE,...", default="", help="Only answers with these return codes.")
@click.option("--events", is_flag=True, help="Also what a run noted beside its exchanges.")
@click.option("--json", "as_json", is_flag=True, help="The lines as they are, one a line.")
def show(cassette: Path, numbers: tuple[int, ...], operations: str, codes: str, events: bool, as_json: bool) -> None:
    """List the exchanges in CASSETTE, one a line, or show all of exchange N."""
    named, wanted = _operations(operations), _codes(codes)
    out = Patient(sys.stdout)
    with opened(cassette) as recording:
        warn(recording)
        if not as_json and not numbers:
            out.write(f"{len(recording)} exchanges; {heading(recording.header)}\n")
        for line in _lines(recording, numbers, events):
            if line["kind"] == "exchange" and not _fits(line, named, wanted):
                continue
            text = json.dumps(line) if as_json else "\n".join(_told(line, bool(numbers)))
            out.write(text + "\n")
        out.flush()


def _lines(recording: Cassette, numbers: Iterable[int], events: bool) -> Iterator[Line]:
    if not numbers:
        kinds = ("exchange", "event") if events else ("exchange",)
        yield from (line for line in recording if line["kind"] in kinds)
    for number in numbers:
        if number not in recording:
            could_not(f"{recording.path} has no exchange {number}; it has {len(recording)}")
        yield recording.exchange(number)


def _told(line: Line, whole: bool) -> Iterator[str]:
    if line["kind"] == "event":
        yield event_summary(line)
    elif whole:
        yield from details(line)
    else:
        yield summary(line)


def _fits(line: Line, operations: frozenset[str], codes: frozenset[int]) -> bool:
    code = answer_of(line).get("code")
    return (not operations or line["request"]["operation"] in operations) and (not codes or code in codes)


def _operations(text: str) -> frozenset[str]:
    named = frozenset(filter(None, (each.strip() for each in text.split(","))))
    for name in named - set(load_spec().operations):
        raise click.UsageError(f"--operation {name}: there is no such operation; `requirements` lists them")
    return named


def _codes(text: str) -> frozenset[int]:
    try:
        return frozenset(int(each) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise click.UsageError(f"--code {text}: return codes are numbers, such as 0,2") from error
