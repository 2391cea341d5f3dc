"""A write that got no answer in time may be carried out later, when others have been answered in between."""

import pytest
from conversation import group, picture, record, with_group


def unanswered():
    """addFace to the group vip, given up after a second."""
    talk = with_group()
    talk.says("addFace", None, at=100.0, faceid="7", pic=picture(), group_name="vip")
    assert talk.violated == {"transport.answers"}
    return talk


@pytest.mark.parametrize("seen", [0, 1])
def test_it_may_come_after_the_next_answer(seen):
    talk = unanswered()
    assert not talk.lists(group(count=seen), at=101.0).violated
    assert not talk.says("deleteGroup", 205, name="vip", at=101.1).violated
    assert not talk.shows("vip", record(), at=101.2).violated


def test_what_was_learned_meanwhile_is_not_sure_afterwards():
    talk = unanswered().lists(group(count=0), at=102.9)
    assert not talk.says("deleteGroup", 205, name="vip", at=103.5).violated


def test_in_the_end_it_is_carried_out_or_not():
    talk = unanswered().lists(group(count=0), at=104.0).shows("vip", total=0, at=104.1)
    assert talk.says("deleteGroup", 205, name="vip", at=104.2).violated == {"deleteGroup.answer.accepts"}


def test_what_needs_no_state_is_judged_all_the_while():
    talk = unanswered()
    assert talk.says("createGroup", 0, name=" x", capacity=1, description="d", at=101.0).violated
    assert talk.says("createGroup", 4711, name="x", capacity=1, description="d", at=101.1).violated
