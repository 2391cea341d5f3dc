"""Hair: what of it lies behind the head and what before it. Its outline is a large part of what tells people apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.run.pictures.brush import Brush
from conformance.run.pictures.traits import Hair, Traits, shade

_Style = Callable[[Brush, Traits], None]


def hair_behind(brush: Brush, person: Traits) -> None:
    """What the head covers in part."""
    _BEHIND.get(person.hair, _nothing)(brush, person)


def hair_before(brush: Brush, person: Traits) -> None:
    """What covers the forehead."""
    _BEFORE.get(person.hair, _nothing)(brush, person)


def _nothing(brush: Brush, person: Traits) -> None:
    pass


def _long(brush: Brush, person: Traits) -> None:
    brush.disc(0, -14, person.wide + 34, person.high + 26, person.hair_colour)
    brush.box(0, 130, person.wide + 34, 150, person.hair_colour, radius=30)


def _bob(brush: Brush, person: Traits) -> None:
    brush.disc(0, -14, person.wide + 30, person.high + 24, person.hair_colour)
    brush.box(0, 44, person.wide + 30, 66, person.hair_colour, radius=24)


def _afro(brush: Brush, person: Traits) -> None:
    brush.disc(0, -50, person.wide + 62, person.high + 36, person.hair_colour)


def _bun(brush: Brush, person: Traits) -> None:
    brush.disc(0, -person.high - 26, 48, 46, person.hair_colour)
    _crop(brush, person)


def _crop(brush: Brush, person: Traits) -> None:
    """Hair that ends above the ears."""
    brush.slice(0, -14, person.wide + 12, person.high + 12, (172, 368), person.hair_colour)


def _cap_of_hair(brush: Brush, person: Traits) -> None:
    brush.slice(0, -8, person.wide + 8, person.high + 12, (198, 342), person.hair_colour)


def _fringe(brush: Brush, person: Traits) -> None:
    brush.slice(0, -4, person.wide + 10, person.high + 16, (188, 352), person.hair_colour)


def _parting(brush: Brush, person: Traits) -> None:
    """Hair combed from a parting on one side over the forehead."""
    top, side = -person.high - 14, person.wide + 10
    brush.slice(0, -6, side, person.high + 14, (205, 335), person.hair_colour)
    lock = ((-side + 14, -40), (-side + 30, top + 60), (20, top + 12), (-20, -person.high // 2))
    brush.shape(lock, person.hair_colour)


def _cap(brush: Brush, person: Traits) -> None:
    cap = person.stripes[-1]
    brush.slice(0, -10, person.wide + 14, person.high + 20, (194, 346), cap)
    brush.box(0, -person.high // 3 - 12, person.wide + 34, 11, shade(cap, 80), radius=10)


_BEHIND: Mapping[Hair, _Style] = {
    "short": _crop, "fringe": _crop, "cap": _crop, "bob": _bob, "long": _long, "afro": _afro, "bun": _bun,
}  # fmt: skip
_BEFORE: Mapping[Hair, _Style] = {
    "short": _cap_of_hair, "fringe": _fringe, "bob": _fringe, "long": _parting, "afro": _cap_of_hair,
    "bun": _cap_of_hair, "cap": _cap,
}  # fmt: skip
