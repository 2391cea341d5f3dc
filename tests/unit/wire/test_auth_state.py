"""Every state of the public parameters of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.wire import Credentials, auth_state, sign

CREDENTIALS = Credentials("app", "secret")
NOW = 1593029283
WIDE_ONE = "\uff11"  # a digit to str.isdigit
PUBLIC = [("app_id", "app"), ("random", "123456"), ("timestamp", str(NOW)), ("name", "vip")]


def state(fields, credentials=CREDENTIALS, clock=NOW):
    return auth_state(fields, credentials, clock)


def sealed(*changed, without=()):
    fields = [pair for pair in PUBLIC if pair[0] not in {name for name, _ in changed} | set(without)]
    fields += changed
    return [*fields, ("sign", sign(fields, "secret"))]


CAPITAL = [*PUBLIC, ("Description", "d")]


def test_names_with_capitals_have_two_orders():
    """ASCII sorts Description before app_id, an alphabet after it (facts 2.2)."""
    by_alphabet = sign(CAPITAL, "secret", alphabetic=True)
    assert by_alphabet != sign(CAPITAL, "secret")
    assert state([*CAPITAL, ("sign", by_alphabet)]).sign == "alphabetic"
    assert sign(PUBLIC, "secret", alphabetic=True) == sign(PUBLIC, "secret")


def test_a_good_one():
    found = state(sealed())
    assert found.is_good
    assert found.as_json() == {
        "sign": "correct", "app_id": "own", "random": "well-formed", "timestamp": "well-formed", "offset": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (sealed(), "correct"),
        ([*PUBLIC, ("sign", sign(PUBLIC, "secret").lower())], "other-case"),
        ([*PUBLIC, ("sign", sign(PUBLIC, "other"))], "wrong"),
        ([*PUBLIC, ("sign", "x")], "wrong"),
        ([*PUBLIC, ("sign", "\udcffß")], "wrong"),
        ([*PUBLIC, ("sign", "")], "absent"),
        (PUBLIC, "absent"),
        ([*sealed(), ("sign", sign(PUBLIC, "secret"))], "wrong"),
        ([*sealed(), ("extra", "unsigned")], "wrong"),
        ([*sealed(), ("extra", "")], "correct"),
    ],
)
def test_sign(fields, expected):
    found = state(fields)
    assert found.sign == expected
    assert found.is_good == (expected == "correct")


def test_sign_and_app_id_without_the_secret():
    assert state(sealed(), None).sign == "unknown"
    assert state(PUBLIC, None).sign == "absent"
    assert state(sealed(), None).app_id == "own"
    assert not state(sealed(), None).is_good


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (sealed(("app_id", "other")), "other"),
        (sealed(without=["app_id"]), "absent"),
        (sealed(("app_id", "")), "absent"),
        (sealed(("app_id", "app"), ("app_id", "app")), "other"),
    ],
)
def test_app_id(fields, expected):
    assert state(fields).app_id == expected
    assert not state(fields).is_good


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("123456", "well-formed"), ("1234567890", "well-formed"), ("12ab56", "well-formed"), ("ABCDEF", "well-formed"),
        ("12345", "ill-formed"), ("12345678901", "ill-formed"), ("12 456", "ill-formed"),
        (WIDE_ONE * 6, "ill-formed"),
        ("12345é", "ill-formed"), ("-12345", "ill-formed"), ("", "absent"),
    ],
)  # fmt: skip
def test_random(value, expected):
    found = state(sealed(("random", value)))
    assert found.random == expected
    assert found.is_good == (expected == "well-formed")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1593029283", "well-formed"), ("15930292837", "ill-formed"), ("159302928", "ill-formed"),
        ("159302928a", "ill-formed"), ("159302928.", "ill-formed"), (WIDE_ONE * 10, "ill-formed"),
        ("", "absent"),
    ],
)  # fmt: skip
def test_timestamp(value, expected):
    found = state(sealed(("timestamp", value)))
    assert found.timestamp == expected
    assert found.is_good == (expected == "well-formed")


@pytest.mark.parametrize("name", ["random", "timestamp"])
def test_absent_and_doubled(name):
    assert getattr(state(sealed(without=[name])), name) == "absent"
    value = dict(PUBLIC)[name]
    assert getattr(state(sealed((name, value), (name, value))), name) == "doubled"


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (5, True), (-5, True), (6, False), (-6, False), (-3600, False)]
)
def test_offset_is_the_timestamp_less_the_clock(seconds, good):
    found = state(sealed(("timestamp", str(NOW + seconds))))
    assert found.offset == seconds
    assert found.is_good is good


def test_offset_is_nothing_where_there_is_no_time():
    assert state(sealed(("timestamp", "x"))).offset == 0


ANY = st.text(st.characters(codec=None), max_size=12)
NAME = st.sampled_from(["app_id", "random", "timestamp", "sign", "name"]) | ANY


@given(st.lists(st.tuples(NAME, ANY), max_size=8))
def test_nothing_makes_it_crash(fields):
    assert state(fields).sign in ("absent", "wrong")
    assert state(fields, None).sign in ("absent", "unknown")
