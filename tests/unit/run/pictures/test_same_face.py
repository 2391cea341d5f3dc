"""Perceptual hashes: far apart between people, near for two pictures of one person."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO

import imagehash
import numpy as np
import pytest
from PIL import Image

from conformance.run.pictures import DrawnAlbum, Picture, draw, reencoded, resized

PEOPLE = 200
HASHES: dict[str, Callable[[Image.Image], imagehash.ImageHash]] = {
    "phash 8": lambda image: imagehash.phash(image, 8),
    "phash 16": lambda image: imagehash.phash(image, 16),
    "dhash 8": lambda image: imagehash.dhash(image, 8),
    "dhash 16": lambda image: imagehash.dhash(image, 16),
}
BETWEEN = {"phash 8": 14, "phash 16": 72, "dhash 8": 12, "dhash 16": 60}
WITHIN = {"phash 8": 4, "phash 16": 8, "dhash 8": 6, "dhash 16": 16}
OTHERS: dict[str, Callable[[int], Picture]] = {
    "quality 50": lambda person: reencoded(draw(person), quality=50),
    "png": lambda person: draw(person, format="png"),
    "half": lambda person: resized(draw(person), 120, 160),
    "double": lambda person: resized(draw(person), 480, 640),
    "square": lambda person: draw(person, width=64, height=64),
    "again": DrawnAlbum().again,
}


def bits(name: str, picture: Picture) -> np.ndarray:
    return HASHES[name](Image.open(BytesIO(picture.data))).hash.flatten().astype(np.int16)


@cache
def everybody(name: str) -> np.ndarray:
    return np.array([bits(name, draw(person)) for person in range(PEOPLE)])


@pytest.mark.parametrize("name", HASHES)
def test_people_are_far_apart(name):
    hashes = everybody(name)
    distances = hashes @ (1 - hashes).T + (1 - hashes) @ hashes.T
    assert distances[np.triu_indices(PEOPLE, 1)].min() >= BETWEEN[name]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", HASHES)
def test_another_picture_of_a_person_is_near(name, other):
    distances = [np.abs(bits(name, OTHERS[other](person)) - everybody(name)[person]).sum() for person in range(60)]
    assert max(distances) <= WITHIN[name]


@pytest.mark.parametrize("name", HASHES)
def test_a_person_in_the_largest_landscape_is_near(name):
    for person in range(5):
        distance = np.abs(bits(name, draw(person, width=1920, height=1080)) - everybody(name)[person]).sum()
        assert distance <= WITHIN[name]
