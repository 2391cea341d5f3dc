"""Other files of the same picture, drawn or photographed: other format, pixels, bytes."""

from __future__ import annotations

from PIL import Image

from conformance.run.pictures.padding import padded
from conformance.run.pictures.picture import Format, Picture, decode, encode, picture_of

_QUALITY = 80


def reencoded(picture: Picture, format: Format = "jpg", quality: int = _QUALITY) -> Picture:  # noqa: A002
    """The picture decoded and encoded again; what isn't pixels (Exif, comments) is lost."""
    return picture_of(picture.person, format, encode(decode(picture.data), format, quality))


def resized(picture: Picture, width: int, height: int, quality: int = _QUALITY) -> Picture:
    """The picture stretched to `width` x `height` pixels, in its own format."""
    image = decode(picture.data).resize((width, height), Image.Resampling.BILINEAR)
    return picture_of(picture.person, picture.format, encode(image, picture.format, quality))


def sized(picture: Picture, size: int) -> Picture:
    """The picture padded to `size` bytes; ValueError says the least if that is too few, or the format can't be."""
    if size == picture.size:
        return picture
    return picture_of(picture.person, picture.format, padded(picture.data, picture.format, size))


def side_by_side(left: Picture, right: Picture) -> Picture:
    """Two people in one picture, as wide and high as the left one."""
    width, height = decode(left.data).size
    both = Image.new("RGB", (width, height))
    for place, picture in ((0, left), (width // 2, right)):
        both.paste(decode(picture.data).resize((width - width // 2, height), Image.Resampling.BILINEAR), (place, 0))
    return picture_of(None, left.format, encode(both, left.format, _QUALITY))
