"""Redacts a cassette afterwards: named fields become keyed digests, known values asterisks, pictures stay behind."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.cassette.chain import dumps
from conformance.cassette.errors import CassetteError
from conformance.cassette.format import Line
from conformance.cassette.masking import OURS
from conformance.cassette.reader import Cassette
from conformance.cassette.rechain import Chained
from conformance.cassette.redact import Redactor
from conformance.spec import load_spec

SHORTEST = 3
"""Characters. A hidden value that is shorter is not looked for in sentences: it would be found in every word."""


@dataclass
class Hidden:
    """What was done: `values` that became digests, `masked` lines in which a known secret stood, `pictures` copied."""

    values: int = 0
    masked: int = 0
    pictures: int = 0


class Hider:
    """Hides the values of named fields, whatever case the names are in, with the keys of `redactor`.

    The names of the default groups stay: everybody knows them, and the oracle has to. Numbers become asterisks.
    """

    def __init__(self, redactor: Redactor, names: Iterable[str]) -> None:
        self._redactor = redactor
        self._names = frozenset(name.lower() for name in names)
        self._spared = frozenset(load_spec().device.default_groups)
        self._known: dict[str, str] = {}
        self._compiled: tuple[int, re.Pattern[str]] | None = None
        self._values: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        self._hits = 0

    @property
    def count(self) -> int:
        """How many different values became digests."""
        return len(self._known)

    def line(self, line: Line) -> Line:
        """The line with the values hidden, in what was sent and in what came."""
        self._hits = 0
        if line.get("kind") == "event":
            return {name: value if name in OURS else self._told(value) for name, value in line.items()}
        if "request" not in line:
            return line
        request = self._request(line["request"])
        hidden = {**line, "request": request}
        if "json" in line.get("response", ()):
            hidden["response"] = {**line["response"], "json": self._json(line["response"]["json"], "")}
        if self._hits:
            hidden["masked"] = self._hits + line.get("masked", 0)
        return hidden

    def _request(self, request: Mapping[str, Any]) -> Line:
        hidden = dict(request)
        for part in ("fields", "query"):
            if part in request:
                hidden[part] = [[name, self._field(name, value)] for name, value in request[part]]
        if "json" in request.get("body", ()):
            hidden["body"] = {"json": self._json(request["body"]["json"], "")}
        return hidden

    def _field(self, name: str, value: str) -> str:
        """A list travels as JSON text in one field: its form stays, whatever is wrong with it."""
        if name.lower() not in self._names:
            return value
        if not value.lstrip().startswith("["):
            return self._token(value)
        return _ENTRIES.sub(lambda found: self._entry(found.group()), value)

    def _entry(self, text: str) -> str:
        if not text.startswith('"'):
            return self._token(text)
        try:
            return json.dumps(self._token(json.loads(text, strict=False)), ensure_ascii=False)
        except ValueError:
            return f'"{self._token(text[1:-1])}"'

    def _json(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._json(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self._json(item, name) for item in value]
        if name.lower() not in self._names or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._token(value)
        self._hits += 1
        return re.sub("[0-9]", "*", str(value))

    def _token(self, value: str) -> str:
        if not value or value in self._spared:
            return value
        token = self._known[value] = self._redactor.token(value)
        if self._values.setdefault(token, value) != value:
            self._ambiguous.add(token)
        # Two short values may become the same: what then looks wrong must not be held against the device.
        self._hits += token in self._ambiguous
        return token

    def _told(self, value: Any) -> Any:
        """What is said of hidden values: they stand in sentences and in what was compared."""
        if isinstance(value, str):
            return self._known.get(value) or self._pattern().sub(lambda found: self._known[found.group()], value)
        if isinstance(value, list):
            return [self._told(item) for item in value]
        if isinstance(value, dict):
            return {name: self._told(item) for name, item in value.items()}
        return value

    def _pattern(self) -> re.Pattern[str]:
        if self._compiled is None or self._compiled[0] != len(self._known):
            texts = sorted((text for text in self._known if len(text) >= SHORTEST), key=len, reverse=True)
            pattern = re.compile("|".join(map(re.escape, texts)) or r"(?!)")
            self._compiled = (len(self._known), pattern)
        return self._compiled[1]


def hide(cassette: Cassette, to: Path, redactor: Redactor, names: Iterable[str], *, pictures: bool) -> Hidden:
    """Writes a redacted copy of a cassette. `pictures`: they are copied along. Raises CassetteError.

    The chain is made anew: the copy proves nothing that its source did not.
    """
    already = {str(name).lower() for name in cassette.header.get("redacted", ())}
    hider, done = Hider(redactor, {name for name in names if name.lower() not in already}), Hidden()
    digests: dict[str, None] = {}
    with Chained(to) as copy:
        for line in cassette:
            if line["kind"] == "end":
                continue
            told = _header(line, names) if line["kind"] == "header" else hider.line(line)
            told = {name: value for name, value in told.items() if name != "hash"}
            text = redactor.text(told)
            done.masked += text != dumps(told)
            copy.add([text], exchange=line["kind"] == "exchange")
            digests |= dict.fromkeys(file["sha256"] for file in line.get("request", {}).get("files", ()))
        done.pictures = _copied(cassette, to.parent / "pictures", digests) if pictures else 0
        copy.end(complete=cassette.complete)
    done.values = hider.count
    return done


def _header(header: Line, names: Iterable[str]) -> Line:
    return {**header, "redacted": sorted({*header.get("redacted", ()), *names})}


def _copied(cassette: Cassette, folder: Path, digests: Iterable[str]) -> int:
    """Copies the pictures that are there; how many."""
    present = [digest for digest in digests if (cassette.picture_folder / digest).is_file()]
    if not present or (folder.exists() and folder.samefile(cassette.picture_folder)):
        return len(present)
    try:
        folder.mkdir(exist_ok=True)
        for digest in present:
            shutil.copyfile(cassette.picture_folder / digest, folder / digest)
    except OSError as error:
        raise CassetteError(f"the pictures can't be copied to {folder}: {error.strerror}") from error
    return len(present)


# The strings and numbers of a list in JSON, or in what was to be JSON.
_ENTRIES = re.compile(r'"(?:[^"\\]|\\.)*"|[0-9]+', re.DOTALL)
