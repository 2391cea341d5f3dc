"""Paints a person on the canvas: backdrop, clothes, head, hair, face; frontal, from the back to the front."""

from __future__ import annotations

from PIL import Image, ImageDraw

from conformance.run.pictures.brush import Brush
from conformance.run.pictures.hair import hair_before, hair_behind
from conformance.run.pictures.traits import COLUMNS, ROWS, Colour, Traits, shade

CANVAS = (480, 640)
"""Width and height in pixels of the one canvas: a picture of any size is the canvas scaled to it."""

_WHITE, _DARK = (250, 250, 248), (30, 26, 28)
_SHADOW = 104  # a tone slightly darker than the colour itself


def paint(person: Traits) -> Image.Image:
    """The person's portrait on a new canvas (RGB)."""
    canvas = _backdrop(person)
    brush = Brush(ImageDraw.Draw(canvas), person.x, person.y)
    hair_behind(brush, person)
    brush.box(0, person.high + 20, person.wide // 2, 50, shade(person.skin, _SHADOW), radius=20)
    _clothes(canvas, person)
    _head(brush, person)
    for side in (-1, 1):
        _eye(brush, person, side)
    _nose(brush, person)
    _mouth(brush, person)
    hair_before(brush, person)
    if person.glasses:
        _glasses(brush, person)
    return canvas


def _backdrop(person: Traits) -> Image.Image:
    return _patches(person.tiles, COLUMNS, ROWS, CANVAS)


def _patches(colours: tuple[Colour, ...], columns: int, rows: int, size: tuple[int, int]) -> Image.Image:
    """Rows of rectangles of one colour each."""
    patches = Image.frombytes("RGB", (columns, rows), bytes(part for colour in colours for part in colour))
    return patches.resize(size, Image.Resampling.NEAREST)


def _clothes(canvas: Image.Image, person: Traits) -> None:
    """Round shoulders in as many stripes as the person wears."""
    left, top = person.x - person.shoulders, person.y + person.high + 30
    size = (2 * person.shoulders, CANVAS[1] - top)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] + 200), radius=96, fill=255)
    count = len(person.stripes)
    columns, rows = (count, 1) if person.upright else (1, count)
    canvas.paste(_patches(person.stripes, columns, rows, size), (left, top), mask)


def _head(brush: Brush, person: Traits) -> None:
    for side in (-1, 1):
        brush.disc(side * person.wide, 6, 16, 26, shade(person.skin, _SHADOW))
    brush.disc(0, 0, person.wide, person.high, person.skin)
    if person.beard:
        brush.slice(0, 0, person.wide, person.high + 6, (14, 166), person.hair_colour)


def _eye(brush: Brush, person: Traits, side: int) -> None:
    x, size = side * person.eye_gap, person.eye_size
    brush.disc(x, -8, size + 8, size, _WHITE)
    brush.disc(x, -8, size - 4, size - 4, person.eye_colour)
    brush.disc(x, -8, size // 2 - 1, size // 2 - 1, _DARK)
    brush.disc(x + 3, -12, 3, 3, _WHITE)
    inner, outer = (x - side * 20, -40 + person.brow), (x + side * 22, -40 - person.brow)
    brush.stroke(inner, outer, shade(person.hair_colour, 70), 8)


def _nose(brush: Brush, person: Traits) -> None:
    shadow = shade(person.skin, 88)
    brush.shape(((0, 0), (person.nose // 2, person.nose + 10), (-person.nose // 2, person.nose + 10)), shadow)
    brush.disc(0, person.nose + 10, person.nose // 2, 7, shadow)


def _mouth(brush: Brush, person: Traits) -> None:
    y = person.high // 2
    brush.slice(0, y, person.mouth, person.smile, (0, 180), person.lips)
    brush.slice(0, y, person.mouth - 8, person.smile // 2, (0, 180), _WHITE)
    brush.stroke((-person.mouth, y), (person.mouth, y), shade(person.lips, 90), 4)


def _glasses(brush: Brush, person: Traits) -> None:
    for side in (-1, 1):
        brush.ring(side * person.eye_gap, -8, 32, 28, _DARK, 6)
        brush.stroke((side * (person.eye_gap + 30), -10), (side * person.wide, -14), _DARK, 6)
    brush.stroke((-person.eye_gap + 30, -8), (person.eye_gap - 30, -8), _DARK, 6)
