"""Requests at the same time: what one alone must be is all that is judged, and nothing is known afterwards."""

from conversation import REGULAR, STRANGER, group, record, with_group, with_record


def test_a_refusal_and_a_success_of_the_same_call_are_both_allowed():
    talk = with_group()
    talk.judge.state.overlapping = True
    assert not talk.says("createGroup", 0, name="new", capacity=1, description="d").violated
    assert not talk.says("createGroup", 200, name="new", capacity=1, description="d").violated
    assert not talk.says("createGroup", 0, name="vip", capacity=1, description="d").violated


def test_a_list_in_between_may_show_either_state():
    talk = with_record()
    talk.judge.state.overlapping = True
    assert not talk.shows("vip", record(age=60, age_range=8)).violated
    assert not talk.lists(group(name="new")).violated


def test_what_holds_of_any_answer_holds_here_too():
    talk = with_group()
    talk.judge.state.overlapping = True
    assert talk.says("createGroup", 4711, name="new", capacity=1, description="d").violated == {
        "createGroup.answer.code-listed"
    }
    entries = [STRANGER, REGULAR, group(count="none")]
    shown = talk.says("getGroupList", {"code": 0, "data": {"face_group": entries, "num": 3}})
    assert "getGroupList.answer.face_group.count" in shown.violated


def test_afterwards_the_state_is_learned_anew():
    talk = with_group()
    talk.judge.state.overlapping = True
    talk.says("deleteGroup", 0, name="vip")
    talk.judge.state.overlapping = False
    talk.judge.state.forget()
    assert not talk.lists(group(capacity=9)).violated
    assert not talk.says("createGroup", 200, name="vip", capacity=1, description="d").violated
