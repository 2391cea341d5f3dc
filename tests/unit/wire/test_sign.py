"""The signature (facts 2.2): the published vector, what takes part, and that nothing makes it crash."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.wire import Credentials, sign, text_to_sign

VECTOR = {"app_id": "JO83UNV983U9OR", "random": "289192", "sn": "FS101D8BS00106", "timestamp": "1593029283"}
ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
FIELDS = st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=8)


def test_the_published_vector():
    assert sign(VECTOR.items(), "12345678") == "72CB1C1031D3BA103D2FA1A57E171C2D"


def test_the_text_is_sorted_by_name_and_ends_with_the_key():
    fields = [("timestamp", "1593029283"), ("app_id", "a"), ("Z", "capital first"), ("random", "289192")]
    text = text_to_sign(fields, "secret")
    assert text == "Z=capital first&app_id=a&random=289192&timestamp=1593029283&key=secret"


def test_empty_values_and_the_sign_take_no_part():
    assert sign([*VECTOR.items(), ("sign", "x"), ("description", "")], "12345678") == sign(VECTOR.items(), "12345678")


@given(st.permutations([*VECTOR.items(), ("name", "vip"), ("capacity", "1"), ("", "no name")]))
def test_the_order_on_the_wire_is_irrelevant(fields):
    assert sign(fields, "k") == sign(sorted(fields), "k")


def test_fields_of_one_name_stay_in_the_order_sent():
    assert text_to_sign([("name", "b"), ("app_id", "x"), ("name", "a")], "k") == "app_id=x&name=b&name=a&key=k"


def test_values_are_signed_as_they_are_in_utf_8():
    text = "name=人 & ünï=+%41\n&key=ключ"
    expected = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()
    assert sign([("name", "人 & ünï=+%41\n")], "ключ") == expected


def test_lone_surrogates_stand_for_bytes():
    expected = hashlib.md5(b"name=\xff\xfe&key=k", usedforsecurity=False).hexdigest().upper()
    assert sign([("name", b"\xff\xfe".decode("utf-8", "surrogateescape"))], "k") == expected


@given(FIELDS, ANY_TEXT)
def test_anything_can_be_signed(fields, key):
    value = sign(fields, key)
    assert len(value) == 32
    assert value == value.upper()


@pytest.mark.parametrize("shown", [repr, str, "{}".format])
def test_credentials_never_show_the_secret(shown):
    assert "hidden" not in shown(Credentials("app", "hidden"))
