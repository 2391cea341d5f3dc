"""Pictures that a device should not take, or that show nobody: each made of a good one, drawn or photographed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from conformance.run.pictures.picture import Picture, encode, picture_of
from conformance.run.pictures.variants import reencoded

_HEADER = 16  # bytes: the signature of every format, and the first marker or chunk


def uniform(width: int = 240, height: int = 320, tone: int = 128) -> Picture:
    """A valid jpg in one grey (0 to 255), without a face; width and height in pixels."""
    return picture_of(None, "jpg", encode(Image.new("RGB", (width, height), (tone,) * 3), "jpg", quality=85))


def truncated(picture: Picture) -> Picture:
    """The first half of the file."""
    return replace(picture, data=picture.data[: picture.size // 2])


def empty() -> Picture:
    """A file named as a jpg, of no bytes."""
    return picture_of(None, "jpg", b"")


def text_named_jpg() -> Picture:
    """A text file that its name and its content type call a jpg."""
    return picture_of(None, "jpg", b"This is a text, and no picture.\n" * 64)


def broken_header(picture: Picture) -> Picture:
    """The file with zeros for its first bytes, so that nothing in it tells its format; as long as before."""
    return replace(picture, data=bytes(_HEADER) + picture.data[_HEADER:])


def as_gif(picture: Picture) -> Picture:
    """The same face as a gif, which the document doesn't name among the formats (s:421)."""
    return reencoded(picture, "gif")


def as_webp(picture: Picture) -> Picture:
    """The same face as a webp, which the document doesn't name either."""
    return reencoded(picture, "webp")


BAD: Mapping[str, Callable[[Picture], Picture]] = {
    "uniform": lambda _: uniform(),
    "empty": lambda _: empty(),
    "text": lambda _: text_named_jpg(),
    "truncated": truncated,
    "broken-header": broken_header,
    "gif": as_gif,
    "webp": as_webp,
}
"""Every one by name, made of the good picture that is given."""
