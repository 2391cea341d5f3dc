"""In which order exchanges are sent again that overlapped when they were recorded."""

from __future__ import annotations

import json

import pytest

from conformance.cassette import Cassette, Header, Redactor, Writer
from conformance.resend import order
from conformance.wire import AuthState, Call, Credentials, Exchange, Request, Response

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")
GOOD = AuthState("correct", "own", "well-formed", "well-formed")


@pytest.fixture
def sent(tmp_path):
    """Writes exchanges (operation, began, ended, answer, fields), and tells in which order they are sent again."""

    def order_of(*exchanges):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        with Writer(path, Header("client"), Redactor(CREDENTIALS)) as writer:
            for number, (operation, began, ended, answer, fields) in enumerate(exchanges, 1):
                call = Call.of(operation, **fields)
                request = Request("POST", call.path, operation, call.encoding, call.fields, (), GOOD)
                response = Response(200, (("Content-Type", "application/json"),), json.dumps(answer).encode())
                writer(Exchange(number, request, response, None, 1e9 + began, ended - began))
        with Cassette.open(path) as cassette:
            return [(line["n"], overlapped) for line, overlapped in order.one_by_one(cassette)]

    return order_of


def made(began, ended, code, name="vip"):
    return "createGroup", began, ended, {"code": code}, {"name": name, "capacity": 5, "description": "d"}


def added(began, ended, answered, **fields):
    return "addFace", began, ended, {"code": 0, "data": {"faceid": answered}}, {"group_name": "vip", **fields}


def test_one_after_the_other_they_stay(sent):
    assert sent(made(0, 1, 201), made(2, 3, 0)) == [(1, False), (2, False)]


def test_who_was_carried_out_goes_before_who_was_refused(sent):
    """Though the refusal came first: the group was there already by then."""
    assert sent(made(0, 1, 201), made(0, 2, 0)) == [(2, True), (1, True)]


def test_a_refusal_stays_before_what_began_after_it(sent):
    """The first overlaps with both, which doesn't mean that they overlap with each other."""
    assert sent(made(1, 2, 201), made(3, 4, 0), made(0, 5, 201, "other")) == [(1, True), (2, True), (3, True)]


def test_records_in_the_order_of_the_ids_that_they_got(sent):
    assert sent(added(0, 1, "1009"), added(0, 2, "1008")) == [(2, True), (1, True)]
    assert sent(added(0, 1, "9", faceid="9"), added(0, 2, "8", faceid="8")) == [(1, True), (2, True)]


def test_more_than_is_held_in_memory(sent, monkeypatch):
    monkeypatch.setattr(order, "MOST_HELD", 1)
    assert sent(made(0, 1, 201), made(0, 2, 0)) == [(1, True), (2, True)]
