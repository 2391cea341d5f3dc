"""Albums: where the pictures of distinct people come from, whether drawn or photographed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from conformance.run.pictures.drawn import draw
from conformance.run.pictures.errors import AlbumError, TooFewPictures
from conformance.run.pictures.photo import read_photo
from conformance.run.pictures.picture import Picture
from conformance.run.pictures.variants import reencoded
from conformance.spec import Kind, load_spec

__all__ = ["Album", "AlbumError", "DrawnAlbum", "FolderAlbum", "TooFewPictures"]


class Album(Protocol):
    """Pictures of distinct people, who are counted from 0; the same number always gives the same picture."""

    @property
    def count(self) -> int | None:
        """How many people there are; None if there is no end of them."""

    @property
    def drawn(self) -> bool:
        """Whether the faces are drawings, which a real camera may refuse without being at fault."""

    def person(self, n: int) -> Picture:
        """The picture of the n-th person. TooFewPictures if there is none; ValueError if `n` is negative."""

    def again(self, n: int) -> Picture:
        """Another picture of the n-th person: other bytes, the same face. Raises what `person` raises."""


@dataclass(frozen=True)
class DrawnAlbum:
    """As many drawn people as anyone asks for; those of another `seed` are others."""

    seed: int = 0
    count: ClassVar[None] = None
    drawn: ClassVar[bool] = True

    def person(self, n: int) -> Picture:
        """The portrait of the n-th person at the default size."""
        return draw(_number(n), seed=self.seed)

    def again(self, n: int) -> Picture:
        """The same portrait, larger and with much less quality."""
        return draw(_number(n), seed=self.seed, width=300, height=400, quality=25)


class FolderAlbum:
    """The photos in a folder, one person each, in the order of their names.

    Every file `*.jpg`, `*.jpeg` or `*.png` counts, in upper case too; hidden files and other files do not. The
    files' own names may be people's names and are never sent. AlbumError at opening names every file that a device
    needn't take by the spec's picture kind, and files that are equal. The photos are held in memory.
    """

    drawn: ClassVar[bool] = False

    def __init__(self, path: Path) -> None:
        self._kind = load_spec().kinds["picture"]
        self._people = _photos(path, self._kind)

    @property
    def count(self) -> int:
        """How many photos the folder has."""
        return len(self._people)

    def person(self, n: int) -> Picture:
        """The n-th photo as it is in the folder."""
        if _number(n) >= self.count:
            raise TooFewPictures(n + 1, self.count)
        return self._people[n]

    def again(self, n: int) -> Picture:
        """The n-th photo encoded anew as jpg, with the best of some qualities that gives another file short enough."""
        photo, most = self.person(n), self._kind.sure_bytes
        others = [reencoded(photo, quality=quality) for quality in (80, 60, 40)]
        return next((other for other in others if other.data != photo.data and _within(other, most)), others[-1])


def _within(picture: Picture, most: int | None) -> bool:
    return most is None or picture.size <= most


def _number(n: int) -> int:
    if n < 0:
        raise ValueError(f"People are counted from 0, and there is none with the number {n}.")
    return n


def _photos(folder: Path, kind: Kind) -> Sequence[Picture]:
    people, faults = [], []
    files = _files(folder, kind)
    for person, file in enumerate(files):
        try:
            people.append(read_photo(file, person, kind))
        except AlbumError as error:
            faults.append(str(error))
    faults += _twins(files, people) if not faults else []
    if faults:
        raise AlbumError("\n".join(faults))
    return people


def _files(folder: Path, kind: Kind) -> list[Path]:
    names = " or ".join(kind.formats)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise AlbumError(
            f"{folder} can't be read as a folder ({error.strerror}): give one with photos of distinct people ({names})."
        ) from error
    files = [entry for entry in entries if _counts(entry, kind)]
    if not files:
        raise AlbumError(f"{folder} has no picture in it: put photos of distinct people there, one each ({names}).")
    return files


def _counts(entry: Path, kind: Kind) -> bool:
    suffix = entry.suffix.lower().removeprefix(".").replace("jpeg", "jpg")
    return suffix in kind.formats and not entry.name.startswith(".") and not entry.is_dir()


def _twins(files: Sequence[Path], people: Sequence[Picture]) -> Iterator[str]:
    seen: dict[bytes, Path] = {}
    for file, picture in zip(files, people, strict=True):
        first = seen.setdefault(picture.data, file)
        if first != file:
            yield f"{file} is the same picture as {first.name}: every file must show another person, so remove one."
