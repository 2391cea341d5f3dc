"""A picture as it is sent, and the file formats in which one can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import Literal, get_args

from PIL import Image

Format = Literal["jpg", "png", "gif", "webp", "bmp"]

PILLOW_NAMES: Mapping[Format, str] = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP"}
"""What Pillow calls each format."""

CONTENT_TYPES: Mapping[Format, str] = {
    "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp",
}  # fmt: skip

_FORMATS: Mapping[str, Format] = {content_type: name for name, content_type in CONTENT_TYPES.items()}


@dataclass(frozen=True)
class Picture:
    """A file to send: its bytes, the file name and content type of its multipart part, and whom it shows.

    `person` is the number of the person in its album, None if the picture shows none or several.
    """

    data: bytes = field(repr=False)  # up to a megabyte, which no failure message should print
    filename: str
    content_type: str
    person: int | None = None

    @property
    def size(self) -> int:
        """The length of the file in bytes."""
        return len(self.data)

    @property
    def format(self) -> Format:
        """The format that the content type names."""
        return _FORMATS[self.content_type]

    @cached_property
    def sha256(self) -> str:
        """The digest of the file in hexadecimal digits: the name under which a cassette keeps it."""
        return sha256(self.data).hexdigest()


def picture_of(person: int | None, format: Format, data: bytes) -> Picture:  # noqa: A002 - the field's own word
    """The picture of a person, or of none or several (None); its file name says no more than that."""
    name = "picture" if person is None else f"face-{person}"
    return Picture(data, f"{name}.{format}", CONTENT_TYPES[format], person)


def encode(image: Image.Image, format: Format, quality: int) -> bytes:  # noqa: A002
    """The file of an image; `quality` (1 to 95) counts for jpg and webp alone. ValueError for another format."""
    if format not in PILLOW_NAMES:
        raise ValueError(f"A picture can't be drawn as {format!r}: choose one of {', '.join(get_args(Format))}.")
    options = {"quality": quality} if format in ("jpg", "webp") else {}
    file = BytesIO()
    image.save(file, PILLOW_NAMES[format], **options)
    return file.getvalue()


def decode(data: bytes) -> Image.Image:
    """The pixels of a file (RGB). OSError or ValueError if it is no picture."""
    return Image.open(BytesIO(data)).convert("RGB")
