"""What a picture is: reasons to refuse it, by its bytes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from conformance.oracle.reasons import Choice, Reason, may, must
from conformance.spec import Kind

_FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "BMP": "bmp"}


@dataclass(frozen=True)
class PictureFacts:
    """Format (empty: none known), size in pixels, whether all of it can be read, and whether it is all of one tone."""

    format: str
    width: int = 0
    height: int = 0
    whole: bool = False
    plain: bool = False


@lru_cache(maxsize=512)
def picture_facts(data: bytes) -> PictureFacts:
    """Looks into a picture."""
    try:
        with warnings.catch_warnings(), _of_any_size():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
    except (OSError, ValueError, SyntaxError):
        return PictureFacts("")
    kind = _FORMATS.get(image.format or "", "other")
    width, height = image.size
    if width * height > 16_000_000:
        return PictureFacts(kind, width, height, whole=True)
    try:
        tones = image.convert("L").getextrema()
    except (OSError, ValueError, SyntaxError):
        return PictureFacts(kind, width, height)
    return PictureFacts(kind, width, height, whole=True, plain=tones[0] == tones[1])


@contextmanager
def _of_any_size() -> Iterator[None]:
    """Lets the size be read of a picture that is a bomb when it is decoded, which we don't."""
    usual, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = usual


def picture_reasons(data: bytes, name: str, kind: Kind) -> Iterator[Reason]:
    """The reasons in a picture; `name` is the operation and parameter."""
    assert kind.max_bytes is not None
    assert kind.sure_bytes is not None
    if len(data) > kind.max_bytes:
        yield must(f"{name}.max-bytes", f"{len(data)} bytes are more than {kind.max_bytes}", "picture-bytes")
    elif len(data) > kind.sure_bytes:
        choice = Choice("picture.megabyte", str(kind.sure_bytes), str(kind.max_bytes))
        yield may(f"{len(data)} bytes", "picture-bytes", choice)
    facts = picture_facts(data)
    if facts.format not in kind.formats:
        yield must(f"{name}.format", f"the file is {facts.format or 'no picture'}", "picture-format")
        return
    yield from _size_reasons(facts, name, kind)
    if not facts.whole:
        yield may("the picture is broken", "picture-face")
    elif facts.plain:
        # A search refuses what shows nothing also because nobody is found.
        face = Choice("picture.no-face", "refused", "accepted") if name.startswith("addFace.") else None
        yield may("the picture shows nothing", "picture-face", face)


def _size_reasons(facts: PictureFacts, name: str, kind: Kind) -> Iterator[Reason]:
    assert kind.max_width is not None
    assert kind.max_height is not None
    if facts.width <= kind.max_width and facts.height <= kind.max_height:
        return
    size = f"{facts.width}x{facts.height} pixels"
    if facts.width <= kind.max_height and facts.height <= kind.max_width:
        yield may(size, "picture-size", Choice("picture.portrait", "refused", "accepted"))
    else:
        yield must(f"{name}.max-size", f"{size} are more than {kind.max_width}x{kind.max_height}", "picture-size")
