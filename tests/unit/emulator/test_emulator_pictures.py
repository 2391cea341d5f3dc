"""Pictures: which can be used, and who is taken for whom."""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Callable

import pytest
from emulating import face, jpeg
from PIL import Image

from conformance.emulator import pictures
from conformance.emulator.readings import choose
from conformance.emulator.refusal import Refused
from conformance.run.pictures import BAD, Format, Picture, draw, reencoded, resized
from conformance.spec import load_spec

KIND = load_spec().kinds["picture"]
READINGS = choose(load_spec())


def look(content: bytes) -> bytes:
    return pictures.look(content, KIND, READINGS)


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        look(content)
    assert refused.value.cause == "picture-unusable"
    return refused.value.detail


def test_two_hundred_people_are_told_apart_with_margin() -> None:
    hashes = [look(draw(person).data) for person in range(200)]
    nearest = min(pictures.distance(one, other) for one, other in itertools.combinations(hashes, 2))
    assert nearest > 2 * pictures.SAME_FACE


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: reencoded(picture, quality=50),
        lambda picture: reencoded(picture, format="png"),
        lambda picture: resized(picture, 216, 288),
        lambda picture: resized(picture, 264, 352, 50),
        lambda picture: resized(picture, 120, 160),
    ],
    ids=["quality 50", "png", "smaller", "larger", "half"],
)
def test_the_same_picture_is_known_again_with_margin(change: Callable[..., Picture]) -> None:
    for person in range(40):
        picture = draw(person)
        assert pictures.distance(look(picture.data), look(change(picture).data)) < pictures.SAME_FACE // 2


def test_nearest_is_the_most_similar_the_first_of_several() -> None:
    one, other = bytes(32), b"\1" + bytes(31)
    assert pictures.nearest(one, [(1, other), (2, one), (3, one)]) == 2
    assert pictures.nearest(b"\xff" * 32, [(1, one)]) is None
    assert pictures.nearest(one, []) is None


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_bad_pictures_are_refused(bad: Callable[..., Picture]) -> None:
    refusal(bad(draw(1)).data)


@pytest.mark.parametrize("cut", [1, 2, 10, 1000])
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_truncated_pictures_are_refused(kind: Format, cut: int) -> None:
    refusal(draw(1, format=kind).data[:-cut])


def test_limits_are_inclusive() -> None:
    look(face(1, size=(KIND.max_width, KIND.max_height)))
    assert "pixels" in refusal(face(1, size=(KIND.max_width + 1, KIND.max_height)))
    assert "pixels" in refusal(face(1, size=(KIND.max_width, KIND.max_height + 1)))
    look(draw(1, size=KIND.max_bytes).data)
    assert "bytes" in refusal(draw(1, size=KIND.max_bytes + 1).data)


def test_a_decompression_bomb_is_refused_by_its_head() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50000, 50000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    refusal(bomb)
    refusal(bomb.replace(head, chunk(b"IHDR", struct.pack(">IIBBBBB", 12000, 9000, 8, 2, 0, 0, 0))))


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "1"])
def test_pixel_formats_of_png(mode: str) -> None:
    image = Image.open(io.BytesIO(face(1))).convert(mode)
    image.save(file := io.BytesIO(), "PNG")
    assert pictures.distance(look(file.getvalue()), look(face(1))) < pictures.SAME_FACE


def test_a_transparent_uniform_picture_has_no_face() -> None:
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(file := io.BytesIO(), "PNG")
    assert refusal(file.getvalue()) == "no face"
    assert refusal(jpeg(Image.new("RGB", (100, 100), "gray"))) == "no face"
