"""ipc-conformance requirements: the catalogue, and the table of the document's open points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from conformance.spec import Requirement, load_spec
from conformance.spec.points import points_as_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
@click.option("--points", is_flag=True, help="The contradictions and gaps of the document, and how each is treated.")
def command(as_json: bool, points: bool) -> None:
    """List every requirement with its level, source and statement."""
    if points:
        _points(as_json)
    else:
        _requirements(as_json)


def _requirements(as_json: bool) -> None:
    requirements = sorted(load_spec().requirements.values(), key=lambda each: (each.section, each.id))
    console = Console(highlight=False)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in requirements], indent=1, ensure_ascii=False))
    elif console.is_terminal:
        for each in requirements:
            _print(console, each)
    else:
        for each in requirements:
            click.echo(f"{each.id}\t{each.level}\t{each.source}\t{each.statement}")


def _print(console: Console, requirement: Requirement) -> None:
    """The id whole, however narrow the terminal is: it is what --only takes."""
    console.print(Text.assemble((requirement.id, "bold"), f"  {requirement.level}, {requirement.source}"))
    console.print(Padding(Text(requirement.statement), (0, 0, 0, 4)))


def _points(as_json: bool) -> None:
    table, console = points_as_json(), Console(highlight=False)
    if as_json:
        click.echo(json.dumps(table, indent=1, ensure_ascii=False))
    elif console.is_terminal:
        for point in table:
            console.print(Text.assemble((str(point["number"]), "bold"), f"  {', '.join(point['sources'])}"))
            console.print(Padding(Text(point["says"]), (0, 0, 0, 4)))
            for words in _treatments(point):
                console.print(Padding(Text(words), (0, 0, 0, 8)))
    else:
        for point in table:
            treated = "; ".join(_treatments(point))
            click.echo(f"{point['number']}\t{', '.join(point['sources'])}\t{point['says']}\t{treated}")


def _treatments(point: dict[str, Any]) -> Iterator[str]:
    for treatment in point["treatments"]:
        match treatment["kind"]:
            case "reading":
                yield f"reading {treatment['name']}: {', '.join(treatment['values'])}"
            case "unjudged":
                yield f"changes no answer that is judged: {treatment['reason']}"
            case kind:
                first, *more = treatment["requirements"]
                others = f" and {len(more)} more" if more else ""
                yield f"{kind}: {first}{others}" + (f" ({treatment['reason']})" if kind == "inferred" else "")
