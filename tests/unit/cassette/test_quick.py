"""The quick way through a line comes to what its JSON says, or to nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import CREDENTIALS, FAULT, HEADER, exchange

from conformance.cassette import Cassette, Redactor, Writer
from conformance.cassette.player import recorded_reply
from conformance.cassette.quick import quick_answer, quick_line

TEXTS = st.text(max_size=8) | st.sampled_from(['"}', '},"hash":"', ',"response":{"status":', "\\", "12345678"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@given(answer=VALUES, name=TEXTS, kind=st.sampled_from(["application/json", "", 'odd"type', "text/html"]))
def test_the_quick_answer_is_the_parsed_one(tmp_path_factory, answer, name, kind):
    path = tmp_path_factory.mktemp("quick") / "run.jsonl"
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer(exchange(7, [("name", name)], json.dumps(answer).encode(), kind))
    cassette = Cassette.open(path)
    line = quick_line(cassette.raw_at(0).decode("ascii"))
    assert line is not None
    whole = cassette.at(0)
    assert (line.number, line.ms, line.request) == (whole["n"], whole["ms"], whole["request"])
    quick, slow = quick_answer(line), recorded_reply(whole)
    if quick is not None:
        assert (quick.status, quick.body) == (slow.status, slow.body)
        assert quick.content_type == dict(slow.headers).get("Content-Type", "")


def test_plain_answers_are_quick_and_others_are_not(tmp_path):
    path = tmp_path / "run.jsonl"
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer(exchange(1, body=b'{"code":0,"data":{"n":1.5}}'))
        writer(exchange(2, body=b'{"code":0,"msg":"\xc3\xa9"}'))
        writer(exchange(3, body=b'{"code":0,"msg":"12345678"}'))
        writer(exchange(4, body=b"<html>"))
        writer(exchange(5, fault=FAULT))
    cassette = Cassette.open(path)
    answers = [quick_answer(quick_line(cassette.raw_at(place).decode("ascii"))) for place in range(5)]
    assert answers[0].body == b'{"code":0,"data":{"n":1.5}}'
    assert answers[1:] == [None, None, None, None]


@pytest.mark.parametrize("text", ['{"n":1,"kind":"exchange"}\n', "", '{"kind":"end","count":1}\n'])
def test_lines_of_another_making(text):
    assert quick_line(text) is None
