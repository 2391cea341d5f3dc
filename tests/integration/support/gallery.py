"""The pictures that witnesses name."""

from __future__ import annotations

import hashlib
import io
from functools import cache

from PIL import Image, ImageDraw


@cache
def picture(name: str) -> bytes:
    """The content of the picture of that name."""
    person = name.partition("-")[0] if name.startswith(("anna", "bert")) else "anna"
    image = drawn(person)
    match name:
        case "anna" | "bert":
            return saved(image)
        case "anna-again":
            return saved(image.resize((300, 400)), quality=70)
        case "largest":
            return saved(image.resize((1920, 1080)))
        case "too-high":
            return saved(image.resize((1920, 1081)))
        case "too-wide":
            return saved(image.resize((1921, 1080)), "png")
        case "megabyte":
            return saved(image).ljust(1_000_000, b"\0")
        case "over-megabyte":
            return saved(image).ljust(1_048_577, b"\0")
        case "png" | "gif":
            return saved(image, name)
    raise KeyError(name)


def drawn(person: str) -> Image.Image:
    """A drawing that differs from person to person in its large shapes."""
    image = Image.new("RGB", (240, 320), "white")
    draw = ImageDraw.Draw(image)
    for cell, tone in enumerate(hashlib.sha256(person.encode()).digest()):
        left, top = cell % 4 * 60, cell // 4 * 40
        draw.rectangle((left, top, left + 60, top + 40), fill=(tone,) * 3)
    return image


def saved(image: Image.Image, kind: str = "jpeg", quality: int = 90) -> bytes:
    """The content of a file."""
    image.save(file := io.BytesIO(), kind.upper(), **({"quality": quality} if kind == "jpeg" else {}))
    return file.getvalue()
