"""Where the committed schemas are, in a checkout and in a wheel, and how one is read."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

# `.example` is reserved (RFC 2606): the name identifies, nobody fetches it.
BASE = "https://ipc-conformance.example/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
CHECKOUT = Path(__file__).resolve().parents[3]


def schema_dir() -> Traversable:
    """The folder of the committed schemas: packaged in a wheel, at the top of a checkout."""
    packaged = resources.files("conformance").joinpath("_data", "schemas")
    return packaged if packaged.is_dir() else CHECKOUT / "schemas"


@cache
def read_schema(name: str) -> Schema:
    """A committed schema, such as `answers/getFace.json`. Read once: don't change what you get."""
    schema: Schema = json.loads(schema_dir().joinpath(*name.split("/")).read_text(encoding="utf-8"))
    return schema
