"""What a drawn person looks like: chosen once from the person's number, so every picture shows the same one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.run.pictures.dice import Dice

Colour = tuple[int, int, int]
Hair = Literal["bald", "short", "fringe", "bob", "long", "afro", "bun", "cap"]

COLUMNS, ROWS = 9, 8
"""The backdrop's tiles: the grid that dhash of size 8 compares, so each tile's tone shows in the coarsest hashes."""

_TONES = (44, 84, 124, 164, 204, 240)
_HAIR: tuple[Hair, ...] = ("bald", "short", "fringe", "bob", "long", "afro", "bun", "cap")
_HAIR_COLOURS = (
    (28, 24, 26), (62, 40, 28), (104, 64, 34), (150, 92, 44), (214, 176, 104), (172, 72, 36), (150, 150, 154),
    (236, 232, 224), (70, 84, 150), (176, 66, 120),
)  # fmt: skip
_SKINS = ((252, 224, 200), (240, 198, 164), (222, 172, 130), (190, 134, 94), (146, 98, 66), (100, 66, 46))
_EYES = ((60, 40, 28), (44, 84, 130), (58, 110, 70), (96, 96, 104))
_LIPS = ((176, 74, 76), (150, 58, 66), (196, 96, 92))
_BRIGHT, _SPAN = 255, 128


@dataclass(frozen=True)
class Traits:
    """A person in the units of the canvas (pixels): `x`, `y` the middle of the head, `wide`, `high` its half axes."""

    tiles: tuple[Colour, ...]
    x: int
    y: int
    wide: int
    high: int
    skin: Colour
    hair: Hair
    hair_colour: Colour
    eye_colour: Colour
    eye_gap: int
    eye_size: int
    brow: int
    nose: int
    mouth: int
    smile: int
    lips: Colour
    glasses: bool
    beard: bool
    shoulders: int
    stripes: tuple[Colour, ...]
    upright: bool


def shade(tint: Colour, tone: int) -> Colour:
    """The tint darkened (`tone` below 128) or lightened (above) to about that brightness, 0 to 255."""
    if tone < _SPAN:
        red, green, blue = (part * tone // _SPAN for part in tint)
    else:
        red, green, blue = (part + (_BRIGHT - part) * (tone - _SPAN) // _SPAN for part in tint)
    return red, green, blue


def traits(seed: int, person: int) -> Traits:
    """The traits of a person; `seed` tells apart the populations that two runs draw."""
    dice = Dice(f"{seed}/{person}")
    return Traits(
        tiles=_tones(dice, _tint(dice), COLUMNS * ROWS),
        x=dice.between(170, 310),
        y=dice.between(250, 340),
        wide=dice.between(84, 112),
        high=dice.between(116, 146),
        skin=dice.pick(_SKINS),
        hair=dice.pick(_HAIR),
        hair_colour=dice.pick(_HAIR_COLOURS),
        eye_colour=dice.pick(_EYES),
        eye_gap=dice.between(34, 46),
        eye_size=dice.between(13, 19),
        brow=dice.between(-6, 6),
        nose=dice.between(20, 38),
        mouth=dice.between(26, 44),
        smile=dice.between(6, 26),
        lips=dice.pick(_LIPS),
        glasses=dice.between(0, 3) == 0,
        beard=dice.between(0, 4) == 0,
        shoulders=dice.between(150, 230),
        stripes=_tones(dice, _tint(dice), dice.between(1, 6)),
        upright=dice.between(0, 1) == 0,
    )


def _tint(dice: Dice) -> Colour:
    return dice.between(90, 170), dice.between(90, 170), dice.between(90, 170)


def _tones(dice: Dice, tint: Colour, count: int) -> tuple[Colour, ...]:
    """Shades of one tint, each another brightness than the one before: equal neighbours make unsteady hashes."""
    tone, shades = 0, []
    for _ in range(count):
        tone = dice.pick([other for other in _TONES if other != tone])
        shades.append(shade(tint, tone))
    return tuple(shades)
