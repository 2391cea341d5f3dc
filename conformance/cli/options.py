"""The options of a run as options of click."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from conformance.run.options import Kind, Option

F = TypeVar("F", bound=Callable[..., Any])

_TYPES: dict[Kind, Any] = {
    "text": click.STRING,
    "path": click.Path(path_type=Path),
    "number": click.FLOAT,
    "integer": click.INT,
}


def with_options(options: Iterable[Option]) -> Callable[[F], F]:
    """Adds options to a command, in their order."""

    def add(function: F) -> F:
        for option in reversed(list(options)):
            function = _click_option(option)(function)
        return function

    return add


def _click_option(option: Option) -> Callable[[F], F]:
    # What stands in square brackets is said here already, so click adds no default of its own.
    how: dict[str, Any] = {"help": option.help, "default": None}
    if option.kind == "flag":
        how |= {"is_flag": True, "default": False}
    else:
        how |= {"type": _TYPES[option.kind], "metavar": option.metavar}
    if option.env:
        how |= {"envvar": option.env, "show_envvar": True}
    return click.option(f"--{option.name}", option.key, **how)
