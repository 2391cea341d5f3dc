"""Pieces of the proxy: taps, content encodings, notices."""

import gzip
import hashlib
import zlib

import pytest

from conformance.cassette.proxy.contents import uncoded
from conformance.cassette.proxy.notices import MOST_REMEMBERED, Notices
from conformance.cassette.proxy.tap import KEPT_BYTES, Tap
from conformance.wire.digest import Digest


def test_a_small_body_is_kept_and_passed_on():
    tap = Tap()
    assert tap.is_untouched
    assert b"".join(map(tap, [b"one", b"two", b""])) == b"onetwo"
    assert (tap.body, tap.omitted) == (b"onetwo", None)


def test_a_large_body_is_its_digest_and_no_memory():
    tap, piece = Tap(), b"x" * (KEPT_BYTES // 2)
    for _ in range(3):
        assert tap(piece) is piece
    assert tap.omitted == Digest(len(piece) * 3, hashlib.sha256(piece * 3).hexdigest())
    assert tap.body == b""


def test_the_last_piece_is_announced_before_it_is_handed_on():
    calls = []
    tap = Tap(6, lambda: calls.append(tap.body))
    tap(b"one")
    assert calls == []
    tap(b"two")
    tap(b"")
    assert calls == [b"onetwo"]


BODY = b'{"code":0}' * 10


@pytest.mark.parametrize(
    ("coded", "coding"),
    [
        (gzip.compress(BODY), "gzip"),
        (zlib.compress(BODY), "deflate"),
        (zlib.compress(BODY)[2:-4], "deflate"),
    ],
    ids=["gzip", "zlib", "bare deflate"],
)
def test_an_encoding_that_was_asked_for_is_undone(coded, coding):
    assert uncoded(coded, coding, "gzip, deflate, br") == BODY
    assert uncoded(coded, coding, "identity") is None


@pytest.mark.parametrize(
    "coded",
    [b"", b"nonsense", gzip.compress(BODY)[:-9], gzip.compress(b"0" * (KEPT_BYTES + 1))],
    ids=["empty", "nonsense", "cut off", "too large"],
)
def test_what_can_not_be_undone_stays(coded):
    assert uncoded(coded, "gzip", "gzip") is None


def test_each_warning_is_told_once_and_without_secrets():
    said = []
    notices = Notices(said.append, said.append, lambda text: text.replace("secret", "******"))
    for _ in range(3):
        notices.warn("a secret")
    notices.tell("done with secret")
    assert said == ["a ******", "done with ******"]
    for number in range(2 * MOST_REMEMBERED):
        notices.warn(str(number))
    assert len(said) == 2 + 2 * MOST_REMEMBERED
