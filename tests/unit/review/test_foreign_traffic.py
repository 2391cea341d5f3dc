"""Traffic of some client, which begins anywhere and which nobody explains: what can be said of it, and what not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.cassette import Cassette, Header, Redactor, Writer
from conformance.review.judging import How, review
from conformance.review.results import results_of
from conformance.run.pictures import draw
from conformance.run.profile import Profile
from conformance.wire import AuthState, Call, Credentials, Exchange, FilePart, Request, Response

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")
GOOD = AuthState("correct", "own", "well-formed", "well-formed")
UNKNOWN = replace(GOOD, sign="unknown")
DEFAULTS = (
    {"name": "stranger", "capacity": 1000, "description": "s", "count": 0, "times": 5, "period": 7},
    {"name": "regular", "capacity": 5000, "description": "r", "count": 0},
)


class Traffic:
    """Writes a cassette, exchange by exchange; each begins when the one before has ended, if nothing else is said."""

    def __init__(self, folder, *, pictures=True):
        self.path = folder / "client.jsonl"
        self._pictures = pictures
        self._redactor = Redactor(CREDENTIALS)
        self.writer = Writer(self.path, Header("client"), self._redactor, keep_pictures=pictures)
        self.number, self.clock = 0, 1_600_000_000.0

    def says(self, operation, answer, *, auth=UNKNOWN, since=None, status=200, **fields):
        """`since`: it began so many seconds before the end of the one before."""
        self.number += 1
        call = Call.of(operation, **fields)
        public = (("app_id", "A"), ("random", str(100000 + self.number)), ("timestamp", "1600000000"))
        body = {"code": answer} if isinstance(answer, int) else answer
        request = Request("POST", call.path, operation, call.encoding, (*public, *call.fields), call.files, auth)
        response = Response(status, (("Content-Type", "application/json"),), json.dumps(body).encode())
        began = self.clock - (since or 0.0)
        self.clock += 0.002
        self.writer(Exchange(self.number, request, response, None, began, self.clock - began))
        return self

    def lists(self, *groups, **how):
        entries = [*DEFAULTS, *groups]
        return self.says("getGroupList", {"code": 0, "data": {"face_group": entries, "num": len(entries)}}, **how)

    def continued(self):
        """The recorder is ended and started again."""
        self.writer.close()
        self.writer = Writer(self.path, Header("client"), self._redactor, append=True, keep_pictures=self._pictures)
        return self

    def judged(self, **how):
        """The results."""
        self.writer.close()
        with Cassette.open(self.path) as cassette:
            return results_of(review(cassette, How(**how)), cassette, self.path)

    def violated(self, **how):
        """The requirements that are violated."""
        return {each["requirement"] for each in self.judged(**how)["findings"]}


@pytest.fixture
def traffic(tmp_path):
    return Traffic(tmp_path)


def group(name="vip", capacity=5, count=0):
    return {"name": name, "capacity": capacity, "description": "gold", "count": count}


def record(faceid="7", **values):
    return {"faceid": faceid, "age": 20, "age_range": 4, "gender": 1, "arrive_count": 0, "arrive_time": 0, **values}


def shown(*records, total=None):
    data = {"total_num": len(records) if total is None else total, "return_num": len(records)}
    return {"code": 0, "data": {**data, "faceid_list": list(records)}}


# ----------------------------------------------------------------- what can be said


def test_a_group_that_is_not_as_it_was_created(traffic):
    traffic.lists().says("createGroup", 0, name="vip", capacity=5, description="gold").lists(group(capacity=6))
    assert traffic.violated() == {"createGroup.effect.listed"}


def test_what_was_touched_and_what_not(traffic):
    results = traffic.lists().says("getFace", 2, faceid="9").judged()
    assert results["operations"] == {"getGroupList": 1, "getFace": 1}
    assert "addFace" in results["untouched"]["operations"]
    touched = {each["id"] for each in results["requirements"]}
    assert "getGroupList.num.counts" in touched
    assert not touched & set(results["untouched"]["requirements"])
    assert results["verdict"] == "conforms"
    assert results["whose"] == "client"


def test_an_answer_of_another_shape(traffic):
    assert traffic.says("getFace", {"code": 0, "data": [7]}, faceid="9").violated() == {"getFace.answer.json"}


def test_an_inference_fails_where_strict(traffic):
    lists = {"success_list": [], "failed_list": [], "not_exist_list": ["7"]}
    traffic.lists().says("deleteFace", {"code": 0, "data": lists}, num=1, group_name="none", faceid_list=["7"])
    assert traffic.judged()["verdict"] == "conforms"
    assert traffic.judged(strict=True)["verdict"] == "does-not-conform"


# ----------------------------------------------------------------- what can't


def test_it_begins_in_the_middle(traffic):
    """Nothing is known of the groups and records that were there."""
    traffic.says("updateFace", 0, group_name="vip", faceid="7", age=30, gender=1)
    traffic.says("getFaceList", shown(record()), group_name="vip")
    traffic.says("deleteGroup", 2, name="vip").says("createGroup", 212, name="new", capacity=1, description="x")
    assert traffic.violated() == set()


def test_an_unknown_secret_excuses_refusals(traffic):
    traffic.lists(group()).says("createGroup", 2, name="new", capacity=1, description="x")
    assert traffic.violated() == set()


def test_a_camera_in_trouble(traffic):
    """Its storage may be gone, it may be busy, it may not be activated: no client can see that."""
    traffic.lists(group(), auth=GOOD)
    for code in (211, 220, 5, 1):
        traffic.says("createGroup", code, name=f"n{code}", capacity=1, description="x", auth=GOOD)
    traffic.lists(auth=GOOD)
    assert traffic.violated() == set()


def test_a_refusal_for_no_reason(traffic):
    traffic.lists(group(), auth=GOOD).says("deleteGroup", 2, name="vip", auth=GOOD)
    assert traffic.violated() == {"deleteGroup.answer.accepts"}


def test_people_arrive(traffic):
    traffic.lists(group(count=1)).says("getFaceList", shown(record()), group_name="vip")
    later = record(arrive_count=3, arrive_time=1_600_000_500)
    traffic.says("getFaceList", shown(later), group_name="vip")
    assert traffic.violated() == set()


def test_nobody_arrives_where_the_profile_says_so(traffic):
    traffic.lists(group(count=1)).says("getFaceList", shown(record()), group_name="vip")
    traffic.says("getFaceList", shown(record(arrive_count=3, arrive_time=1_600_000_500)), group_name="vip")
    assert traffic.violated(profile=Profile(quiet=True)) == {"getFaceList.values.stored"}


def test_requests_that_overlap_may_have_any_order(traffic):
    """The list was asked for while the group was being made."""
    traffic.lists().says("createGroup", 0, name="vip", capacity=5, description="gold").lists(since=0.001)
    assert traffic.violated() == set()


def test_an_overlap_of_more_than_is_held_in_memory(traffic, monkeypatch):
    monkeypatch.setattr("conformance.review.judging.MOST_HELD", 1)
    traffic.lists().says("createGroup", 0, name="vip", capacity=5, description="gold").lists(since=0.001)
    traffic.lists(group()).lists()
    results = traffic.judged()
    assert [finding["requirement"] for finding in results["findings"]] == ["getGroupList.values.stored"]
    assert results["exchanges"] == 5


def test_an_overlap_is_seen_across_others(traffic):
    """A long request ends after two others that began later, and could see its effect or not."""
    traffic.lists().lists(group()).lists()
    traffic.says("createGroup", 0, name="vip", capacity=5, description="gold", since=0.0059)
    assert traffic.violated() == set()


def test_requests_one_after_the_other_don_t_overlap(traffic):
    traffic.lists().says("createGroup", 0, name="vip", capacity=5, description="gold").lists()
    assert traffic.violated() == {"createGroup.effect.listed"}


def test_between_two_recordings_anything_may_happen(traffic):
    traffic.lists(group()).continued().lists()
    assert traffic.violated() == set()


def test_others_change_the_camera_too(traffic):
    traffic.lists(group()).lists()
    assert traffic.violated() == {"getGroupList.values.stored"}
    assert traffic.violated(shared=True) == set()


def test_a_picture_that_was_not_kept(tmp_path):
    """Whether it is one that the device has to take, nobody knows; its size alone is known."""
    traffic, picture = Traffic(tmp_path, pictures=False), FilePart("pic", "a.gif", "image/gif", b"GIF89a")
    traffic.lists(group())
    for number, data in enumerate((draw(1).data, b"no picture", b"x" * 1_000_000)):
        fields = {"faceid": str(number + 1), "group_name": "vip"}
        traffic.says("addFace", 2, auth=GOOD, pic=replace(picture, data=data), **fields)
    results = traffic.judged()
    assert results["findings"] == []
    assert any("3 pictures are not beside the cassette" in each for each in results["remarks"])


def test_a_picture_that_is_too_large_by_its_recorded_size(tmp_path):
    traffic, large = Traffic(tmp_path, pictures=False), FilePart("pic", "a.jpg", "image/jpeg", b"x" * 5_000_000)
    traffic.lists(group())
    traffic.says("addFace", {"code": 0, "data": {"faceid": "1"}}, auth=GOOD, pic=large, faceid="1", group_name="vip")
    assert "addFace.pic.max-bytes" in traffic.violated()


def test_what_was_masked_is_not_held_against_the_camera(tmp_path):
    """A number that holds the secret stands as a text."""
    traffic = Traffic(tmp_path)
    traffic.lists(group(count=1)).says("getFaceList", shown(record(arrive_time=1712345678)), group_name="vip")
    results = traffic.judged()
    assert results["findings"] == []
    assert any("masked secrets" in each for each in results["remarks"])


def test_requests_that_are_none_of_the_api_s(traffic):
    traffic.lists()
    request = Request("GET", "/index.html", "", "query", (), (), UNKNOWN)
    page = Response(200, (("Content-Type", "text/html"),), b"<html>")
    traffic.number += 1
    traffic.writer(Exchange(traffic.number, request, page, None, traffic.clock + 1, 0.01))
    results = traffic.judged()
    assert results["other_requests"] == 1
    assert results["findings"] == []


def test_an_empty_recording(traffic):
    results = traffic.judged()
    assert results["verdict"] == "not-judged"
    assert results["problems"] == ["there is no exchange to judge"]
