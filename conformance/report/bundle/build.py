"""Makes a bundle of a run's folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance import __version__
from conformance.cassette.errors import CassetteError
from conformance.cassette.reader import Cassette
from conformance.report.bundle import suite
from conformance.report.bundle.archive import packed, pieces
from conformance.report.bundle.declaration import declaration_of, page_of
from conformance.report.bundle.errors import BundleError
from conformance.report.bundle.manifest import Manifest, dumps, row_of
from conformance.report.bundle.members import (
    DECLARATION,
    DECLARATION_HTML,
    ENVIRONMENT,
    MANIFEST,
    PICTURES,
    SIGNATURE,
    SOURCES,
    digest_of,
    ordered,
)
from conformance.report.bundle.rederived import Rederived, rederive
from conformance.report.bundle.signature import public_of, signed
from conformance.report.html import rendered
from conformance.report.results import Results
from conformance.report.writing import read_results
from conformance.run.folder import CASSETTE, HTML, RESULTS


def make_bundle(folder: Path, key: Ed25519PrivateKey | None = None) -> bytes:
    """The bundle of a run that has ended. Raises BundleError where the run proves nothing, UsageError where it is none.

    The same run, suite and zlib give the same bytes; nothing in the folder is changed.
    """
    results = read_results(folder)
    if results["tool"]["version"] != __version__:
        raise BundleError(
            f"the run was made by version {results['tool']['version']}, and this is {__version__}: "
            "use the version that made it, which judges as it did"
        )
    try:
        with Cassette.open(folder / results["cassette"]) as cassette:
            return archived(_contents(results, cassette), key)
    except CassetteError as error:
        raise BundleError(str(error)) from error


def archived(contents: Mapping[str, bytes], key: Ed25519PrivateKey | None = None) -> bytes:
    """The archive of these members, with its manifest and, where a key is given, its signature."""
    members = [packed(name, contents[name]) for name in ordered(contents)]
    rows = [row_of(each, sha256(contents[each.name]).hexdigest()) for each in members]
    manifest = Manifest.of(rows, public_of(key) if key else None).text()
    members.append(packed(MANIFEST, manifest))
    if key:
        members.append(packed(SIGNATURE, signed(manifest, key)))
    return b"".join(piece for _, piece in pieces(members))


def write_bundle(bundle: bytes, path: Path) -> None:
    """Writes the archive, whole or not at all. Raises FileExistsError, for nothing is ever overwritten, and OSError."""
    with path.open("xb") as file:
        try:
            file.write(bundle)
            file.flush()
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def environment_of(results: Results) -> bytes:
    """The member that says with what the run and the bundle were made."""
    environment = results["environment"]
    return dumps({"suite": suite.about(), "document": environment["document"], "run": environment})


def derived(
    results: Results, about: Mapping[str, Any], found: Rederived, cassette: Path, digests: Mapping[str, str]
) -> dict[str, bytes]:
    """What is made of the sources. `about` is the suite, `digests` has the SHA-256 of each source by name."""
    named = {name: digests[name] for name in SOURCES}
    pictures = sum(digest_of(name) in found.traffic.pictures for name in digests)
    declaration = declaration_of(results, about, found, named, pictures)
    page, _ = rendered(results, cassette)
    return {
        DECLARATION_HTML: page_of(declaration),
        DECLARATION: dumps(declaration),
        HTML: page.encode("utf-8"),
    }


def _contents(results: Results, cassette: Cassette) -> dict[str, bytes]:
    """All members but the seals. Raises BundleError where the cassette does not give what the results say."""
    _check_whole(cassette)
    results = {**results, "cassette": CASSETTE}  # which may have lain elsewhere
    found = rederive(results, cassette)
    if found.differences:
        raise BundleError(_disagree(found))
    contents = {
        RESULTS: dumps(results),
        ENVIRONMENT: environment_of(results),
        CASSETTE: cassette.path.read_bytes(),
        **_pictures(cassette, found.traffic.pictures),
    }
    digests = {name: sha256(content).hexdigest() for name, content in contents.items()}
    return contents | derived(results, suite.about(), found, cassette.path, digests)


def _check_whole(cassette: Cassette) -> None:
    if cassette.problems:
        raise BundleError(f"{cassette.path} is not as it was recorded: {cassette.problems[0]}; nothing rests on it")
    if not cassette.complete:
        raise BundleError(
            f"{cassette.path} has no closing line: the recording was interrupted, and nobody can tell what is missing; "
            "make the run again"
        )


def _disagree(found: Rederived) -> str:
    first, more = found.differences[0].what, len(found.differences) - 1
    others = f", and {more} more of this kind" if more else ""
    return (
        f"results.json is not what its cassette gives: {first}{others}; it was changed, or made by another build of "
        "this version: make the run again"
    )


def _pictures(cassette: Cassette, digests: Iterable[str]) -> dict[str, bytes]:
    """The pictures of the exchanges that were kept. Raises CassetteError where one is not what was recorded."""
    there = (digest for digest in sorted(digests) if (cassette.picture_folder / digest).exists())
    return {f"{PICTURES}{digest}": cassette.picture(digest) for digest in there}
