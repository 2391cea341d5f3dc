"""What the manifest and the signature say of the members that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from conformance.report.bundle.manifest import Manifest, parsed
from conformance.report.bundle.members import DECLARATION, MANIFEST, SEALS, SIGNATURE, SOURCES, digest_of
from conformance.report.bundle.opening import Opened, Problem
from conformance.report.bundle.signature import wrong_with


def read_manifest(opened: Opened) -> tuple[Manifest | None, list[Problem]]:
    """The manifest, or what is wrong with it. Raises BundleError where it is of a newer format."""
    member = opened.members.get(MANIFEST)
    if member is None:
        return None, [Problem(MANIFEST, "it is missing")]
    if member.damage:
        return None, [Problem(MANIFEST, member.damage)]
    try:
        return parsed(opened.content(MANIFEST)), []
    except (ValueError, RecursionError) as error:
        return None, [Problem(MANIFEST, f"it was changed: {error}")]


def check_names(opened: Opened, manifest: Manifest) -> Iterator[Problem]:
    """Members that are missing, were renamed, or were added."""
    digests = {name: member.sha256 for name, member in opened.members.items()} | opened.strange
    added = [name for name in digests if name not in manifest.rows and name not in SEALS]
    for name, row in manifest.rows.items():
        if name not in opened.members:
            new = next((each for each in added if digests[each] == row.sha256), None)
            yield Problem(name, f"it was renamed to {new}" if new else "it is missing")
            if new:
                added.remove(new)
    for name in added:
        yield Problem(name, "it was added: the manifest does not list it")


def check_digests(opened: Opened, manifest: Manifest) -> tuple[list[Problem], list[str]]:
    """Sources that are not what the manifest lists, and the derived members of which that is to be decided."""
    problems: list[Problem] = []
    packed, undecided = [], []
    witness = _declared(opened, manifest)
    for name, row in manifest.rows.items():
        member = opened.members.get(name)
        if member is None or member.damage:
            continue
        if (member.sha256, member.packed.size) == (row.sha256, row.size):
            if opened.packed_digest(name) != row.packed:
                packed.append(name)
        elif member.sha256 == (digest_of(name) or witness.get(name)):
            problems.append(wrong_row(opened, name))
        elif name in SOURCES or digest_of(name):
            problems.append(Problem(name, "it was changed: its content is not the one that the manifest lists"))
        else:
            undecided.append(name)
    return [*problems, *_packed_otherwise(packed)], undecided


def _packed_otherwise(names: list[str]) -> Iterator[Problem]:
    """Members of which only the packed form is another; where it is that of several, some tool packed them again."""
    if len(names) == 1:
        yield Problem("", f"the packed form of {names[0]} is not as it was written, though its content is")
    elif names:
        yield Problem("", f"{len(names)} members were packed again by another tool; their contents are as they were")


def wrong_row(opened: Opened, name: str) -> Problem:
    """The manifest was changed where it lists a member that is as it was."""
    return Problem(MANIFEST, f"what it lists of {name} was changed", line_with(opened, MANIFEST, f'"name": "{name}"'))


def line_with(opened: Opened, name: str, text: str) -> int | None:
    """The number of the first line of a member that holds a text."""
    lines = opened.content(name).splitlines()
    return next((number for number, line in enumerate(lines, 1) if text.encode() in line), None)


def _declared(opened: Opened, manifest: Manifest) -> Mapping[str, str]:
    """The digests of the sources by the declaration, where that is the one that was made: the second witness."""
    member, row = opened.members.get(DECLARATION), manifest.rows.get(DECLARATION)
    if member is None or row is None or member.damage or member.sha256 != row.sha256:
        return {}
    declaration = json.loads(opened.content(DECLARATION))
    digests = declaration.get("sha256") if isinstance(declaration, dict) else None
    return digests if isinstance(digests, dict) else {}


def check_signature(opened: Opened, manifest: Manifest, wanted: str | None) -> Iterator[Problem]:
    """Whether the signature is that of the signer whom the manifest names, and that of the key that is wanted."""
    member = opened.members.get(SIGNATURE)
    if member is None and manifest.signer:
        yield Problem(SIGNATURE, "it is missing: the manifest names a signer")
    elif member is not None and not manifest.signer:
        yield Problem(SIGNATURE, "it was added: the manifest names no signer")
    elif member is not None and manifest.signer:
        why = member.damage or wrong_with(opened.content(SIGNATURE), opened.content(MANIFEST), manifest.signer)
        if why:
            yield Problem(SIGNATURE, f"it {why}" if not member.damage else why)
        elif wanted not in (None, manifest.signer):
            yield Problem(SIGNATURE, f"it is by the key {manifest.signer}, and not by the one that was given")
    if wanted and not manifest.signer:
        yield Problem(SIGNATURE, "the bundle is not signed, and a public key was given")
