"""Is a bundle what was made of its run, and does its cassette give the verdicts that it declares?"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from conformance.report.bundle import evidence, seals, suite
from conformance.report.bundle.archive import Packed, first_difference, packed
from conformance.report.bundle.declaration import Declaration
from conformance.report.bundle.manifest import Manifest, row_of
from conformance.report.bundle.members import DECLARATION, DERIVED, MANIFEST, SEALS, SOURCES, digest_of, ordered
from conformance.report.bundle.opening import Opened, Problem, open_archive
from conformance.run.folder import RESULTS

Outcome = Literal["intact", "not-intact", "not-verified"]
EXIT_STATUS: dict[str, int] = {"intact": 0, "not-intact": 1, "not-verified": 3}


@dataclass
class Verified:
    """What came of it. `problems` were found, `unsure` may come of `maker`, another build of the suite than this one.

    `declaration` is the one that is made again, None where that can't be done; `rederived` counts the verdicts that
    the cassette gave once more.
    """

    problems: list[Problem] = field(default_factory=list)
    unsure: list[Problem] = field(default_factory=list)
    maker: dict[str, Any] = field(default_factory=dict)
    signer: str | None = None
    declaration: Declaration | None = None
    rederived: int = 0

    @property
    def outcome(self) -> Outcome:
        """What is wrong for certain counts before what could not be told."""
        if self.problems:
            return "not-intact"
        return "not-verified" if self.unsure else "intact"

    def made_by_us(self, *keys: str) -> bool:
        """Whether this very suite made the bundle, by these keys of what is told of a suite."""
        return bool(self.maker) and all(self.maker[key] == suite.about()[key] for key in keys)


def verify(path: Path, public_key: str | None = None) -> Verified:
    """Verifies a bundle, signed by `public_key` (hex) if that is given; needs no secret.

    Raises NoBundleError where the file is none, BundleError where this version can't read it, and OSError.
    """
    with tempfile.TemporaryDirectory(prefix="ipc-bundle-") as folder:
        return _Verifier(open_archive(path, Path(folder)), public_key).verified()


class _Verifier:
    """Goes through one bundle."""

    def __init__(self, opened: Opened, public_key: str | None) -> None:
        self._opened = opened
        self._public_key = public_key
        self._found = Verified(problems=list(opened.problems))

    def verified(self) -> Verified:
        manifest, problems = seals.read_manifest(self._opened)
        self._add(problems)
        undecided = self._sealed(manifest) if manifest else []
        self._rests_on_its_cassette(undecided)
        self._damaged()
        if manifest and not self._found.problems:
            self._byte_for_byte(manifest)
        return self._found

    def _add(self, problems: Iterable[Problem]) -> None:
        known = {each.text for each in self._found.problems}
        self._found.problems += [each for each in problems if each.text not in known]

    def _sealed(self, manifest: Manifest) -> list[str]:
        """Names, digests, signature; which derived members are not listed as they are."""
        problems, undecided = seals.check_digests(self._opened, manifest)
        self._add([*seals.check_names(self._opened, manifest), *problems])
        self._add(seals.check_signature(self._opened, manifest, self._public_key))
        self._found.signer = manifest.signer
        return undecided

    def _rests_on_its_cassette(self, undecided: list[str]) -> None:
        opened, found = self._opened, self._found
        cassette, problems = evidence.check_chain(opened)
        results, more = evidence.read_results(opened)
        about, others = evidence.read_suite(opened)
        self._add([*problems, *(each for each in (*more, *others) if not opened.members[each.member].damage)])
        found.maker = dict(about or {})
        rederived = None
        if cassette is not None:
            with cassette:
                if results is not None:
                    rederived, problems = evidence.check_verdicts(opened, results, cassette)
                    self._doubt(problems, "build")
                self._add(evidence.check_pictures(opened, rederived.traffic.pictures if rederived else None))
        if rederived and results and about and self._sources_are_right():
            found.rederived = len(results["requirements"]) - len(rederived.unsettled)
            try:
                self._derived(evidence.made_again(opened, results, about, rederived), undecided)
            except ValueError as error:
                self._add([Problem(RESULTS, str(error))])
        else:
            self._add(Problem(name, _MISLISTED) for name in undecided)

    def _doubt(self, problems: Iterable[Problem], *keys: str) -> None:
        """What another suite may see otherwise is no proof: one that differs in one of these keys."""
        if self._found.made_by_us(*keys):
            self._add(problems)
        else:
            self._found.unsure += problems

    def _sources_are_right(self) -> bool:
        wrong = {each.member for each in self._found.problems}
        wrong |= {name for name, member in self._opened.members.items() if member.damage}
        return not any(name in SOURCES or digest_of(name) for name in wrong)

    def _derived(self, made: dict[str, bytes], undecided: list[str]) -> None:
        """Declaration and report are those that are made of the sources; else they, or the manifest, were changed."""
        self._found.declaration = json.loads(made[DECLARATION])
        for name in DERIVED:
            member = self._opened.members.get(name)
            if member is None:
                continue
            content = self._opened.content(name)
            line = evidence.first_line(made[name], content)
            if member.damage:
                self._add([Problem(name, member.damage, line)])
                continue
            if evidence.same(name, made[name], content):
                if name in undecided:
                    self._add([seals.wrong_row(self._opened, name)])
                continue
            problem = Problem(name, _NOT_MADE, line)
            if name in undecided:
                self._add([problem])
            else:
                # Which characters can be shown, another Python may know otherwise.
                self._doubt([problem], "build", "python")

    def _damaged(self) -> None:
        """Members that are damaged, unless what is wrong is known more closely."""
        known = {each.member for each in self._found.problems if each.line}
        members = self._opened.members.items()
        self._add(Problem(name, each.damage) for name, each in members if each.damage and name not in known)

    def _byte_for_byte(self, manifest: Manifest) -> None:
        """The archive is made again of the members that were found right."""
        opened = self._opened
        names = list(ordered(opened.members))
        rows = [row_of(opened.members[name].packed, opened.members[name].sha256) for name in names if name not in SEALS]
        if Manifest.of(rows, manifest.signer).text() != opened.content(MANIFEST):
            self._add([Problem(MANIFEST, "its rows are not in their order: it was changed")])
            return
        members = [self._as_written(name) for name in names]
        if where := first_difference(members, opened.data):
            self._add([Problem("", f"{where} is not as it was written")])

    def _as_written(self, name: str) -> Packed:
        return packed(name, self._opened.content(name)) if name in SEALS else self._opened.members[name].packed


_NOT_MADE = "it is not what results.json and the cassette give: one of them was changed"
_MISLISTED = "it is not what the manifest lists: one of the two was changed"
