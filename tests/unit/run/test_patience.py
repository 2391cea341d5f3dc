"""How long a run waits for a device that does not answer."""

import pytest

from conformance.run.patience import HANGS, Durations, Patience
from conformance.spec import load_spec

LIMIT = 10.0


@pytest.fixture
def patience():
    """Half a millisecond an answer, but for one; pictures take ten."""
    patience = Patience(load_spec(), LIMIT)
    for _ in range(100):
        patience.answered("getGroupList", 0.0005)
        patience.answered("addFace", 0.3)
    patience.answered("getGroupList", 9.0)
    return patience


def test_the_whole_limit_before_anything_hung(patience):
    assert patience.limit_for("getGroupList") == LIMIT


def test_less_for_the_next_ones(patience):
    patience.hung("getFace")
    assert patience.limit_for("getGroupList") == 2.0
    assert patience.limit_for("deleteGroup") == 2.0
    assert 5.9 < patience.limit_for("addFace") < 6.7
    assert patience.limit_for("getFaceByPicture") == patience.limit_for("addFace")


def test_the_whole_limit_where_nothing_alike_was_answered():
    patience = Patience(load_spec(), LIMIT)
    patience.answered("getGroupList", 0.01)
    patience.hung("getFace")
    assert patience.limit_for("addFace") == LIMIT


def test_never_more_than_the_limit():
    patience = Patience(load_spec(), 1.0)
    patience.answered("getGroupList", 0.9)
    patience.hung("getFace")
    assert patience.limit_for("getGroupList") == 1.0


def test_an_operation_is_given_up_after_some_hangs(patience):
    for number in range(HANGS):
        assert not patience.given_up("getFace")
        assert patience.has_hung("getFace") == (number > 0)
        patience.hung("getFace")
    assert patience.given_up("getFace")
    assert not patience.given_up("getGroupList")


def test_usual_is_what_nineteen_of_twenty_take():
    durations = Durations()
    assert not durations
    for number in range(1, 101):
        durations.add(number / 100)
    assert 0.95 <= durations.usual <= 0.95 * 1.1
