"""`SignatureAuth` with people's own httpx clients, against the emulated camera and in the bytes."""

import asyncio
import random

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.wire import Credentials, SignatureAuth, sign
from conformance.wire.bodies import boundary_of, decode_form, decode_multipart

CREDENTIALS = Credentials("JO83UNV983U9OR", "12345678")
AUTH = SignatureAuth(CREDENTIALS)
FACE = "/openapi/face/"
TEXT = st.text(st.characters(codec="utf-8"))
PUBLIC = ("app_id", "random", "timestamp", "sign")
NASTY = "a & b=c+d %41 é人😀\"'\\"


def signed(**arguments):
    """The request as httpx would send it."""
    return next(AUTH.auth_flow(httpx.Request("POST", "http://ipc/x", **arguments)))


def is_correct(fields):
    return dict(fields)["sign"] == sign(fields, "12345678")


def test_a_form_is_accepted_by_the_camera(plain_camera):
    data = {"name": "auth-form", "capacity": "5", "description": NASTY}
    with httpx.Client(base_url=plain_camera, auth=AUTH, trust_env=False) as client:
        assert client.post(FACE + "createGroup", data=data).json()["code"] == 0
        groups = client.post(FACE + "getGroupList").json()["data"]["face_group"]
        assert NASTY in {value for group in groups for value in group.values()}
        assert client.post(FACE + "deleteGroup", data={"name": "auth-form"}).json()["code"] == 0


def test_a_wrong_secret_is_refused_by_the_camera(plain_camera):
    wrong = SignatureAuth(Credentials("JO83UNV983U9OR", "87654321"))
    assert httpx.post(plain_camera + FACE + "getGroupList", auth=wrong, trust_env=False).json()["code"] != 0


@pytest.mark.parametrize("files", [{"pic": ("a.jpg", b"no picture", "image/jpeg")}, {"pic": b"no picture"}])
def test_multipart_is_understood_by_the_camera(plain_camera, files):
    """A picture that is none is refused for what it is (210) and not for its signature."""
    data = {"group_name": "stranger"}
    answer = httpx.post(plain_camera + FACE + "addFace", data=data, files=files, auth=AUTH, trust_env=False)
    wrong = SignatureAuth(Credentials("JO83UNV983U9OR", "87654321"))
    other = httpx.post(plain_camera + FACE + "addFace", data=data, files=files, auth=wrong, trust_env=False)
    assert answer.json()["code"] == 210
    assert other.json()["code"] != 210


def test_an_async_client(plain_camera):
    async def ask():
        async with httpx.AsyncClient(base_url=plain_camera, auth=AUTH, trust_env=False) as client:
            first = await client.post(FACE + "getGroupList")
            second = await client.post(FACE + "getFaceInfoItem", data={"group_name": "stranger"})
            third = await client.post(FACE + "addFace", data={"group_name": "stranger"}, files={"pic": b"x"})
            return [answer.json()["code"] for answer in (first, second, third)]

    assert asyncio.run(ask()) == [0, 0, 210]


def test_an_empty_post_gets_a_form():
    request = signed()
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.headers["Content-Length"] == str(len(request.content))
    fields = decode_form(request.content)
    assert tuple(name for name, _ in fields) == PUBLIC
    assert is_correct(fields)


@given(st.dictionaries(TEXT.filter(lambda name: name not in PUBLIC), TEXT, min_size=1))
def test_every_form_is_signed_and_kept(data):
    request = signed(data=data)
    fields = decode_form(request.content)
    assert fields[4:] == list(data.items())
    assert is_correct(fields)


def test_what_stands_in_a_form_stays_byte_for_byte():
    body = b"a=%7e~&b=1+2%2b"
    request = signed(content=body, headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"})
    assert request.content.endswith(b"&" + body)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded; charset=utf-8"
    assert is_correct(decode_form(request.content))


def test_what_stands_in_a_multipart_body_stays_byte_for_byte():
    files = [("name", (None, "vip")), ("pic", ('é".jpg', b"\r\n--x\xff", "image/jpeg", {"X-More": "yes"}))]
    before = httpx.Request(
        "POST", "http://ipc/x", files=files, headers={"content-type": "multipart/form-data; boundary=qq"}
    )
    body = before.read()
    request = next(AUTH.auth_flow(before))
    assert request.content.endswith(body)
    fields, (picture,) = decode_multipart(request.content, boundary_of(request.headers["Content-Type"]))
    assert fields[4:] == [("name", "vip")]
    assert picture.data == b"\r\n--x\xff"
    assert is_correct(fields)


def test_a_body_of_unknown_length_gets_one():
    class Endless:
        def read(self, size=-1):
            return b""

        def __iter__(self):
            return iter([b"abc"])

    before = httpx.Request("POST", "http://ipc/x", files={"pic": Endless()})
    assert before.headers["Transfer-Encoding"] == "chunked"
    before.read()
    request = next(AUTH.auth_flow(before))
    assert "Transfer-Encoding" not in request.headers
    assert request.headers["Content-Length"] == str(len(request.content))


@pytest.mark.parametrize(
    "arguments",
    [{"json": {"name": "vip"}}, {"content": b"raw"}, {"content": b"<x/>", "headers": {"Content-Type": "text/xml"}}],
)
def test_other_bodies_are_a_value_error(arguments):
    with pytest.raises(ValueError, match="only form and multipart bodies can be signed"):
        signed(**arguments)


def test_clock_and_randomness_can_be_given():
    auth = SignatureAuth(CREDENTIALS, clock=lambda: 1593029283.7, randomness=random.Random(1))
    fields = dict(decode_form(next(auth.auth_flow(httpx.Request("POST", "http://ipc/x"))).content))
    assert fields["timestamp"] == "1593029283"
    again = SignatureAuth(CREDENTIALS, clock=lambda: 1593029283.7, randomness=random.Random(1))
    assert dict(decode_form(next(again.auth_flow(httpx.Request("POST", "http://ipc/x"))).content)) == fields
