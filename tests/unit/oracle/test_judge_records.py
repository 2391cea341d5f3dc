"""The judge on attributes and records."""

from hashlib import sha256

import pytest
from conversation import (
    GOOD,
    Conversation,
    group,
    picture,
    record,
    with_group,
    with_record,
)

from conformance.run.pictures import draw
from conformance.wire import AuthState, FilePart


def digest(part: FilePart) -> str:
    return sha256(part.data).hexdigest()


SHOWN = {"age": 20, "age_range": 4, "gender": 1}


def test_a_good_camera_is_not_accused():
    talk = with_record()
    assert not talk.violated
    assert {"addFace.effect.readable", "addFace.effect.listed", "getFaceList.answer.faceid_list.age"} <= talk.kept


@pytest.mark.parametrize("wrong", [{"age": 21}, {"gender": 2}])
def test_a_record_with_another_value(wrong):
    talk = with_group()
    added = {"code": 0, "data": {"faceid": "7"}}
    talk.says("addFace", added, faceid="7", pic=picture(), group_name="vip", age=20, gender=1)
    assert talk.shows("vip", record(**SHOWN | wrong)).violated == {"addFace.effect.readable"}


def test_a_list_that_shows_something_else_than_getface():
    talk = with_record().shows("vip", record(**SHOWN | {"gender": 2}))
    assert talk.violated == {"getFaceList.values.stored"}


def test_an_update_that_changes_what_it_does_not_mention():
    talk = with_record().says("updateFace", 0, group_name="vip", faceid="7", age=30)
    assert talk.shows("vip", record(age=30, age_range=5, gender=2)).violated == {"updateFace.unmentioned.kept"}


def test_an_update_that_does_nothing():
    talk = with_record().says("updateFace", 0, group_name="vip", faceid="7", age=30)
    assert talk.shows("vip", record(**SHOWN)).violated == {"updateFace.effect.updated"}


@pytest.mark.parametrize(("age", "age_range", "good"), [(6, 1, True), (7, 1, False), (28, 4, True), (29, 4, False)])
def test_age_ranges(age, age_range, good):
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip", age=age)
    talk.shows("vip", record(age=age, age_range=age_range))
    assert ("getFaceList.age_range.fits" not in talk.violated) == good


def test_45_is_in_two_ranges():
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip", age=45)
    assert not talk.shows("vip", record(age=45, age_range=7)).violated
    assert talk.observed["age_range.at-45"] == "7"


@pytest.mark.parametrize(("shown", "reading"), [({"age": None}, "null"), ({"age": 0}, "zero"), ({}, "absent")])
def test_how_an_unset_age_shows_is_a_reading(shown, reading):
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip")
    entry = record()
    del entry["age"]
    assert not talk.shows("vip", entry | shown).violated
    assert talk.observed["age.unset"] == reading


def test_an_age_from_nowhere():
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip")
    assert "addFace.age.unset" in talk.shows("vip", record(age=33, age_range=5)).violated


def test_another_faceid_than_the_one_given():
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": "8"}}, faceid="7", pic=picture(), group_name="vip")
    assert talk.violated == {"addFace.faceid.answered"}


@pytest.mark.parametrize(
    ("faceid", "requirement"),
    [("0", "addFace.faceid.positive"), ("-3", "addFace.faceid.positive"), (str(2**64), "addFace.faceid.64-bit")],
)
def test_faceids_that_must_be_refused(faceid, requirement):
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": faceid}}, faceid=faceid, pic=picture(), group_name="vip")
    assert talk.violated == {requirement}


def test_a_full_group():
    talk = Conversation().lists().says("createGroup", 0, name="one", capacity=1, description="d")
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="one")
    talk.says("addFace", {"code": 0, "data": {"faceid": "8"}}, faceid="8", pic=picture(), group_name="one")
    assert talk.violated == {"addFace.group.full"}


@pytest.mark.parametrize(("total", "wrong"), [(0, set()), (1, {"getFaceList.total_num.counts"})])
def test_a_group_that_is_not_there_has_no_records(total, wrong):
    """It may be refused or listed as empty, but it can't hold any."""
    assert with_group().shows("nobody", total=total).violated == wrong


def test_total_and_number_and_page_length():
    talk = with_record()
    assert talk.shows("vip", record(**SHOWN), total=2).violated >= {"getFaceList.total_num.counts"}
    talk = with_record().shows("vip", total=1)
    assert talk.violated == {"getFaceList.page_size.default"}


def test_a_record_twice_on_a_page():
    talk = with_record().shows("vip", record(**SHOWN), record(**SHOWN))
    assert "getFaceList.records.once" in talk.violated


@pytest.mark.parametrize(
    ("lists", "requirement"),
    [
        ({"success_list": []}, "deleteFace.lists.complete"),
        ({"success_list": [], "not_exist_list": ["7"]}, "deleteFace.success_list.deleted"),
        ({"success_list": ["7", "9"]}, "deleteFace.lists.asked-only"),
    ],
)
def test_deletion_lists(lists, requirement):
    data = {"success_list": [], "failed_list": [], "not_exist_list": []} | lists
    talk = with_record().says("deleteFace", {"code": 0, "data": data}, num=1, group_name="vip", faceid_list=["7"])
    assert requirement in talk.violated


def test_a_deletion_that_deletes_nothing():
    data = {"success_list": ["7"], "failed_list": [], "not_exist_list": []}
    talk = with_record().says("deleteFace", {"code": 0, "data": data}, num=1, group_name="vip", faceid_list=["7"])
    assert not talk.violated
    assert talk.lists(group(count=1)).violated == {"getGroupList.count.follows"}
    assert talk.shows("vip", record(**SHOWN)).violated


@pytest.mark.parametrize(
    ("arrives", "where", "accused"), [(True, "not_exist_list", False), (False, "not_exist_list", True)]
)
def test_a_stranger_who_arrived_may_be_a_regular(arrives, where, accused):
    talk = Conversation().lists()
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, group_name="stranger", faceid="7", pic=picture())
    if arrives:
        talk.judge.state.arrived(picture().sha256)
    lists = {"success_list": [], "failed_list": [], "not_exist_list": [], where: ["7"]}
    talk.says("deleteFace", {"code": 0, "data": lists}, num=1, group_name="stranger", faceid_list=["7"])
    assert bool(talk.violated) is accused


def test_attributes():
    talk = with_group().says("addFaceInfoItem", 0, num=1, group_name="vip", name_list=["hobby"])
    listed = {"code": 0, "data": {"num": 1, "name_list": ["hobby"]}}
    assert not talk.says("getFaceInfoItem", listed, group_name="vip").violated
    lost = {"code": 0, "data": {"num": 0, "name_list": []}}
    assert talk.says("getFaceInfoItem", lost, group_name="vip").violated == {"getFaceInfoItem.values.stored"}


@pytest.mark.parametrize("name", ["age", "faceid", "pic_url", "total_num"])
def test_reserved_names(name):
    talk = with_group().says("addFaceInfoItem", 0, num=1, group_name="vip", name_list=[name])
    assert talk.violated == {"addFaceInfoItem.name_list.reserved"}


def test_a_sixth_attribute():
    names = [f"a{number}" for number in range(5)]
    talk = with_group().says("addFaceInfoItem", 0, num=5, group_name="vip", name_list=names)
    talk.says("getFaceInfoItem", {"code": 0, "data": {"num": 5, "name_list": names}}, group_name="vip")
    talk.says("addFaceInfoItem", 0, num=1, group_name="vip", name_list=["one more"])
    assert talk.violated == {"addFaceInfoItem.attributes.limit"}


def test_the_wrong_record():
    answer = {"code": 0, "data": record("8", group_name="vip", age_range=4)}
    assert "getFace.record.asked" in with_record().says("getFace", answer, faceid="7").violated


@pytest.mark.parametrize(("answer", "reading"), [(2, "code-2"), (1, "code-1"), (0, "empty")])
def test_how_a_missing_record_is_answered_is_a_reading(answer, reading):
    talk = with_record()
    data = {"success_list": ["7"], "failed_list": [], "not_exist_list": []}
    talk.says("deleteFace", {"code": 0, "data": data}, num=1, group_name="vip", faceid_list=["7"])
    assert not talk.says("getFace", answer, faceid="7").violated
    assert talk.observed["getFace.unknown"] == reading


@pytest.mark.parametrize(
    ("state", "requirement"),
    [
        (AuthState("wrong", "own", "well-formed", "well-formed"), "sign.wrong"),
        (AuthState("absent", "own", "well-formed", "well-formed"), "sign.required"),
        (AuthState("correct", "absent", "well-formed", "well-formed"), "app_id.required"),
        (AuthState("correct", "own", "absent", "well-formed"), "random.required"),
        (AuthState("correct", "own", "well-formed", "ill-formed"), "timestamp.form"),
    ],
)
def test_authentication(state, requirement):
    talk = with_record().says("getFace", 0, faceid="7", auth=state)
    assert talk.violated == {f"getFace.{requirement}"}
    assert f"getFace.{requirement}" in with_record().says("getFace", 3, faceid="7", auth=state).kept


def test_lower_case_and_stale_are_readings():
    talk = with_record()
    lower = AuthState("other-case", "own", "well-formed", "well-formed")
    assert not talk.says("getFace", 3, faceid="7", auth=lower).violated
    stale = AuthState("correct", "own", "well-formed", "well-formed", offset=-999999)
    assert not talk.says("getFace", 7, faceid="7", auth=stale).violated
    assert (talk.observed["sign.case"], talk.observed["timestamp.window"]) == ("upper", "checked")


def test_get_is_not_carried_out():
    assert with_record().says("getFace", 0, faceid="7", method="GET").violated == {"getFace.method.post-only"}


def test_codes_out_of_the_list():
    assert with_record().says("getFace", 204, faceid="7", auth=GOOD).violated >= {"getFace.answer.code-listed"}


def test_a_picture_finds_the_wrong_record():
    answer = {"code": 0, "data": record("9", group_name="vip")}
    assert "getFaceByPicture.match.found" in with_record().says("getFaceByPicture", answer, pic=picture()).violated
    assert with_record().says("getFaceByPicture", 283, pic=picture()).violated == {"getFaceByPicture.match.found"}


def test_a_face_that_is_there_may_be_that_of_the_record_to_be_replaced():
    """A camera that replaces a taken faceid and refuses a face twice may look for the face first (point 63)."""
    talk = with_record()
    again = {"faceid": "7", "pic": picture(), "group_name": "vip", "age": 30}
    assert not talk.says("addFace", 206, **again).violated
    assert "faceid.taken" not in talk.observed


def test_another_picture_of_a_face_that_is_there():
    """What was vouched for as the same face may be refused for it, whoever else has records."""
    talk = with_record()
    usual, other = picture(), picture(draw(2).data)
    talk.judge.state.accepted_pictures |= {digest(usual), digest(other)}
    talk.judge.state.faces[digest(other)] = digest(usual)
    assert not talk.says("addFace", 208, faceid="8", pic=other, group_name="vip").violated
    talk.judge.state.faces.clear()
    assert talk.says("addFace", 208, faceid="9", pic=other, group_name="vip").violated == {"addFace.answer.accepts"}


def test_a_face_of_a_record_that_was_forgotten_and_seen_again():
    talk = with_record()
    talk.judge.state.accepted_pictures.add(digest(picture()))
    talk.judge.state.forget()
    talk.lists(group(count=1)).shows("vip", record(**SHOWN))
    talk.says("getFaceInfoItem", {"code": 0, "data": {"num": 0, "name_list": []}}, group_name="vip")
    assert not talk.says("addFace", 208, faceid="8", pic=picture(), group_name="vip").violated


@pytest.mark.parametrize(("num", "decides"), [(0, False), (1, True), (3, False)])
def test_which_num_tells_that_a_mismatch_is_refused(num, decides):
    """A camera that counts by num may refuse one that counts nothing or too much (point 41)."""
    talk = with_group()
    talk.says("addFaceInfoItem", 2, num=num, group_name="vip", name_list=["hobby", "floor"])
    assert not talk.violated
    assert ("attributes.num-mismatch" in talk.observed) == decides


def test_a_default_group_that_does_not_tell_its_attributes_gets_none():
    talk = with_group().says("getFaceInfoItem", 240, group_name="stranger")
    talk.says("addFaceInfoItem", 240, num=1, group_name="stranger", name_list=["hobby"])
    assert "addFaceInfoItem.group_name.default-group" in talk.kept


def test_a_code_is_learned_for_a_cause_that_is_known_alone():
    talk = Conversation()
    talk.says("getFace", 2, faceid="4711")
    talk.says("createGroup", 2, name="vip", capacity=30001, description="gold")
    assert "" not in talk.judge.codes.learned
    assert not {"bad-parameter", "capacity-refused"} & set(talk.judge.codes.learned)


@pytest.mark.parametrize(("faceid", "told"), [("8", True), ("08", False), ("Vip11024", False), (str(2**63), False)])
def test_an_odd_faceid_may_be_refused_for_its_form(faceid, told):
    """So the code that comes is not known to say that there is no such record (points 54, 55)."""
    talk = with_record()
    talk.judge.state.gone.add(faceid)
    assert not talk.says("updateFace", 2, group_name="vip", faceid=faceid, age=1).violated
    assert ("record-missing" in talk.judge.codes.learned) == told


def test_a_search_may_find_a_record_that_was_forgotten():
    """It could not be deleted, and since a write without an answer nobody knows whether it is there."""
    talk = with_record()
    talk.judge.state.forget()
    talk.lists(group(count=1), group("new"))
    added = {"code": 0, "data": {"faceid": "8"}}
    talk.says("addFace", added, faceid="8", pic=picture(), group_name="new")
    shown = {"code": 0, "data": record(**SHOWN) | {"group_name": "vip"}}
    assert "getFaceByPicture.match.found" not in talk.says("getFaceByPicture", shown, pic=picture()).violated
    shown["data"]["faceid"] = "9"
    assert "getFaceByPicture.match.found" in talk.says("getFaceByPicture", shown, pic=picture()).violated


def full_group():
    """A camera whose group vip has one place, taken by the record 7."""
    talk = Conversation().lists().says("createGroup", 0, name="vip", capacity=1, description="gold")
    added = {"code": 0, "data": {"faceid": "7"}}
    talk.lists(group(capacity=1)).says("addFace", added, faceid="7", pic=picture(), group_name="vip")
    return talk.lists(group(capacity=1, count=1))


@pytest.mark.parametrize(("faceid", "violated"), [("7", set()), ("8", {"addFace.group.full"})])
def test_a_record_replaced_in_a_full_group_takes_its_own_place(faceid, violated):
    other = draw(2).data
    added = {"code": 0, "data": {"faceid": faceid}}
    talk = full_group().says("addFace", added, faceid=faceid, pic=picture(other), group_name="vip")
    assert talk.violated == violated
