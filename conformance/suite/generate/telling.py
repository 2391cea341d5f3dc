"""A call in one line, as a person would write it down."""

from __future__ import annotations

from conformance.spec import load_spec
from conformance.wire import Exchange

LONGEST = 40


def told(exchange: Exchange) -> str:
    """The operation, its own values, and what came back."""
    public = {parameter.name for parameter in load_spec().public}
    values = [f"{name}={_short(value)}" for name, value in exchange.request.fields if name not in public]
    values += [f"{part.name}={part.filename}" for part in exchange.request.files]
    how = "" if exchange.request.auth.is_good else f" with sign {exchange.request.auth.sign}"
    return f"{exchange.operation}({', '.join(values)}){how}: {exchange.describe()}"


def _short(value: str) -> str:
    return repr(value if len(value) <= LONGEST else f"{value[:LONGEST]}… of {len(value)} characters")
