"""A foreign client's request taken apart: nothing refused, nothing lost."""

import hashlib

import pytest

from conformance.wire import sign
from conformance.wire.digest import Digest
from conformance.wire.foreign import Arrived, foreign_request, is_text
from conformance.wire.tolerant import tolerant_multipart

FORM = "application/x-www-form-urlencoded"
PATH = "/openapi/face/createGroup"
FIELDS = [("app_id", "JO83UNV983U9OR"), ("random", "123456"), ("timestamp", "1593029283"), ("name", "人 & co")]


def taken(body=b"", content_type=FORM, method="POST", target=PATH, secret="", omitted=None, **headers):
    pairs = (("Content-Type", content_type), *headers.items()) if content_type else tuple(headers.items())
    return foreign_request(Arrived(method, target, pairs, body, 1593029283.0, omitted), secret)


def form(pairs):
    from urllib.parse import urlencode

    return urlencode(pairs).encode()


def test_a_form_of_the_api_is_known_and_its_signature_judged():
    signed = [*FIELDS, ("sign", sign(FIELDS, "12345678"))]
    request = taken(form(signed), secret="12345678")
    assert (request.operation, request.encoding, list(request.fields)) == ("createGroup", "form", signed)
    assert request.auth.is_good
    assert taken(form(signed), secret="another").auth.sign == "wrong"
    assert taken(form(signed)).auth.sign == "unknown"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"a=1&a=2&a=", [("a", "1"), ("a", "2"), ("a", "")]),
        (b"a&&=b", [("a", ""), ("", "b")]),
        (b"a=%zz&b=%e4", [("a", "%zz"), ("b", "\udce4")]),
        (b'{"a":"b"}', [('{"a":"b"}', "")]),
    ],
)
def test_odd_forms(body, fields):
    assert list(taken(body, f"{FORM}; charset=UTF-8").fields) == fields


def test_a_query_alone_is_the_fields_and_beside_a_body_it_is_kept_apart():
    alone = taken(method="GET", target="/video?a=1&a=2", content_type="")
    assert (alone.path, alone.encoding, alone.fields, alone.query) == ("/video", "query", (("a", "1"), ("a", "2")), ())
    both = taken(b"name=x", target=f"{PATH}?debug=1")
    assert (both.path, both.operation, both.fields, both.query) == (
        PATH,
        "createGroup",
        (("name", "x"),),
        (("debug", "1"),),
    )


@pytest.mark.parametrize("content_type", ["application/json", "", "text/xml", "APPLICATION/JSON; charset=utf-8"])
def test_another_body_stays_whole(content_type):
    request = taken(b'{"a":1}', content_type)
    assert (request.encoding, request.body, request.fields, request.raw) == ("other", b'{"a":1}', (), False)


def test_a_body_that_is_not_what_its_type_says_is_marked():
    request = taken(b"no boundary anywhere", "multipart/form-data; boundary=edge")
    assert (request.encoding, request.raw, request.body) == ("other", True, b"no boundary anywhere")


def test_a_coded_or_omitted_body_is_not_taken_apart():
    assert taken(b"\x1f\x8b", **{"Content-Encoding": "gzip"}).encoding == "other"
    request = taken(b"", "multipart/form-data; boundary=edge", omitted=Digest(9, "ab"))
    assert (request.encoding, request.omitted) == ("other", Digest(9, "ab"))


PART = b'Content-Disposition: form-data; name="name"\r\n\r\nvip'
FILE = (
    b'Content-Disposition: form-data; name="pic"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\n\r.'
)


@pytest.mark.parametrize(
    "body",
    [
        b"--edge\r\n" + PART + b"\r\n--edge\r\n" + FILE + b"\r\n--edge--\r\n",
        b"--edge\r\n" + PART + b"\r\n--edge\r\n" + FILE + b"\r\n--edge--",
        b"preamble\r\n--edge \r\n" + PART + b"\r\n--edge\r\n" + FILE + b"\r\n--edge--epilogue",
        b"--edge\n" + PART.replace(b"\r\n", b"\n") + b"\n--edge\n" + FILE + b"\n--edge--\n",
        b"--edge\r\n" + PART + b"\r\n--edge\r\n" + FILE,
        b"--edge\r\n"
        + PART
        + b"\r\n--edge\r\n"
        + FILE.replace(b'filename="', b"filename*=UTF-8''").replace(b'.png"', b".png")
        + b"\r\n--edge--\r\n",
    ],
)
def test_multipart_bodies_as_clients_send_them(body):
    fields, files = tolerant_multipart(body, "edge")
    assert fields == [("name", "vip")]
    assert [(file.name, file.filename, file.content_type) for file in files] == [("pic", "a.png", "image/png")]
    assert files[0].sha256 == hashlib.sha256(b"\x89PNG\r\n\n\r.").hexdigest()


def test_a_file_name_in_utf_8_and_both_spellings():
    head = b"Content-Disposition: form-data; name=pic; filename=\"x.jpg\"; filename*=utf-8''%E4%BA%BA.jpg\r\n\r\n"
    _, (file,) = tolerant_multipart(b"--e\r\n" + head + b"data\r\n--e--\r\n", "e")
    assert (file.filename, file.data) == ("x.jpg", b"data")
    head = head.replace(b' filename="x.jpg";', b"")
    _, (file,) = tolerant_multipart(b"--e\r\n" + head + b"data\r\n--e--\r\n", "e")
    assert (file.filename, file.data) == ("人.jpg", b"data")


def test_what_is_text():
    assert is_text("application/json", b"\xff")
    assert is_text("", b"plain")
    assert not is_text("", b"\x89PNG\xff")
    assert not is_text("application/octet-stream", b"a\0b")
