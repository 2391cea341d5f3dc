"""Drawn people: reproducible, of any size in pixels, in every format."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from conformance.run.pictures import Picture, draw
from conformance.run.pictures.drawn import _drawn
from conformance.run.pictures.paint import CANVAS, paint
from conformance.run.pictures.picture import CONTENT_TYPES, PILLOW_NAMES
from conformance.run.pictures.traits import traits


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.data))


def test_equal_arguments_give_equal_bytes_also_when_drawn_anew():
    first = draw(7, seed=3, width=100, height=90)
    _drawn.cache_clear()
    assert draw(7, seed=3, width=100, height=90) == first


def test_a_person_looks_the_same_on_every_machine():
    portraits = b"".join(paint(traits(0, person)).tobytes() for person in range(10))
    assert sha256(portraits).hexdigest()[:16] == "aee2599f8f57777b"  # Pillow 10.3 to 13.0


def test_people_and_seeds_are_told_apart():
    assert len({draw(person, seed=seed).sha256 for person in range(20) for seed in range(3)}) == 60


def test_a_person_fills_the_canvas_once():
    assert paint(traits(0, 1)).size == CANVAS
    assert paint(traits(0, 1)).tobytes() != paint(traits(0, 2)).tobytes()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (64, 64), (240, 320), (1920, 1080), (1921, 1081), (1080, 1920)])
def test_any_size_in_pixels(width, height):
    image = opened(draw(1, width=width, height=height))
    assert (image.width, image.height) == (width, height)


@pytest.mark.parametrize("name", PILLOW_NAMES)
def test_every_format(name):
    picture = draw(1, format=name)
    assert opened(picture).format == PILLOW_NAMES[name]
    assert picture.filename == f"face-1.{name}"
    assert picture.content_type == CONTENT_TYPES[name]
    assert picture.format == name
    assert picture.person == 1


def test_quality_changes_the_file():
    assert draw(1, quality=30).size < draw(1, quality=95).size


def test_the_digest_is_that_of_the_bytes():
    assert draw(1).sha256 == sha256(draw(1).data).hexdigest()


def test_a_message_about_a_picture_does_not_print_its_bytes():
    assert "data" not in repr(draw(1, size=100_000))


def test_no_pixels_are_refused():
    with pytest.raises(ValueError, match="can't have 0 x 320 pixels: both sides need 1 or more"):
        draw(1, width=0)


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="can't be drawn as 'tiff': choose one of jpg, png"):
        draw(1, format="tiff")


def test_what_was_drawn_is_kept_within_bounds():
    _drawn.cache_clear()
    for person in range(300):
        draw(person, width=8, height=8)
    assert _drawn.cache_info().currsize == _drawn.cache_info().maxsize == 256
    draw(299, width=8, height=8, size=5000)  # the padding is not a reason to draw again
    assert _drawn.cache_info().hits == 1
