"""Urlencoded bodies: what is written is read back, by us and by others."""

from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.wire.bodies import decode_form, encode_form
from conformance.wire.text import to_bytes, to_text

TEXT = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", "=", "&", "+", "%", "%41", " ", "\r\n", '"']
)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=6)


@given(PAIRS)
@example([("", "")])
@example([("", ""), ("a", ""), ("", "b"), ("a", "1"), ("a", "2")])
def test_a_form_is_read_back(pairs):
    body = encode_form(pairs)
    assert decode_form(body) == pairs
    assert parse_qsl(body.decode("ascii"), keep_blank_values=True) == pairs


@given(st.lists(st.tuples(st.binary(max_size=8), st.binary(max_size=8)), max_size=4))
def test_bytes_that_are_no_utf_8_are_read_back(pairs):
    fields = [(to_text(name), to_text(value)) for name, value in pairs]
    assert decode_form(encode_form(fields)) == fields


@given(st.text(st.characters(codec=None), max_size=8))
def test_any_text_becomes_bytes_and_the_same_bytes_again(text):
    assert to_bytes(to_text(to_bytes(text))) == to_bytes(text)


@given(st.dictionaries(TEXT, TEXT, min_size=1, max_size=5))
def test_httpx_writes_what_we_read(fields):
    assert decode_form(httpx.Request("POST", "http://ipc", data=fields).content) == list(fields.items())


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", []),
        (b"&&", []),
        (b"a", [("a", "")]),
        (b"=", [("", "")]),
        (b"a=b=c", [("a", "b=c")]),
        (b"a=%zz", [("a", "%zz")]),
        (b"a=\xc3%a9", [("a", "é")]),
        (b"a=1&%20b=2", [("a", "1"), (" b", "2")]),
    ],
)
def test_foreign_forms_are_read_leniently(body, fields):
    assert decode_form(body) == fields
