"""ipc-conformance requirements: the catalogue."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from conformance.spec import Requirement, load_spec


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def command(as_json: bool) -> None:
    """List every requirement with its level, source and statement."""
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
