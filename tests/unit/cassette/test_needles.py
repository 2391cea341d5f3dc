"""The search for secrets: quick, and never wrong when it finds nothing."""

import base64
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.cassette.chain import dumps
from conformance.cassette.needles import Needles


@given(st.binary(max_size=4), st.binary(min_size=3, max_size=9), st.binary(max_size=4), st.booleans())
def test_base64_at_every_place(before, secret, after, url_safe):
    needles = Needles([secret.decode("utf-8", "surrogateescape")])
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    text = encode(before + secret + after).decode()
    masked, hits = needles.mask(text)
    assert hits >= 1
    first, last = len(before) * 8 // 6, -(-(len(before) + len(secret)) * 8 // 6)
    assert "*" in masked[first:last]
    assert needles.mask(masked)[1] == 0
    assert needles.may_be_in(dumps({"x": text}))


@given(st.text(st.characters(codec="utf-8"), min_size=3, max_size=9), st.text(max_size=4))
def test_the_quick_look_never_misses_what_the_close_one_finds(secret, around):
    needles = Needles([secret])
    for text in (secret, secret.upper(), secret.encode().hex(), base64.b64encode(secret.encode()).decode()):
        if needles.mask(around + text + around)[1]:
            assert needles.may_be_in(dumps({"x": around + text + around}))


@given(st.text(st.characters(codec=None), max_size=30), st.lists(st.text(min_size=1, max_size=5), max_size=4))
def test_masking_keeps_the_length_and_everything_else(text, secrets):
    masked, hits = Needles(secrets).mask(text)
    assert len(masked) == len(text)
    assert bool(hits) == (masked != text) or re.search(r"\*", text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))


def test_no_secrets_find_nothing():
    assert Needles([]).mask("anything") == ("anything", 0)
    assert not Needles(["", "ab"]).may_be_in('{"a":"%ab\\\\"}')
    assert Needles([]).longest_in("x") == 0


def test_longer_secrets_go_first():
    assert Needles(["abc", "abcdef"]).mask("abcdefabc") == ("*" * 9, 2)


@pytest.mark.parametrize("secret", ["\\" * 12, "%" * 12, "a\\" * 6, "u0061" * 3, "%25" * 4])
@pytest.mark.parametrize("text", ["\\" * 5000, "%25" * 2000, "a\\\\" * 2000, "\\u0061" * 1000 + "x"])
def test_no_text_of_a_device_makes_the_search_slow(secret, text):
    began = time.perf_counter()
    Needles([secret]).mask(text)
    assert time.perf_counter() - began < 1
