"""The profile of a device: read, refused with a sentence, written for the next run."""

import pytest

from conformance.run.outcomes import UsageError
from conformance.run.profile import read_profile, write_profile
from conformance.spec import load_spec

GOOD = """
name = "front door"
model = "FM020"
firmware = "1.4.2"
absent = ["getFaceByPicture"]
timeout = 3
quiet = true

[readings]
"name.length-unit" = "characters"
"""


def test_a_profile(tmp_path):
    profile = read_profile(_file(tmp_path, GOOD))
    assert (profile.name, profile.model, profile.firmware) == ("front door", "FM020", "1.4.2")
    assert profile.absent == {"getFaceByPicture"}
    assert profile.readings == {"name.length-unit": "characters"}
    assert (profile.timeout, profile.quiet) == (3.0, True)


def test_no_profile_declares_nothing():
    assert read_profile(None).as_json()["absent"] == []


def test_the_whole_module_may_be_absent(tmp_path):
    assert read_profile(_file(tmp_path, 'absent = "face"')).absent == frozenset(load_spec().operations)


def test_a_code_book_stands_beside_it(tmp_path):
    (tmp_path / "codes.toml").write_text('cause = []\n[code_book]\nname = "lab"\n')
    profile = read_profile(_file(tmp_path, 'code_book = "codes.toml"'))
    assert profile.code_book is not None
    assert profile.code_book.name == "lab"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "it is not TOML"),
        ("colour = 1", "colour is not known; known are"),
        ("name = 1", "name is not a text"),
        ('absent = ["getFaces"]', "there is no such operation"),
        ("absent = 3", "absent is not a list"),
        ('[readings]\n"x.y" = "z"', "x.y is not an open point"),
        ('[readings]\n"name.length-unit" = "feet"', "is one of bytes, characters, not 'feet'"),
        ("readings = 1", "readings is not a table"),
        ("timeout = 0", "timeout is not a number of seconds above 0"),
        ("timeout = true", "timeout is not a number of seconds above 0"),
        ('code_book = "gone.toml"', "can't be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, sentence):
    file = _file(tmp_path, text)
    with pytest.raises(UsageError, match=rf"--profile {file}: .*{sentence}"):
        read_profile(file)


def test_a_missing_file(tmp_path):
    with pytest.raises(UsageError, match=r"--profile .*gone: it can't be read"):
        read_profile(tmp_path / "gone")


def test_what_a_run_found_can_be_given_to_the_next(tmp_path):
    readings = {"name.length-unit": "bytes", "age.unset": "null"}
    given = read_profile(_file(tmp_path, GOOD.replace("FM020", 'F\\"M'))).as_json()
    write_profile(tmp_path / "found.toml", given, readings)
    profile = read_profile(tmp_path / "found.toml")
    assert profile.readings == readings
    assert profile.as_json() == given | {"readings": readings}
    assert profile.model == 'F"M'


def _file(folder, text):
    file = folder / "profile.toml"
    file.write_text(text)
    return file
