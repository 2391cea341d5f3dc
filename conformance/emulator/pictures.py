"""Pictures: whether one can be used, and the perceptual hash by which a face is known again.

Only the hash is kept. It is of 256 bits: pictures of the same content, compressed or resized, differ in a few of
them, pictures of different people in many.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image

from conformance.emulator.readings import Readings
from conformance.emulator.refusal import Refused
from conformance.spec import Kind

HASH_SIDE = 16
"""Rows and columns of bits in a hash."""

HASH_BYTES = HASH_SIDE * HASH_SIDE // 8

SAME_FACE = 32
"""The most bits in which the hashes of two pictures of one face differ."""

FLAT = 16
"""A picture whose grey levels (0 to 255) span no more than this shows no face."""

JPEG = b"\xff\xd8"
JPEG_ENDS = b"\xff\xda", b"\xff\xd9"
PNG_ENDS = b"IDAT", b"IEND\xaeB\x60\x82"
"""How a JPEG begins; and the last thing of a picture's data that begins, and what ends the file after it."""

FORMATS = {"jpg": "JPEG", "png": "PNG"}
"""The document's names of formats -> Pillow's."""


def unusable(detail: str) -> Refused:
    """The refusal of a picture."""
    return Refused("picture-unusable", detail)


def look(content: bytes, kind: Kind, readings: Readings) -> bytes:
    """The hash of the face in a picture (s:421, s:422). Raises Refused (picture-unusable).

    Takes some milliseconds. The size is read, and refused, before anything is decoded.
    """
    check_bytes(len(content), kind, readings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # check_size refuses all that it warns of
        try:
            image = Image.open(io.BytesIO(content), formats=[FORMATS[name] for name in kind.formats])
        except Exception as error:  # Pillow's readers raise nearly anything on broken headers
            raise unusable(f"no picture: {error}") from error
    check_size(image.width, image.height, kind, readings)
    check_end(content)
    grey = decode(image)
    if readings["picture.no-face"] == "refused":
        check_face(grey)
    return hash_of(grey)


def check_bytes(size: int, kind: Kind, readings: Readings) -> None:
    """The file is not larger than 1M bytes, by the reading picture.megabyte (s:422)."""
    most = kind.sure_bytes if readings["picture.megabyte"] == str(kind.sure_bytes) else kind.max_bytes
    if size > (most or 0):
        raise unusable(f"{size} bytes")


def check_size(width: int, height: int, kind: Kind, readings: Readings) -> None:
    """The picture is at most 1920 wide and 1080 high (s:421), upright by the reading picture.portrait."""
    most_wide, most_high = kind.max_width or 0, kind.max_height or 0
    fits = width <= most_wide and height <= most_high
    upright = width <= most_high and height <= most_wide
    if not fits and not (upright and readings["picture.portrait"] == "accepted"):
        raise unusable(f"{width}*{height} pixels")


def check_end(content: bytes) -> None:
    """The file is complete: Pillow itself forgives a missing end."""
    begin, end = JPEG_ENDS if content.startswith(JPEG) else PNG_ENDS
    if content.rfind(end) < content.rfind(begin):
        raise unusable("the end of the file is missing")


def decode(image: Image.Image) -> Image.Image:
    """The grey levels of a picture. Raises Refused if it is broken."""
    try:
        # A hash needs few pixels: a JPEG is read at the scale that still has enough of them.
        image.draft("L", (8 * HASH_SIDE, 8 * HASH_SIDE))
        if image.has_transparency_data:
            image = flatten(image.convert("RGBA"))
        return image.convert("L")
    except Exception as error:  # Pillow's decoders raise nearly anything on broken data
        raise unusable(f"a broken picture: {error}") from error


def flatten(image: Image.Image) -> Image.Image:
    """A picture with transparency on white."""
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)


def check_face(grey: Image.Image) -> None:
    """There is something to see: a uniform picture has no face."""
    extrema: Any = grey.getextrema()
    if extrema[1] - extrema[0] <= FLAT:
        raise unusable("no face")


def hash_of(grey: Image.Image) -> bytes:
    """The perceptual hash."""
    import imagehash  # here, because it brings numpy and scipy: the emulator starts in half the time without

    bits = imagehash.phash(grey, hash_size=HASH_SIDE).hash
    return int("".join("1" if bit else "0" for bit in bits.flatten()), 2).to_bytes(HASH_BYTES, "big")


def distance(one: bytes, other: bytes) -> int:
    """In how many bits two hashes differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def nearest(picture: bytes, known: list[tuple[int, bytes]]) -> int | None:
    """The key of the most similar known hash, the first of several; None if none is similar enough."""
    best, best_key = SAME_FACE + 1, None
    for key, candidate in known:
        bits = distance(picture, candidate)
        if bits < best:
            best, best_key = bits, key
    return best_key
