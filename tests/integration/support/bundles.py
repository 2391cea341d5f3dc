"""Acceptance bundles as people make, verify and tamper with them."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.cassette.chain import GENESIS, dumps, link, with_hash
from conformance.report.bundle.build import archived
from support.commands import Ended, call, program

SEALS = ("manifest.json", "signature.json")
Contents = dict[str, bytes]


def make(run: Path, bundle: Path, *options: str | Path) -> Ended:
    """`ipc-conformance report RUN --bundle ZIP`."""
    return call(program(), "report", run, "--bundle", bundle, *options, cwd=run.parent)


def verify(bundle: Path, *options: str | Path) -> Ended:
    """`ipc-conformance bundle verify ZIP`."""
    return call(program(), "bundle", "verify", bundle, *options, cwd=bundle.parent)


def found_in(bundle: Path, *options: str | Path) -> tuple[int, dict[str, Any]]:
    """The exit status, and what was found as JSON."""
    ended = verify(bundle, "--json", *options)
    assert ended.out.startswith("{"), ended.said
    return ended.status, json.loads(ended.out)


def contents_of(bundle: Path) -> Contents:
    """The members by name, as any zip tool reads them."""
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """An archive as any zip tool writes it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return data.getvalue()


def forged(contents: Contents, change: Callable[[Contents], None], key: Any = None) -> bytes:
    """A bundle by somebody who has our code too: after the change its manifest and its structure are right."""
    changed = {name: content for name, content in contents.items() if name not in SEALS}
    change(changed)
    return archived(changed, key)


def regions(bundle: bytes) -> Iterator[tuple[str, str, int, int]]:
    """Each part of the archive: member, what it is, where it begins and ends."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        end = 0
        for each in archive.infolist():
            start = each.header_offset + 30 + len(each.filename)
            end = start + each.compress_size
            yield each.filename, "header", each.header_offset, start
            yield each.filename, "content", start, end
        yield "", "directory", end, len(bundle) - 22
        yield "", "end", len(bundle) - 22, len(bundle)


def flipped(bundle: bytes, start: int, end: int, dice: random.Random) -> bytes:
    """The bundle with one bit of this part flipped."""
    changed = bytearray(bundle)
    changed[dice.randrange(start, end)] ^= 1 << dice.randrange(8)
    return bytes(changed)


def closed_again(lines: list[bytes]) -> bytes:
    """Lines of a cassette, chained afresh and closed as if there had never been others."""
    previous, written, count = GENESIS, [], 0
    for line in map(json.loads, lines):
        line.pop("hash")
        previous = link(previous, dumps(line))
        written.append(with_hash(dumps(line), previous))
        count += line["kind"] == "exchange"
    end = dumps({"kind": "end", "count": count, "head": previous})
    written.append(with_hash(end, link(previous, end)))
    return ("\n".join(written) + "\n").encode("ascii")
