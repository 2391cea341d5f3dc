"""Forms and multipart bodies: what is understood, and what is refused rather than guessed."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.emulator import form, multipart, request
from conformance.emulator.readings import choose
from conformance.emulator.refusal import Refused
from conformance.spec import load_spec

SPEC = load_spec()
READINGS = choose(SPEC)
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXT.filter(bool), TEXT)))
def test_form_gives_back_what_was_encoded(pairs: list[tuple[str, str]]) -> None:
    assert form.parse(urlencode(pairs).encode(), READINGS) == pairs


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"", []),
        (b"a", [("a", "")]),
        (b"a=&b==", [("a", ""), ("b", "=")]),
        (b"&&a=1&", [("a", "1")]),
        (b"a=1& b=2", [("a", "1"), (" b", "2")]),
        (b"a=x+y%2B", [("a", "x y+")]),
        ("a=é".encode(), [("a", "é")]),
    ],
)
def test_form_corner_cases(body: bytes, pairs: list[tuple[str, str]]) -> None:
    assert form.parse(body, READINGS) == pairs


@pytest.mark.parametrize("body", [b"a=%", b"a=%4", b"a=%4g", b"%=1", b"a=%ff", b"a=\xff", b"a=%00", b"a\0=1"])
def test_broken_form_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="bad-parameter"):
        form.parse(body, READINGS)


def parts(*contents: bytes, end: bytes = b"--e--\r\n") -> bytes:
    return b"".join(b"--e\r\nContent-Disposition: form-data; " + content + b"\r\n" for content in contents) + end


def test_multipart_fields_and_files() -> None:
    body = parts(b'name="a"\r\n\r\n\xc3\xa9', b'name="pic"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\0\xff')
    assert multipart.parse(body, b"e") == ([("a", "é")], {"pic": b"\0\xff"})


def test_a_field_without_a_file_name_is_no_file() -> None:
    assert multipart.parse(parts(b'name="pic"\r\n\r\nx'), b"e") == ([("pic", "x")], {})


@pytest.mark.parametrize(
    ("body", "boundary"),
    [
        (parts(b'name="a"\r\n\r\n1'), b""),
        (parts(b'name="a"\r\n\r\n1'), b"other"),
        (parts(b'name="a"\r\n\r\n1', end=b""), b"e"),
        (parts(b'name="a"\r\n\r\n1')[:-4], b"e"),
        (parts(b'name="a"\r\n\r\n\xff'), b"e"),
        (parts(b'name="a"\r\n\r\n\0'), b"e"),
        (parts(*[b'name="pic"; filename="x"\r\n\r\n1'] * 2), b"e"),
        (parts(*[b'name="a"\r\n\r\n1'] * 1001), b"e"),
        (b"", b"e"),
        (b"no multipart", b"e"),
        (parts(b'name="a"\r\n\r\n1'), b"e" * 1000),
    ],
)
def test_broken_multipart_is_refused(body: bytes, boundary: bytes) -> None:
    with pytest.raises(Refused, match="bad-parameter"):
        multipart.parse(body, boundary)


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_each_operation_takes_its_own_encoding_only(operation: object) -> None:
    other = {"form": "multipart", "multipart": "form"}[operation.encoding]
    types = {"form": form.MEDIA_TYPE, "multipart": multipart.MEDIA_TYPE}
    assert request.accepts(operation, types[operation.encoding], choose(SPEC))
    assert not request.accepts(operation, types[other], choose(SPEC))
    assert not request.accepts(operation, "application/json", choose(SPEC))
