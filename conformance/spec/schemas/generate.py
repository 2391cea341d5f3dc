"""The generated files: their text, which of them are stale in a folder, and writing them."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.spec.loader import load_spec
from conformance.spec.schemas.answers import answer_schemas
from conformance.spec.schemas.cassette import cassette_schema
from conformance.spec.schemas.openapi import openapi

OWN_FOLDERS = ("answers", "parts")  # other schemas stand beside these, not in them


def generated() -> dict[str, str]:
    """The text of every generated file by its name under schemas/; the same on each call."""
    spec = load_spec()
    answers = answer_schemas(spec)
    documents = answers | {"openapi.json": openapi(spec, answers), "cassette.json": cassette_schema(spec)}
    return {name: json.dumps(document, indent=2, ensure_ascii=False) + "\n" for name, document in documents.items()}


def stale(folder: Path) -> list[str]:
    """The names of files that are missing, differ, or are left over from a former spec."""
    texts = generated()
    differing = [name for name, text in texts.items() if _text(folder / name) != text]
    return sorted(differing + [name for name in _present(folder) if name not in texts])


def write(folder: Path) -> None:
    """Writes every file and removes what is left over."""
    texts = generated()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    for name in _present(folder):
        if name not in texts:
            (folder / name).unlink()


def _text(file: Path) -> str | None:
    return file.read_bytes().decode() if file.is_file() else None


def _present(folder: Path) -> list[str]:
    files = (file for own in OWN_FOLDERS for file in (folder / own).glob("*.json"))
    return [file.relative_to(folder).as_posix() for file in files]
