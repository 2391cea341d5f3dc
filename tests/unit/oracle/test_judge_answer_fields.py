"""Every answer field: there, of its type, with its value, in every operation that returns it, first record and last."""

import pytest
from conversation import group, picture, record, with_group

from conformance.run.pictures import draw

FIELDS = ("faceid", "age", "age_range", "gender", "arrive_count", "arrive_time")
LISTS = ("getFaceList", "getFaceByArrival")
FACEIDS = ("7", "8", "9")


def known():
    """Three records, their fields shown by the list and by getFace."""
    talk = with_group()
    for number, faceid in enumerate(FACEIDS):
        added = {"code": 0, "data": {"faceid": faceid}}
        pic = picture(draw(number + 1).data)
        talk.says("addFace", added, faceid=faceid, pic=pic, group_name="vip", age=20 + number, gender=1)
        talk.judge.state.records[faceid].arrivals = 5
    talk.lists(group(count=3))
    return talk.shows("vip", *entries())


def entries():
    times = {"arrive_count": 5, "age_range": 4}
    return [record(each, age=20 + n, arrive_time=1600000000 + n, **times) for n, each in enumerate(FACEIDS)]


def answered(talk, operation, listed):
    data = {"return_num": 3, "faceid_list": listed} | ({"total_num": 3} if operation == "getFaceList" else {})
    more = {} if operation == "getFaceList" else {"num": 3}
    return talk.says(operation, {"code": 0, "data": data}, group_name="vip", **more)


@pytest.mark.parametrize("operation", LISTS)
def test_lists_as_they_are(operation):
    assert not answered(known(), operation, entries()).violated


@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("operation", LISTS)
def test_field_of_a_listed_record(operation, field, place):
    missing, of_another_type, other = entries(), entries(), entries()
    of_another_type[place][field] = ["7"] if field == "faceid" else "text"
    other[place][field] = {"faceid": "77", "age_range": 6, "gender": 2}.get(field, 41)
    assert f"{operation}.answer.faceid_list.{field}" in answered(known(), operation, of_another_type).violated
    assert answered(known(), operation, other).violated
    if field not in ("age", "arrive_time"):  # how these show when there is none is open
        del missing[place][field]
        assert f"{operation}.answer.faceid_list.{field}" in answered(known(), operation, missing).violated


@pytest.mark.parametrize("field", [*FIELDS, "group_name"])
@pytest.mark.parametrize("operation", ["getFace", "getFaceByPicture"])
def test_field_of_one_record(operation, field):
    asked = {"faceid": "7"} if operation == "getFace" else {"pic": picture()}
    good = entries()[0] | {"group_name": "vip"}
    assert not known().says(operation, {"code": 0, "data": good}, **asked).violated
    for value in (["7"], {"faceid": "8", "age_range": 6, "gender": 2, "group_name": "regular"}.get(field, 41)):
        talk = known().says(operation, {"code": 0, "data": good | {field: value}}, **asked)
        assert talk.violated, (field, value)
    without = {name: value for name, value in good.items() if name != field}
    if field not in ("age", "arrive_time"):
        talk = known().says(operation, {"code": 0, "data": without}, **asked)
        assert f"{operation}.answer.{field}" in talk.violated


@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize(("field", "other"), [("name", 7), ("capacity", "5"), ("description", 1), ("count", None)])
def test_field_of_a_listed_group(field, other, place):
    listed = [group("a"), group("b")]
    listed[place] |= {field: other}
    talk = with_group()
    data = {"face_group": [*listed], "num": 2}
    assert f"getGroupList.answer.face_group.{field}" in talk.says("getGroupList", {"code": 0, "data": data}).violated
