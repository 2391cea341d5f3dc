"""The manifest: every other member with its size and digests. It is what is signed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from conformance.report.bundle.archive import Packed
from conformance.report.bundle.errors import BundleError

FORMAT = 1
KIND = "ipc-conformance acceptance bundle"
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Row:
    """One member: bytes and SHA-256 of its content, SHA-256 of its packed form."""

    name: str
    size: int
    sha256: str
    packed: str

    def as_json(self) -> dict[str, Any]:
        """The row as it stands in the manifest."""
        return {"name": self.name, "bytes": self.size, "sha256": self.sha256, "packed_sha256": self.packed}


def row_of(member: Packed, digest: str) -> Row:
    """The row of a member, given the SHA-256 of its content."""
    return Row(member.name, member.size, digest, sha256(member.stream).hexdigest())


@dataclass(frozen=True)
class Manifest:
    """The members by name; `signer` is the Ed25519 public key, in hex, whose signature the bundle must hold."""

    rows: Mapping[str, Row]
    signer: str | None = None

    @classmethod
    def of(cls, rows: Iterable[Row], signer: str | None = None) -> Manifest:
        """The manifest of these rows."""
        return cls({row.name: row for row in rows}, signer)

    def text(self) -> bytes:
        """The manifest as a member, always the same for the same rows."""
        listed = [row.as_json() for row in self.rows.values()]
        return dumps({"kind": KIND, "format": FORMAT, "signer": self.signer, "members": listed})


def dumps(value: Mapping[str, Any]) -> bytes:
    """JSON as all members have it: indented, in ASCII, with a line end."""
    return (json.dumps(value, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def parsed(text: bytes) -> Manifest:
    """The manifest. Raises ValueError where it is none, BundleError where it is of a newer format."""
    found = json.loads(text)
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise ValueError("it is no manifest of a bundle")
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise BundleError(
            f"it is a bundle of format {found['format']}, and this version verifies format {FORMAT}: "
            "use the version of ipc-conformance that made it, or a newer one"
        )
    manifest = Manifest.of(map(_row, _list(found.get("members"))), _signer(found.get("signer")))
    if manifest.text() != text:
        raise ValueError("it is not written as a manifest is")
    return manifest


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("it lists no members")
    return value


def _row(value: Any) -> Row:
    try:
        row = Row(value["name"], value["bytes"], value["sha256"], value["packed_sha256"])
        if not _HEX.fullmatch(row.sha256) or not _HEX.fullmatch(row.packed) or not row.name.isascii():
            raise ValueError("a digest or a name is none")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("it has a row that names no member") from error
    return row


def _signer(value: Any) -> str | None:
    if value is not None and not (isinstance(value, str) and _HEX.fullmatch(value)):
        raise ValueError("its signer is no public key")
    return value
