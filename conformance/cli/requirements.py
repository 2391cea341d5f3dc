"""ipc-conformance requirements: the catalogue."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from conformance.spec import Requirement, load_spec


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def command(as_json: bool) -> None:
    """List every requirement with its level, source and statement."""
    requirements = sorted(load_spec().requirements.values(), key=lambda each: (each.section, each.id))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in requirements], indent=1, ensure_ascii=False))
    elif Console().is_terminal:
        Console().print(_table(requirements))
    else:
        for each in requirements:
            click.echo(f"{each.id}\t{each.level}\t{each.source}\t{each.statement}")


def _table(requirements: list[Requirement]) -> Table:
    table = Table("requirement", "level", "source", "statement", box=None)
    for each in requirements:
        table.add_row(each.id, each.level, each.source, each.statement)
    return table
