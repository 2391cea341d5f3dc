"""Reads a photo that a user gives, and refuses one that a device needn't take: its refusal would prove nothing."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image

from conformance.run.pictures.errors import AlbumError
from conformance.run.pictures.picture import PILLOW_NAMES, Format, Picture, picture_of
from conformance.spec import Kind

_FORMATS: Mapping[str | None, Format] = {
    **{theirs: ours for ours, theirs in PILLOW_NAMES.items()},
    "MPO": "jpg",  # a jpg with more pictures behind the first, as some cameras write it
}
_UPRIGHT = (None, 1)


def read_photo(path: Path, person: int, kind: Kind) -> Picture:
    """The photo as the picture of that person, its bytes unchanged, its own name left out.

    AlbumError names the file and says everything that `kind`, the spec's picture, has against it.
    """
    data = _bytes(path)
    image = _opened(path, data)
    faults = [*_faults(image, kind), *_too_long(data, kind)]
    if faults:
        raise AlbumError("\n".join(f"{path} {fault}." for fault in faults))
    _decoded(path, image)
    return picture_of(person, _FORMATS[image.format], data)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AlbumError(f"{path} can't be read ({error.strerror}): make it readable or remove it.") from error


def _opened(path: Path, data: bytes) -> Image.Image:
    """The picture as far as its header tells: pixels are decoded later, when there aren't too many of them."""
    with _readable(path):
        image = Image.open(BytesIO(data))
        image.getexif()
        return image


def _decoded(path: Path, image: Image.Image) -> None:
    """Decodes the pixels, which finds a file that is cut off."""
    with _readable(path):
        image.load()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd Exif and very many pixels: what matters of it is checked here
            yield
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise AlbumError(f"{path} can't be decoded as a picture: save it again as jpg, or remove it.") from error


def _faults(image: Image.Image, kind: Kind) -> Iterator[str]:
    if _FORMATS.get(image.format) not in kind.formats:
        yield f"is a {image.format} file, whatever its name: save it as {' or '.join(kind.formats)}"
    if _more(image.width, kind.max_width) or _more(image.height, kind.max_height):
        yield (
            f"has {image.width} x {image.height} pixels, and a device need only take {kind.max_width} x "
            f"{kind.max_height}: scale it down, so that it is no wider and no higher"
        )
    if image.getexif().get(ExifTags.Base.Orientation) not in _UPRIGHT:
        yield "is stored turned or mirrored (Exif orientation), which a device may overlook: save it upright"


def _too_long(data: bytes, kind: Kind) -> Iterator[str]:
    if _more(len(data), kind.sure_bytes):
        yield (
            f"has {len(data)} bytes, and a device need only take {kind.sure_bytes}: "
            "save it with less quality or fewer pixels"
        )


def _more(value: int, limit: int | None) -> bool:
    return limit is not None and value > limit
