"""The judge on groups: what contradicts the document is named with the very requirement."""

import pytest
from conversation import REGULAR, STRANGER, Conversation, group, picture, with_group, with_record

CREATED = {"name": "vip", "capacity": 5, "description": "gold"}


def test_a_good_camera_is_not_accused():
    talk = with_group()
    assert not talk.violated
    assert {"createGroup.effect.listed", "getGroupList.num.counts"} <= talk.kept


@pytest.mark.parametrize("wrong", [{"capacity": 6}, {"description": "silver"}])
def test_a_created_group_with_another_value(wrong):
    talk = Conversation().lists().says("createGroup", 0, **CREATED)
    assert talk.lists(group(**wrong)).violated == {"createGroup.effect.listed"}


def test_a_created_group_that_is_missing():
    talk = Conversation().lists().says("createGroup", 0, **CREATED)
    assert talk.lists().violated == {"createGroup.effect.listed"}


def test_a_refusal_that_changed_something():
    talk = with_group().says("updateGroup", 202, old_name="vip", name="vip", capacity=40000, description="x")
    assert talk.lists(group(capacity=40000 % 256)).violated == {"updateGroup.refused.changes-nothing"}


def test_a_write_that_changed_another_group():
    talk = with_group().says("updateMigration", 0, arrive_times=3, period=9)
    assert talk.lists(group(description="x")).violated >= {"updateMigration.effect.others-kept"}


def test_a_list_that_lies_without_any_write():
    assert with_group().lists(group(capacity=4)).violated == {"getGroupList.values.stored"}


def test_an_allowed_call_that_is_refused():
    talk = Conversation().lists().says("createGroup", 0, **CREATED).says("createGroup", 2, **CREATED | {"name": "x"})
    assert talk.violated == {"createGroup.answer.accepts"}


@pytest.mark.parametrize(
    ("operation", "fields", "requirement"),
    [
        ("createGroup", {"name": "n" * 97}, "createGroup.name.max-length"),
        ("createGroup", {"description": "d" * 151}, "createGroup.description.max-length"),
        ("createGroup", {"name": " n"}, "createGroup.name.first-character"),
        ("createGroup", {"capacity": 30001}, "createGroup.capacity.sum"),
        ("createGroup", {"capacity": 29996}, "createGroup.capacity.sum"),
        ("createGroup", {"capacity": "abc"}, "createGroup.capacity.type"),
        ("createGroup", {"capacity": None}, "createGroup.capacity.required"),
        ("createGroup", {"name": "stranger"}, "createGroup.name.default-group"),
        ("createGroup", {"name": "vip"}, "createGroup.name.taken"),
    ],
)
def test_a_call_that_must_be_refused(operation, fields, requirement):
    values = {"name": "new", "capacity": 7, "description": "d"} | fields
    assert requirement in with_group().says(operation, 0, **values).violated
    assert requirement in with_group().says(operation, 2, **values).kept


def test_the_ninth_group():
    talk = Conversation().lists(*(group(str(number)) for number in range(8)))
    assert talk.says("createGroup", 0, **CREATED).violated == {"createGroup.groups.limit"}


def test_capacity_with_the_defaults_is_a_reading():
    fields = {"name": "new", "capacity": 29995, "description": "d"}
    talk = with_group()
    talk.says("createGroup", 0, **fields)
    assert not talk.violated
    assert talk.observed["capacity.defaults-counted"] == "no"
    assert with_group().says("createGroup", 202, **fields).observed["capacity.defaults-counted"] == "yes"


def test_length_in_bytes_or_characters_is_a_reading():
    fields = {"name": "\u4e2d" * 33, "capacity": 7, "description": "d"}
    for code, reading in ((0, "characters"), (212, "bytes")):
        talk = with_group().says("createGroup", code, **fields)
        assert not talk.violated
        assert talk.observed["name.length-unit"] == reading


def test_a_device_that_mixes_readings():
    fields = {"name": "\u4e2d" * 33, "capacity": 7, "description": "d"}
    talk = with_group().says("createGroup", 0, **fields)
    talk.says("createGroup", 212, **fields | {"name": "\u6587" * 33})
    assert talk.violated == {"name.length-unit"}


def test_a_reading_that_is_not_the_profiles():
    talk = with_group(declared={"name.length-unit": "bytes"})
    talk.says("createGroup", 0, name="\u4e2d" * 33, capacity=7, description="d")
    assert talk.violated == {"name.length-unit"}


def test_a_default_group_is_not_deleted():
    talk = Conversation().lists()
    assert talk.says("deleteGroup", 0, name="regular").violated == {"deleteGroup.name.default-group"}


def test_a_group_with_records_is_not_deleted():
    assert with_record().says("deleteGroup", 0, name="vip").violated == {"deleteGroup.group.not-empty"}
    assert not with_record().says("deleteGroup", 205, name="vip").violated


def test_a_deleted_group_that_is_still_there():
    talk = with_group().says("deleteGroup", 0, name="vip")
    assert talk.lists(group()).violated == {"deleteGroup.effect.gone"}
    assert "deleteGroup.effect.gone" in with_group().says("deleteGroup", 0, name="vip").lists().kept


def test_a_missing_group_cannot_be_edited():
    talk = Conversation().lists()
    talk.says("updateGroup", 0, old_name="x", name="y", capacity=1, description="d")
    assert talk.violated == {"updateGroup.old_name.missing"}


def test_num_and_the_strangers_condition():
    entries = [STRANGER, REGULAR | {"times": 5, "period": 7}]
    talk = Conversation().says("getGroupList", {"code": 0, "data": {"face_group": entries, "num": 3}})
    assert {"getGroupList.num.counts", "getGroupList.stranger.condition"} <= talk.violated


def test_a_default_group_that_is_missing():
    talk = Conversation().says("getGroupList", {"code": 0, "data": {"face_group": [STRANGER], "num": 1}})
    assert "getGroupList.defaults.listed" in talk.violated


def test_people_walk_by():
    talk = with_group()
    counted = [STRANGER | {"count": 3}, REGULAR, group()]
    talk.says("getGroupList", {"code": 0, "data": {"face_group": counted, "num": 3}})
    assert not talk.violated
    quiet = with_group(quiet=True)
    assert quiet.says("getGroupList", {"code": 0, "data": {"face_group": counted, "num": 3}}).violated


def test_what_was_never_seen_is_unknown():
    talk = Conversation().says("deleteGroup", 0, name="somebodys")
    assert not talk.violated
    assert not Conversation().says("updateFace", 207, group_name="g", faceid="5", age=3).violated


def test_a_migration_out_of_range():
    for fields, requirement in (({"arrive_times": 11}, "arrive_times.max"), ({"period": 0}, "period.min")):
        talk = Conversation().says("updateMigration", 0, **{"arrive_times": 5, "period": 5} | fields)
        assert talk.violated == {f"updateMigration.{requirement}"}


def test_a_migration_that_is_not_reported():
    talk = Conversation().lists().says("updateMigration", 0, arrive_times=3, period=9)
    assert talk.lists().violated == {"updateMigration.effect.reported"}


def test_doubled_parameters_have_no_certain_effect():
    talk = with_group().says("createGroup", 0, name="n", capacity=3, description="d", doubled=(("capacity", "4"),))
    assert not talk.violated
    assert not talk.lists(group(), group("n", 4, "d")).violated


def test_a_wrong_capacity_is_the_creations_fault_also_after_a_record_came():
    talk = Conversation().lists().says("createGroup", 0, **CREATED)
    talk.says("addFace", {"code": 0, "data": {"faceid": "7"}}, faceid="7", pic=picture(), group_name="vip")
    assert talk.lists(group(capacity=1000, count=1)).violated == {"createGroup.effect.listed"}
