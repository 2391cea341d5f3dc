"""The line of a terminal that tells how far a run is."""

import pytest

from conformance.report.progress import Rate, progress_line

WORDS = ["0 failed", "14 s", "438 requests/s"]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (100, "[###.......] 180/600  0 failed  14 s  438 requests/s  addFace"),
        (72, "[###.......] 180/600  0 failed  14 s  438 requests/s  addFace"),
        (71, "180/600  0 failed  14 s  438 requests/s  addFace"),
        (50, "180/600  0 failed  14 s  addFace"),
        (42, "180/600  0 failed  14 s"),
        (10, "180/600  0"),
    ],
)
def test_what_is_less_telling_goes_first(width, line):
    assert progress_line(180, 600, WORDS, "addFace", width) == line


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("operation", ["", "getFace", "removeFaceInfoItem"])
def test_it_keeps_its_form_and_fits(width, operation):
    line = progress_line(600, 600, WORDS, operation, width)
    assert len(line) <= width
    assert ("[##########]" in line) == (width == 80)


def test_before_the_first_check():
    assert progress_line(0, 0, WORDS, "", 100).startswith("[..........] 0/0")


def test_the_rate_is_that_of_the_last_seconds():
    rate = Rate()
    assert rate.at(0, now=100.0) == 0
    assert rate.at(50, now=101.0) == 50
    assert rate.at(100, now=102.0) == 50
    # Then the camera hangs.
    assert rate.at(100, now=106.0) == 10
    assert rate.at(100, now=120.0) == 0
