"""The judge on open points: no reading is a fault, each is found out, and what no reading allows is still named."""

from dataclasses import replace
from hashlib import sha256

import pytest
from conversation import GOOD, REGULAR, STRANGER, Conversation, group, picture, record, with_group, with_record

from conformance.run.pictures import BAD, draw

WRONG = replace(GOOD, sign="wrong")
SHOWN = {"age": 20, "age_range": 4, "gender": 1}


def create(talk, answer, **fields):
    return talk.says("createGroup", answer, **({"name": "new", "capacity": 7, "description": "d"} | fields))


# ------------------------------------------------------------- names of groups


@pytest.mark.parametrize(("answer", "value"), [(0, "accepted"), (2, "refused")])
@pytest.mark.parametrize(
    ("name", "reading"), [("", "name.empty"), ('say "hello"', "name.special-characters")], ids=["empty", "quotes"]
)
def test_names_of_which_the_document_says_nothing(name, reading, answer, value):
    talk = create(with_group(), answer, name=name)
    assert not talk.violated
    assert talk.observed[reading] == value


@pytest.mark.parametrize("listed", ["new", "new "])
def test_a_blank_at_the_end_may_be_kept_or_cut_off(listed):
    talk = create(Conversation().lists(), 0, name="new ")
    assert not talk.lists(group(listed, 7, "d")).violated


def test_once_it_was_kept_it_is_kept():
    talk = Conversation(declared={"name.trailing-blank": "kept"}).lists()
    list(talk.judge.readings.observe("name.trailing-blank", "kept", 1))
    assert "createGroup.effect.listed" in create(talk, 0, name="new ").lists(group("new", 7, "d")).violated


def test_letters_and_inner_blanks_are_no_special_characters():
    assert create(with_group(), 2, name="Größe 中文 1.2-a_b").violated == {"createGroup.answer.accepts"}


def test_a_new_name_that_is_too_long():
    talk = with_group().says("updateGroup", 0, old_name="vip", name="n" * 97, capacity=5, description="d")
    assert talk.violated == {"updateGroup.name.max-length"}


# ------------------------------------------------------------- what is sent besides


@pytest.mark.parametrize(("answer", "value"), [(0, "ignored"), (2, "refused")])
def test_a_parameter_that_no_table_names(answer, value):
    talk = create(Conversation().lists(), answer, name="x").says(
        "deleteGroup", answer, name="x", doubled=(("zz", "1"),)
    )
    assert talk.observed.get("parameter.unknown", value) == value


def test_the_num_of_the_sample_is_tolerated():
    talk = with_group().says("getFaceInfoItem", 2, group_name="vip", doubled=(("num", "2"),))
    assert talk.violated == {"getFaceInfoItem.num.tolerated"}


@pytest.mark.parametrize(
    ("more", "requirement"),
    [((("zz", "1"),), "unknown-fields"), ((("zz", ""),), "empty-fields"), ((), "wrong")],
    ids=["unknown", "empty", "none"],
)
def test_a_sign_that_does_not_fit(more, requirement):
    answer = {"code": 0, "data": {"num": 0, "name_list": []}}
    talk = with_group().says("getFaceInfoItem", answer, auth=WRONG, group_name="vip", doubled=more)
    assert talk.violated == {f"getFaceInfoItem.sign.{requirement}"}


def test_all_arguments_of_multipart_are_signed():
    added = {"code": 0, "data": {"faceid": "7"}}
    talk = with_group().says("addFace", added, auth=WRONG, faceid="7", pic=picture(), group_name="vip", zz="1")
    assert talk.violated == {"addFace.sign.wrong"}


@pytest.mark.parametrize(("answer", "value"), [(0, "accepted"), (7, "refused")])
def test_another_app_id(answer, value):
    listed = {"code": 0, "data": {"face_group": [STRANGER, REGULAR], "num": 2}} if answer == 0 else answer
    talk = Conversation().says("getGroupList", listed, auth=replace(GOOD, app_id="other"))
    assert not talk.violated
    assert talk.observed["app_id.other"] == value


def test_values_that_look_as_if_they_were_not_signed_plainly():
    talk = with_group().says("getGroupList", 3, auth=WRONG)
    assert create(talk, 3, description="two words").violated == {"device.sign.plain-values"}
    assert create(talk, 3, description="word").violated == {"createGroup.answer.accepts"}
    assert not create(talk, 0, description="two words").violated
    assert create(talk, 3, name="x", description="größer").violated == {"createGroup.answer.accepts"}


@pytest.mark.parametrize(("answer", "value"), [(0, "left-out"), (2, "refused")])
def test_an_optional_parameter_that_is_empty(answer, value):
    shown = {"code": 0, "data": {"total_num": 0, "return_num": 0, "faceid_list": []}} if answer == 0 else answer
    talk = with_group().says("getFaceList", shown, group_name="vip", page_size="")
    assert not talk.violated
    assert talk.observed["optional.empty"] == value


# ------------------------------------------------------------- attributes


@pytest.mark.parametrize(("answer", "value"), [(0, "accepted"), (241, "refused")])
def test_an_attribute_that_clashes(answer, value):
    talk = with_group().says("addFaceInfoItem", answer, num=1, group_name="vip", name_list=["arrive_count"])
    assert not talk.violated
    assert talk.observed["attributes.clashing-name"] == value


def test_one_name_by_itself_is_no_list_but_where_the_table_says_string():
    talk = with_group().says("addFaceInfoItem", 0, num=1, group_name="vip", name_list="hobby")
    assert talk.violated == {"addFaceInfoItem.name_list.type"}
    talk = with_group().says("addFaceInfoItem", 0, num=1, group_name="vip", name_list=["hobby"])
    assert not talk.says("removeFaceInfoItem", 0, num=1, group_name="vip", name_list="hobby").violated


def test_attributes_of_a_default_group_and_names_that_are_too_long():
    talk = with_group().says("removeFaceInfoItem", 0, num=1, group_name="regular", name_list=["hobby"])
    assert talk.violated == {"removeFaceInfoItem.group_name.default-group"}
    talk = with_group().says("removeFaceInfoItem", 0, num=1, group_name="vip", name_list=["n" * 51])
    assert "removeFaceInfoItem.name_list.max-length" in talk.violated


def with_hobby():
    talk = with_group().says("addFaceInfoItem", 0, num=1, group_name="vip", name_list=["hobby"])
    talk.says("getFaceInfoItem", {"code": 0, "data": {"num": 1, "name_list": ["hobby"]}}, group_name="vip")
    added = {"code": 0, "data": {"faceid": "7"}}
    return talk.says("addFace", added, faceid="7", pic=picture(), group_name="vip", hobby="tennis", age=20)


def test_attributes_are_shown_by_name_and_as_strings():
    assert {"getFaceList.attributes.by-name", "getFaceList.attributes.type"} <= (
        with_hobby().shows("vip", record(age=20, age_range=4, hobby="tennis")).kept
    )
    positional = with_hobby().shows("vip", record(age=20, age_range=4, item1="tennis"))
    assert positional.violated == {"getFaceList.attributes.by-name"}
    number = with_hobby().shows("vip", record(age=20, age_range=4, hobby=7))
    assert "getFaceList.attributes.type" in number.violated


def test_a_value_that_is_lost_is_still_a_fault():
    assert with_hobby().shows("vip", record(age=20, age_range=4)).violated == {"addFace.effect.readable"}


# ------------------------------------------------------------- records


@pytest.mark.parametrize(("shown", "violated"), [(4, False), (5, False), (3, True)])
def test_the_age_range_that_is_left_out_in_the_table(shown, violated):
    talk = with_group()
    added = {"code": 0, "data": {"faceid": "7"}}
    talk.says("addFace", added, faceid="7", pic=picture(), group_name="vip", age=25)
    talk.shows("vip", record(age=25, age_range=shown))
    assert ("getFaceList.age_range.fits" in talk.violated) == violated
    assert talk.observed.get("age_range.at-19-28") == (None if violated else str(shown))


@pytest.mark.parametrize(
    ("fields", "value"), [({"age_range": 8}, "nearest"), ({"age_range": 0}, "zero"), ({}, "absent")]
)
def test_the_range_of_an_age_that_has_none(fields, value):
    talk = with_group()
    added = {"code": 0, "data": {"faceid": "7"}}
    talk.says("addFace", added, faceid="7", pic=picture(), group_name="vip", age=101, gender=1)
    entry = record(age=101)
    del entry["age_range"]
    assert not talk.shows("vip", entry | fields).violated
    assert talk.observed["age_range.outside"] == value


@pytest.mark.parametrize(
    ("fields", "requirement"),
    [({"gender": 3}, "addFace.gender.automatic"), ({"age_range": 0}, "addFace.age_range.automatic")],
)
def test_what_the_device_sets_by_itself(fields, requirement):
    talk = with_group()
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip")
    assert requirement in talk.shows("vip", record() | fields).violated
    assert requirement in with_group_and_new_record().shows("vip", record()).kept


def with_group_and_new_record():
    talk = with_group()
    return talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip")


@pytest.mark.parametrize(("answer", "value"), [(0, "accepted"), (210, "refused")])
def test_a_picture_without_a_face(answer, value):
    plain = picture(BAD["uniform"](draw(1)).data)
    shown = {"code": 0, "data": {"faceid": "7"}} if answer == 0 else answer
    talk = with_group().says("addFace", shown, faceid="7", pic=plain, group_name="vip")
    assert not talk.violated
    assert talk.observed["picture.no-face"] == value


@pytest.mark.parametrize(
    ("answer", "value"),
    [({"code": 0, "data": {"success_list": [], "failed_list": [], "not_exist_list": ["9"]}}, "listed"), (2, "refused")],
)
def test_a_deletion_of_what_does_not_exist(answer, value):
    talk = with_record().shows("stranger").shows("regular")
    talk.lists(group(count=1)).shows("vip", record(**SHOWN))
    talk.judge.state.gone.add("9")
    talk.says("deleteFace", answer, num=1, group_name="vip", faceid_list=["9"])
    assert not talk.violated
    assert talk.observed["deleteFace.none-exist"] == value


def test_zeros_before_a_number_may_come_or_go_in_the_lists():
    data = {"success_list": ["7"], "failed_list": [], "not_exist_list": []}
    talk = with_record().says("deleteFace", {"code": 0, "data": data}, num=1, group_name="vip", faceid_list=["007"])
    assert not talk.violated & {"deleteFace.lists.complete", "deleteFace.lists.asked-only"}


# ------------------------------------------------------------- default groups, and the whole device


def test_refusals_that_only_an_inference_forbids():
    talk = with_group()
    talk.says("updateGroup", 201, old_name="regular", name="regular", capacity=5001, description="r")
    assert talk.violated == {"updateGroup.default-groups.editable"}
    talk = with_record()
    other = picture(draw(2).data)
    talk.judge.state.accepted_pictures.add(sha256(other.data).hexdigest())
    talk.judge.state.quiet = True
    assert talk.says("addFace", 2, pic=other, group_name="regular").violated == {"addFace.default-groups.take-records"}


def test_more_groups_and_more_capacity_than_a_device_has():
    many = [group(f"g{number}", 1) for number in range(9)]
    assert "getGroupList.groups.limit" in Conversation().lists(*many).violated
    large = [group("a", 20000), group("b", 10001)]
    assert "getGroupList.capacity.sum" in Conversation().lists(*large).violated
    assert not Conversation().lists(group("a", 20000), group("b", 10000)).violated


# ------------------------------------------------------------- paging


@pytest.mark.parametrize(
    ("records", "value"), [((), "empty"), ((record(**SHOWN),), "last-page"), ((record("8"), record("9")), None)]
)
def test_a_page_beyond_the_last(records, value):
    talk = with_record().shows("vip", *records, total=1, page_num=3, page_size=4)
    assert bool(talk.violated) == (value is None)
    assert talk.observed.get("getFaceList.beyond-end") == value


def test_more_records_than_a_page_may_hold():
    many = [record(str(number)) for number in range(1, 102)]
    assert "getFaceList.page_size.max" in with_group().shows("vip", *many, page_size=100).violated


@pytest.mark.parametrize("operation", ["addFaceInfoItem", "removeFaceInfoItem"])
@pytest.mark.parametrize("names", [["a", "a"], ["a", "b", "c", "d", "e", "f"]], ids=["twice", "many"])
def test_names_may_be_looked_at_before_the_group(operation, names):
    talk = with_group().says(operation, 204, num=1, group_name="nobody", name_list=["a"])
    talk.says(operation, 241, num=len(names), group_name="nobody", name_list=names)
    assert not talk.violated
    assert talk.judge.codes.learned["group-missing"] == {operation: 204}


@pytest.mark.parametrize(("more", "observed"), [(["e", "f"], "refused"), (["e", "f", "e"], None)])
def test_what_is_refused_for_two_reasons_shows_the_reading_of_neither(more, observed):
    talk = with_group().says("addFaceInfoItem", 0, num=4, group_name="vip", name_list=["a", "b", "c", "d"])
    talk.says("addFaceInfoItem", 241, num=len(more), group_name="vip", name_list=more)
    talk.says("getFaceInfoItem", {"code": 0, "data": {"num": 4, "name_list": ["a", "b", "c", "d"]}}, group_name="vip")
    assert talk.observed.get("attributes.exceeding") == observed


@pytest.mark.parametrize(("name", "accused"), [("VIP", True), ("vip ", False), ("VIP ", False)])
def test_where_case_counts_for_nothing_a_blank_at_the_end_may(name, accused):
    """An empty list for the group's own name would be wrong, for another name it is the answer of an unknown group."""
    talk = Conversation().lists(group(count=1))
    talk.says("addFaceInfoItem", 0, num=1, group_name="VIP", name_list=["hobby"])
    assert talk.observed["name.case"] == "insensitive"
    talk.shows("vip", record(**SHOWN, arrive_count=1, arrive_time=1790000000))
    talk.says("getFaceByArrival", {"code": 0, "data": {"return_num": 0, "faceid_list": []}}, group_name=name)
    assert bool(talk.violated) is accused


@pytest.mark.parametrize("answer", [0, 3])
def test_a_sign_in_alphabetic_order_is_open(answer):
    talk = Conversation().lists()
    create(talk, answer, auth=replace(GOOD, sign="alphabetic"))
    assert not talk.violated
    assert talk.observed.get("sign.key-order") == (None if answer else "alphabetic")
