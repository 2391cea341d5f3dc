"""Albums: drawn people without end, and the photos that a user gives."""

from __future__ import annotations

import os
import pickle
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from conformance.run.pictures import Album, AlbumError, DrawnAlbum, FolderAlbum, TooFewPictures, draw
from conformance.spec import load_spec

KIND = load_spec().kinds["picture"]
MOST = f"{KIND.max_width} x {KIND.max_height}"


@pytest.fixture
def folder(tmp_path):
    """Two good photos, and files that don't count."""
    (tmp_path / "b.JPEG").write_bytes(draw(1).data)
    (tmp_path / "a.png").write_bytes(draw(2, format="png").data)
    (tmp_path / "notes.txt").write_text("not a photo")
    (tmp_path / "._b.jpg").write_bytes(b"what another system leaves behind")
    (tmp_path / "c.jpg").mkdir()
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(AlbumError) as caught:
        FolderAlbum(folder)
    return str(caught.value)


@pytest.mark.parametrize("make", [lambda folder: DrawnAlbum(4), FolderAlbum], ids=["drawn", "folder"])
def test_every_album_has_people_and_other_pictures_of_them(make, folder):
    album: Album = make(folder)
    assert album.person(0) == album.person(0)
    assert len({album.person(0).sha256, album.person(1).sha256, album.again(0).sha256, album.again(1).sha256}) == 4
    assert [album.person(1).person, album.again(1).person] == [1, 1]
    assert album.again(1) == album.again(1)
    with pytest.raises(ValueError, match="counted from 0, and there is none with the number -1"):
        album.person(-1)


def test_drawn_people_have_no_end():
    assert DrawnAlbum().count is None
    assert DrawnAlbum().drawn
    assert DrawnAlbum().person(123_456).person == 123_456
    assert DrawnAlbum(1).person(0) != DrawnAlbum(2).person(0)


def test_photos_come_in_the_order_of_their_names_as_they_are(folder):
    album = FolderAlbum(folder)
    assert (album.count, album.drawn) == (2, False)
    assert album.person(0).data == (folder / "a.png").read_bytes()
    assert album.person(1).data == (folder / "b.JPEG").read_bytes()


def test_a_photos_own_name_is_not_sent(tmp_path):
    (tmp_path / "Jane Doe.jpg").write_bytes(draw(1).data)
    assert FolderAlbum(tmp_path).person(0).filename == "face-0.jpg"


def test_the_content_tells_the_format(tmp_path):
    (tmp_path / "really-a-png.jpg").write_bytes(draw(1, format="png").data)
    picture = FolderAlbum(tmp_path).person(0)
    assert (picture.filename, picture.content_type) == ("face-0.png", "image/png")


def test_too_few_photos_say_how_many_are_needed(folder):
    with pytest.raises(TooFewPictures) as caught:
        FolderAlbum(folder).again(4)
    assert (caught.value.needed, caught.value.present) == (5, 2)
    assert str(caught.value) == (
        "This needs photos of 5 distinct people, and the folder of pictures has 2: add 3 more, one person each."
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_again_of_a_photo_near_the_limit_stays_within_it(tmp_path):
    noise = Image.frombytes("RGB", (1000, 700), os.urandom(2_100_000))
    file = BytesIO()
    noise.save(file, "JPEG", quality=82)
    (tmp_path / "a.jpg").write_bytes(file.getvalue())
    assert FolderAlbum(tmp_path).again(0).size <= KIND.sure_bytes


def test_no_folder(tmp_path):
    assert re.search(r"nowhere can't be read as a folder \(No such file.*\): give one", refusal(tmp_path / "nowhere"))


def test_a_file_for_a_folder(folder):
    assert re.search(r"a\.png can't be read as a folder \(Not a directory\): give one", refusal(folder / "a.png"))


def test_no_picture_in_it(tmp_path):
    assert re.search(r"has no picture in it: put photos of distinct people there.*jpg or png", refusal(tmp_path))


def test_a_file_that_cannot_be_read(folder):
    (folder / "gone.jpg").symlink_to(folder / "nothing")
    assert re.search(r"gone\.jpg can't be read \(No such file.*\): make it readable or remove it", refusal(folder))


@pytest.mark.parametrize("data", [b"", b"text", draw(1).data[:-2000], draw(1, format="png").data[:-2000]])
def test_no_picture_inside(folder, data):
    (folder / "z.jpg").write_bytes(data)
    assert re.search(r"z\.jpg can't be decoded as a picture: save it again as jpg, or remove it", refusal(folder))


def test_another_format_inside(folder):
    (folder / "z.jpg").write_bytes(draw(3, format="webp").data)
    assert re.search(r"z\.jpg is a WEBP file, whatever its name: save it as jpg or png\.", refusal(folder))


@pytest.mark.parametrize(("wider", "higher"), [(1, 0), (0, 1)])
def test_too_many_pixels(folder, wider, higher):
    width, height = KIND.max_width + wider, KIND.max_height + higher
    (folder / "z.jpg").write_bytes(draw(3, width=width, height=height).data)
    assert re.search(rf"z\.jpg has {width} x {height} pixels, and .* {MOST}: scale it down", refusal(folder))


def test_the_largest_picture_is_taken(tmp_path):
    picture = draw(3, width=KIND.max_width, height=KIND.max_height, size=KIND.sure_bytes)
    (tmp_path / "z.jpg").write_bytes(picture.data)
    assert FolderAlbum(tmp_path).person(0).data == picture.data


def test_too_many_bytes(folder):
    (folder / "z.jpg").write_bytes(draw(3, size=KIND.sure_bytes + 1).data)
    sentence = rf"z\.jpg has {KIND.sure_bytes + 1} bytes, and .* {KIND.sure_bytes}: save it with less quality"
    assert re.search(sentence, refusal(folder))


def test_a_photo_stored_on_its_side(folder):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (64, 64)).save(folder / "z.jpg", exif=exif)
    assert re.search(r"z\.jpg is stored turned or mirrored \(Exif orientation\).*: save it upright", refusal(folder))


def test_so_many_pixels_that_pillow_would_warn(folder):
    Image.new("1", (20_000, 5_000)).save(folder / "z.png")
    assert "z.png has 20000 x 5000 pixels" in refusal(folder)


def test_two_equal_files_are_named(folder):
    (folder / "z.jpg").write_bytes((folder / "b.JPEG").read_bytes())
    assert re.search(r"z\.jpg is the same picture as b\.JPEG: every file must show another person", refusal(folder))


def test_every_file_at_fault_is_named_at_once(folder):
    (folder / "y.jpg").write_bytes(b"")
    (folder / "z.jpg").write_bytes(draw(3, size=KIND.sure_bytes + 1, width=KIND.max_width + 1).data)
    lines = refusal(folder).splitlines()
    assert [re.search(r"(\w+\.jpg) (\S+ \S+)", line).groups() for line in lines] == [
        ("y.jpg", "can't be"), ("z.jpg", f"has {KIND.max_width + 1}"), ("z.jpg", f"has {KIND.sure_bytes + 1}"),
    ]  # fmt: skip
