"""Exact sizes in bytes: the file stays valid, its pixels the same."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from time import perf_counter
from zlib import crc32

import pytest
from PIL import Image

from conformance.run.pictures import draw
from conformance.run.pictures.padding import padded
from conformance.spec import load_spec

KIND = load_spec().kinds["picture"]
SIZES = sorted(
    {base + step for base in (KIND.sure_bytes, KIND.max_bytes) for step in (-1, 0, 1)}
    | {65_536 + n for n in (-1, 0, 1)}
)


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG up to its scan; each segment must end where the next one begins."""
    assert data[:2] == b"\xff\xd8"
    place, markers = 2, []
    while not markers or markers[-1] != 0xDA:
        assert data[place] == 0xFF
        markers.append(data[place + 1])
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    assert data[-2:] == b"\xff\xd9"
    return markers


def chunks(data: bytes) -> Iterator[bytes]:
    """The chunk types of a PNG, whose lengths and CRCs must be right up to the last byte."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place = 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        body, crc = data[place + 4 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        assert crc32(body) == int.from_bytes(crc, "big")
        yield body[:4]
        place += 12 + length


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        image.verify()
    return Image.open(BytesIO(data)).tobytes()


@pytest.mark.parametrize("size", SIZES)
def test_a_jpg_of_an_exact_size_is_valid(size):
    picture = draw(1, size=size)
    assert picture.size == size
    assert segments(picture.data)[:2] == [0xE0, 0xFE]
    assert pixels(picture.data) == pixels(draw(1).data)


@pytest.mark.parametrize("size", SIZES)
def test_a_png_of_an_exact_size_is_valid(size):
    picture = draw(1, size=size, format="png")
    assert picture.size == size
    assert list(chunks(picture.data))[:2] == [b"IHDR", b"paDd"]
    assert pixels(picture.data) == pixels(draw(1, format="png").data)


@pytest.mark.parametrize("name", ["jpg", "png"])
@pytest.mark.parametrize("more", [0, 1, 2, 3, 4, 5, 11, 12, 13, 65_533, 65_534, 65_537, 65_538, 131_071, 131_075])
def test_every_size_from_the_natural_one_on_can_be_had(name, more):
    natural = draw(2, format=name)
    larger = draw(2, format=name, size=natural.size + more)
    assert larger.size == natural.size + more
    assert pixels(larger.data) == pixels(natural.data)
    assert segments(larger.data) if name == "jpg" else list(chunks(larger.data))


@pytest.mark.parametrize("name", ["jpg", "png"])
def test_a_size_too_small_is_refused_with_the_least(name):
    least = draw(2, format=name).size
    with pytest.raises(
        ValueError, match=f"can't be a {name} file of {least - 1} bytes: it needs {least} bytes or more"
    ):
        draw(2, format=name, size=least - 1)


@pytest.mark.parametrize("name", ["gif", "webp", "bmp"])
def test_other_formats_have_no_exact_size(name):
    with pytest.raises(ValueError, match=f"{name} file can't be given an exact size, only jpg and png can"):
        draw(2, format=name, size=100_000)


def test_exif_stays_the_first_segment():
    file = BytesIO()
    exif = Image.Exif()
    exif[271] = "Maker"
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    data = padded(file.getvalue(), "jpg", 3000)
    assert segments(data)[:3] == [0xE0, 0xE1, 0xFE]
    assert Image.open(BytesIO(data)).getexif()[271] == "Maker"


@pytest.mark.parametrize("name", ["jpg", "png"])
def test_a_megabyte_takes_no_time(name):
    draw(4, format=name)
    started = perf_counter()
    draw(4, format=name, size=KIND.max_bytes + 1)
    assert perf_counter() - started < 0.05  # seconds; it takes a hundredth of that
