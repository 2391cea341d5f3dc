"""A brush whose coordinates are pixels from the middle of the head: a face is drawn without knowing where it is."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageDraw

from conformance.run.pictures.traits import Colour


@dataclass(frozen=True)
class Brush:
    """Draws on `pen`; (0, 0) is the point `x`, `y` of the canvas, downwards is positive."""

    pen: ImageDraw.ImageDraw
    x: int
    y: int

    def disc(self, x: int, y: int, wide: int, high: int, colour: Colour) -> None:
        """An ellipse around a point, given its half axes."""
        self.pen.ellipse((*self._at(x - wide, y - high), *self._at(x + wide, y + high)), fill=colour)

    def ring(self, x: int, y: int, wide: int, high: int, colour: Colour, width: int) -> None:
        """The outline of an ellipse."""
        self.pen.ellipse((*self._at(x - wide, y - high), *self._at(x + wide, y + high)), outline=colour, width=width)

    def slice(self, x: int, y: int, wide: int, high: int, angles: tuple[int, int], colour: Colour) -> None:
        """A part of an ellipse, cut off by a chord; degrees clockwise from the right."""
        self.pen.chord((*self._at(x - wide, y - high), *self._at(x + wide, y + high)), *angles, fill=colour)

    def box(self, x: int, y: int, wide: int, high: int, colour: Colour, radius: int = 0) -> None:
        """A rectangle around a point with rounded corners, given its half sides."""
        corners = (*self._at(x - wide, y - high), *self._at(x + wide, y + high))
        self.pen.rounded_rectangle(corners, radius=radius, fill=colour)

    def stroke(self, start: tuple[int, int], end: tuple[int, int], colour: Colour, width: int) -> None:
        """A line with a width in pixels."""
        self.pen.line((self._at(*start), self._at(*end)), fill=colour, width=width)

    def shape(self, points: tuple[tuple[int, int], ...], colour: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon([self._at(*point) for point in points], fill=colour)

    def _at(self, x: int, y: int) -> tuple[int, int]:
        return self.x + x, self.y + y
