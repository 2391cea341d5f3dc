"""Draws a person as a picture file of any format, any size in pixels and any size in bytes."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from conformance.run.pictures.padding import PADDABLE, padded
from conformance.run.pictures.paint import paint
from conformance.run.pictures.picture import Format, Picture, encode, picture_of
from conformance.run.pictures.traits import traits

_KEPT = 256  # files before padding: about 10 kilobytes each at the default size


def draw(
    person: int,
    *,
    seed: int = 0,
    width: int = 240,
    height: int = 320,
    format: Format = "jpg",  # noqa: A002 - the field's own word
    size: int | None = None,
    quality: int = 85,
) -> Picture:
    """A portrait of the person with that number among those whom `seed` makes up.

    Equal arguments give equal pixels; `width` and `height` are in pixels, `size` in bytes (jpg and png only).
    The drawing always fills the picture, whatever its proportions, so a perceptual hash knows the person again at
    any size. A `size` is reached by padding, so the pixels don't depend on it.
    ValueError if there is no such picture; for a `size` too small it says the smallest.
    """
    data = _drawn(person, seed, width, height, format, quality)
    if size is not None or format in PADDABLE:  # every jpg and png has padding, so that one byte more is possible
        data = padded(data, format, size)
    return picture_of(person, format, data)


@lru_cache(_KEPT)
def _drawn(person: int, seed: int, width: int, height: int, format: Format, quality: int) -> bytes:  # noqa: A002
    if min(width, height) < 1:
        raise ValueError(f"A picture can't have {width} x {height} pixels: both sides need 1 or more.")
    portrait = paint(traits(seed, person))
    return encode(portrait.resize((width, height), Image.Resampling.BILINEAR), format, quality)
