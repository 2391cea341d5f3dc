"""Shapes of answers: what differs, and what is chance of the seed."""

from __future__ import annotations

from conformance.report.compare.shapes import field_differences, order_differences
from conformance.report.compare.traffic import Stratum, Traffic, _walk

ACCEPTED = Stratum("getFaceList", "accepted")
OWN = frozenset({"height", "return_nr"})


def traffic(*answers):
    """A run in which each check got one answer."""
    seen = Traffic()
    for number, answer in enumerate(answers):
        _walk(seen, ACCEPTED, "", answer, f"check {number}", OWN)
    return seen


def fields(before, after):
    found = field_differences(traffic(*before), traffic(*after))
    return [(each.what.partition(" ")[0], each.before, each.after) for each in found]


def orders(before, after):
    return [(each.before, each.after) for each in order_differences(traffic(*before), traffic(*after))]


def test_a_field_with_another_name():
    before, after = [{"code": 0, "return_num": 1}] * 20, [{"code": 0, "num": 1}] * 20
    assert fields(before, after) == [("num", "absent", "integer"), ("return_num", "integer", "absent")]


def test_another_type_inside_a_list():
    before, after = [{"list": [{"age": 3}]}] * 20, [{"list": [{"age": 3}, {"age": "3"}]}] * 20
    assert fields(before, after) == [("list[].age", "integer", "integer or text")]


def test_true_is_no_integer():
    assert fields([{"a": 1}] * 20, [{"a": True}] * 20) == [("a", "integer", "boolean")]


def test_a_field_that_always_came_and_now_seldom_does():
    sometimes = [{"code": 0}, {"code": 0, "num": 1}] * 10
    assert fields([{"code": 0, "num": 1}] * 20, sometimes) == [("num", "integer", "absent or integer")]


def test_what_is_seldom_may_be_missing():
    assert fields([{"a": None}, *[{"a": 1}] * 19], [{"a": 1}] * 20) == []
    assert fields([{"a": None}] * 3, [{"a": 1}] * 3) == []


def test_attributes_have_other_names_in_each_run():
    assert fields([{"height": "1"}] * 20, [{"return_nr": "2"}] * 20) == []


def test_order_of_keys():
    before, after = [{"code": 0, "data": {}, "message": ""}] * 3, [{"data": {}, "code": 0}] * 3
    assert orders(before, after) == [("code, data, message", "data, code")]
    assert orders(before, before) == []


def test_keys_in_any_order_have_none():
    assert orders([{"a": 1, "b": 2}, {"b": 2, "a": 1}], [{"b": 2, "a": 1}]) == []


def test_keys_that_only_one_run_has_do_not_count():
    assert orders([{"a": 1, "b": 2}], [{"c": 0, "a": 1, "d": 3, "b": 2}]) == []


def test_a_very_deep_answer():
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    assert fields([{"a": deep}] * 2, [{"a": deep}] * 2) == []
