"""Bad pictures are bad in the way that their name says, whatever good one they are made of."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, UnidentifiedImageError

from conformance.run.pictures import BAD, draw, reencoded, resized, side_by_side, sized
from conformance.run.pictures.bad import empty, text_named_jpg, truncated, uniform
from conformance.run.pictures.picture import decode


@pytest.fixture(params=["jpg", "png"])
def good(request):
    return draw(5, format=request.param)


def test_uniform_is_a_valid_picture_of_one_colour():
    picture = uniform(300, 200, tone=90)
    assert Image.open(BytesIO(picture.data)).size == (300, 200)
    assert decode(picture.data).getextrema() == ((90, 90),) * 3
    assert picture.person is None


def test_truncated_still_tells_its_format_but_cannot_be_decoded(good):
    image = Image.open(BytesIO(truncated(good).data))
    with pytest.raises(OSError, match="truncated"):
        image.load()


def test_empty_has_no_bytes_and_the_name_of_a_jpg():
    assert (empty().data, empty().filename, empty().content_type) == (b"", "picture.jpg", "image/jpeg")


def test_text_is_text():
    assert text_named_jpg().data.decode("ascii").startswith("This is a text")
    assert text_named_jpg().filename == "picture.jpg"


@pytest.mark.parametrize("name", ["empty", "text", "broken-header"])
def test_no_decoder_takes_these(name, good):
    with pytest.raises(UnidentifiedImageError):
        decode(BAD[name](good).data)


def test_a_broken_header_leaves_the_length(good):
    assert BAD["broken-header"](good).size == good.size


@pytest.mark.parametrize(("name", "form"), [("gif", "GIF"), ("webp", "WEBP")])
def test_other_formats_show_the_same_person(name, form, good):
    picture = BAD[name](good)
    assert Image.open(BytesIO(picture.data)).format == form
    assert (picture.person, picture.filename, picture.content_type) == (5, f"face-5.{name}", f"image/{name}")


def test_each_is_another_file(good):
    assert len({bad(good).sha256 for bad in BAD.values()} | {good.sha256}) == len(BAD) + 1


def test_two_people_in_one_picture(good):
    both = side_by_side(good, draw(6))
    assert decode(both.data).size == decode(good.data).size
    assert both.person is None
    assert both.format == good.format


def test_resized_keeps_person_and_format(good):
    larger = resized(good, 333, 222)
    assert decode(larger.data).size == (333, 222)
    assert (larger.person, larger.format) == (good.person, good.format)


def test_sized_pads_any_picture(good):
    photo = reencoded(good, good.format)
    assert sized(photo, photo.size) is photo
    assert sized(photo, 50_000).size == 50_000
    assert decode(sized(photo, 50_000).data).tobytes() == decode(photo.data).tobytes()
    with pytest.raises(ValueError, match="it needs"):
        sized(photo, photo.size - 1)
