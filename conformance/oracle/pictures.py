"""What a picture is: reasons to refuse it, by its bytes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from conformance.oracle.reasons import Choice, Reason, may, must
from conformance.spec import Kind
from conformance.wire import FilePart

_FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "BMP": "bmp"}


@dataclass(frozen=True)
class PictureFacts:
    """Format (empty: none known), size in pixels, whether all of it can be read, and whether it is all of one tone."""

    format: str
    width: int = 0
    height: int = 0
    whole: bool = False
    plain: bool = False


# By SHA-256: the same few pictures are sent again and again.
_seen: dict[str, PictureFacts] = {}
MOST_SEEN = 4096


def picture_facts(part: FilePart) -> PictureFacts:
    """Looks into a picture that is at hand."""
    facts = _seen.get(part.sha256)
    if facts is None:
        if len(_seen) >= MOST_SEEN:
            _seen.clear()
        facts = _seen[part.sha256] = _looked_into(part.data)
    return facts


def _looked_into(data: bytes) -> PictureFacts:
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


def picture_reasons(part: FilePart, name: str, kind: Kind) -> Iterator[Reason]:
    """The reasons in a picture; `name` is the operation and parameter."""
    assert kind.max_bytes is not None
    assert kind.sure_bytes is not None
    if part.size > kind.max_bytes:
        yield must(f"{name}.max-bytes", f"{part.size} bytes are more than {kind.max_bytes}", "picture-bytes")
    elif part.size > kind.sure_bytes:
        choice = Choice("picture.megabyte", str(kind.sure_bytes), str(kind.max_bytes))
        yield may(f"{part.size} bytes", "picture-bytes", choice)
    if not part.is_there:
        yield may("the picture was not kept", "picture-face")
        return
    facts = picture_facts(part)
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
