"""Each way in which a call can be spoilt, seen in the bytes that arrive at a raw server."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from raw_server import OK, RawServer, answering

from conformance.wire import Call, Client, Credentials, FilePart, Target
from conformance.wire.bodies import boundary_of, decode_form, decode_multipart

SECRET = "12345678"
CREDENTIALS = Credentials("JO83UNV983U9OR", SECRET)
NOW = 1593029283.9
CALL = Call.of("createGroup", name="vip", capacity=10, description="a & b=c+d %41 é人")
PICTURE = FilePart("pic", "face.jpg", "image/jpeg", b"\xff\xd8\r\n--boundary-like\r\n\xff\xd9")
FACE = Call.of("addFace", group_name="vip", age=30, pic=PICTURE)


class Camera:
    """A client and a raw server that tells what arrived."""

    def __init__(self, server: RawServer, client: Client) -> None:
        self.server, self.client = server, client

    def got(self, call):
        self.exchange = self.client.send(call)
        assert self.exchange.fault is None, self.exchange.fault
        received = self.server.requests[-1]
        assert self.exchange.request.body == received.body
        assert self.exchange.request.method == received.method
        return received

    def fields(self, call):
        """The fields that arrived, as pairs; they are also what the exchange tells."""
        fields = decode_form(self.got(call).body)
        assert tuple(fields) == self.exchange.request.fields
        return fields

    @property
    def sign_state(self):
        return self.exchange.request.auth.sign


@pytest.fixture(scope="module")
def camera() -> Iterator[Camera]:
    with answering(OK) as server:
        target = Target(server.url, timeout=5)
        with Client(target, CREDENTIALS, seed=1, wall_clock=lambda: NOW) as client:
            yield Camera(server, client)


def expected_sign(fields, secret=SECRET):
    """Written down again, apart from the package."""
    pairs = sorted((name, value) for name, value in fields if value and name != "sign")
    text = "&".join(f"{name}={value}" for name, value in pairs) + f"&key={secret}"
    return hashlib.md5(text.encode()).hexdigest().upper()


def test_a_well_formed_call(camera):
    got = camera.got(CALL)
    assert (got.method, got.target) == ("POST", "/openapi/face/createGroup")
    assert got.header("Content-Type") == "application/x-www-form-urlencoded"
    assert got.header("Content-Length") == str(len(got.body))
    assert got.header("Accept-Encoding") == "identity"
    assert got.header("Host") == f"127.0.0.1:{camera.server.port}"
    fields = decode_form(got.body)
    assert [name for name, _ in fields] == [
        "app_id", "random", "timestamp", "name", "capacity", "description", "sign",
    ]  # fmt: skip
    values = dict(fields)
    assert values["app_id"] == "JO83UNV983U9OR"
    assert values["timestamp"] == "1593029283"
    assert 6 <= len(values["random"]) <= 10
    assert values["random"].isdigit()
    assert values["description"] == "a & b=c+d %41 é人"
    assert values["sign"] == expected_sign(fields)
    assert camera.sign_state == "correct"
    assert camera.exchange.request.auth.is_good


def test_arrays_are_json_text_in_one_field(camera):
    fields = dict(camera.fields(Call.of("addFaceInfoItem", num=2, group_name="vip", name_list=["é", 'q"'])))
    assert fields["name_list"] == '["é", "q\\""]'
    assert fields["num"] == "2"


def test_what_is_none_is_left_out(camera):
    assert "page_num" not in dict(camera.fields(Call.of("getFaceList", group_name="vip", page_num=None)))


def test_multipart(camera):
    got = camera.got(FACE)
    content_type = got.header("Content-Type")
    assert content_type.startswith("multipart/form-data; boundary=")
    fields, files = decode_multipart(got.body, boundary_of(content_type))
    assert files == [PICTURE]
    assert dict(fields)["sign"] == expected_sign(fields)
    assert tuple(fields) == camera.exchange.request.fields
    assert camera.exchange.request.files == (PICTURE,)


def test_without_a_field(camera):
    fields = camera.fields(CALL.without("capacity"))
    assert "capacity" not in dict(fields)
    assert dict(fields)["sign"] == expected_sign(fields)


def test_without_a_file(camera):
    got = camera.got(FACE.without("pic"))
    _, files = decode_multipart(got.body, boundary_of(got.header("Content-Type")))
    assert files == []


def test_with_another_file(camera):
    other = replace(PICTURE, name="elsewhere", data=b"")
    got = camera.got(FACE.with_file("pic", other))
    _, files = decode_multipart(got.body, boundary_of(got.header("Content-Type")))
    assert files == [replace(other, name="pic")]


def test_but_with_other_values(camera):
    fields = camera.fields(CALL.but(capacity="", self="a field of that name"))
    assert dict(fields)["capacity"] == ""
    assert dict(fields)["self"] == "a field of that name"
    assert dict(fields)["sign"] == expected_sign(fields)


def test_doubled(camera):
    fields = camera.fields(CALL.doubled("name", "a second"))
    assert [value for name, value in fields if name == "name"] == ["vip", "a second"]
    assert camera.sign_state == "correct"


def test_a_doubled_public_parameter(camera):
    fields = camera.fields(CALL.doubled("timestamp", "1593029283"))
    assert [name for name, _ in fields].count("timestamp") == 2
    assert camera.exchange.request.auth.timestamp == "doubled"


def test_tampered_after_signing(camera):
    fields = camera.fields(CALL.tampered(name="other", sn="new", capacity=None))
    values = dict(fields)
    assert (values["name"], values["sn"], "capacity" in values) == ("other", "new", False)
    signed = [("name", "vip"), ("capacity", "10"), *((k, v) for k, v in fields if k not in ("name", "sn"))]
    assert values["sign"] == expected_sign(signed)
    assert camera.sign_state == "wrong"


def test_without_a_sign(camera):
    assert "sign" not in dict(camera.fields(CALL.tampered(sign=None)))
    assert camera.sign_state == "absent"


def test_a_field_that_is_not_signed(camera):
    fields = camera.fields(replace(CALL, unsigned=(("extra", "1"),)))
    assert fields[-1] == ("extra", "1")
    assert dict(fields)["sign"] == expected_sign(fields[:-1])
    assert camera.sign_state == "wrong"


@pytest.mark.parametrize("name", ["app_id", "random", "timestamp"])
def test_public_parameters_are_replaced_or_left_out_and_signed(camera, name):
    fields = camera.fields(CALL.with_public(**{name: "x y"}))
    assert dict(fields)[name] == "x y"
    assert dict(fields)["sign"] == expected_sign(fields)
    fields = camera.fields(CALL.with_public(**{name: None}))
    assert name not in dict(fields)
    assert dict(fields)["sign"] == expected_sign(fields)


def test_a_wrong_sign(camera):
    fields = camera.fields(CALL.signed("wrong"))
    sign, correct = dict(fields)["sign"], expected_sign(fields)
    assert sum(a != b for a, b in zip(sign, correct, strict=True)) == 1
    assert camera.sign_state == "wrong"


def test_a_sign_in_lower_case(camera):
    fields = camera.fields(CALL.signed("lower"))
    assert dict(fields)["sign"] == expected_sign(fields).lower()
    assert camera.sign_state == "other-case"


def test_a_sign_with_another_secret(camera):
    fields = camera.fields(CALL.signed("correct", "another"))
    assert dict(fields)["sign"] == expected_sign(fields, "another")
    assert camera.sign_state == "wrong"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_methods_with_the_fields_in_the_query(camera, method):
    got = camera.got(CALL.by(method))
    path, _, query = got.target.partition("?")
    assert (path, got.body, got.header("Content-Length")) == ("/openapi/face/createGroup", b"", None)
    assert tuple(decode_form(query.encode())) == camera.exchange.request.fields
    assert dict(camera.exchange.request.fields)["description"] == "a & b=c+d %41 é人"
    assert camera.client.send(CALL).succeeded


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", "BREW", "M-SEARCH", "X" * 99])
def test_other_methods_carry_the_body(camera, method):
    got = camera.got(CALL.by(method))
    assert (got.method, got.header("Content-Length")) == (method, str(len(got.body)))
    assert dict(decode_form(got.body))["name"] == "vip"


def test_connect_has_no_body_in_its_answer_and_spoils_no_other(camera):
    assert camera.got(CALL.by("CONNECT")).method == "CONNECT"
    assert camera.exchange.response.status == 200
    assert camera.client.send(CALL).succeeded


def test_a_post_with_the_fields_in_the_query(camera):
    got = camera.got(CALL.encoded("query"))
    assert got.target.startswith("/openapi/face/createGroup?app_id=")
    assert (got.method, got.body, got.header("Content-Length")) == ("POST", b"", "0")


def test_a_form_as_multipart_and_the_other_way_round(camera):
    assert camera.got(CALL.encoded("multipart")).header("Content-Type").startswith("multipart/form-data")
    got = camera.got(FACE.encoded("form"))
    assert dict(decode_form(got.body))["group_name"] == "vip"
    assert b"\xff\xd8" not in got.body
    assert camera.exchange.request.files == ()


@pytest.mark.parametrize("how", [lambda body: b"", lambda body: body[:-9], lambda body: b"\x00\xff{" * 9, bytes.upper])
def test_a_broken_body(camera, how):
    got = camera.got(CALL.broken(how))
    assert got.header("Content-Length") == str(len(got.body))
    assert got.body == how(got.body) or len(got.body) < 400
    assert camera.exchange.request.raw


@pytest.mark.parametrize("pieces", [2, 5, 7])
def test_a_body_in_pieces(camera, pieces):
    got = camera.got(CALL.in_pieces(pieces))
    assert got.header("Content-Length") == str(len(got.body))
    assert got.header("Transfer-Encoding") is None
    assert pieces <= len(got.segments) <= pieces + 1
    assert b"".join(got.segments).endswith(got.body)


def test_more_pieces_than_bytes(camera):
    got = camera.got(CALL.broken(lambda body: b"abc").in_pieces(50))
    assert got.body == b"abc"
    assert got.header("Content-Length") == "3"


@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize("name", ["Transfer-Encoding", "transfer-encoding"])
def test_a_chunked_body_when_asked_by_header(camera, pieces, name):
    got = camera.got(CALL.with_headers({name: "chunked"}).in_pieces(pieces))
    assert got.header("Transfer-Encoding") == "chunked"
    assert got.header("Content-Length") is None
    assert dict(decode_form(got.body))["name"] == "vip"


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_another_content_type_replaces_the_right_one(camera, name):
    got = camera.got(CALL.with_headers({name: "text/plain"}))
    assert got.header("Content-Type") == "text/plain"


@pytest.mark.parametrize("name", ["Content-Type", "User-Agent", "accept"])
def test_a_usual_header_can_be_left_out(camera, name):
    assert camera.got(CALL.with_headers({name: None})).header(name) is None


def test_more_headers(camera):
    got = camera.got(CALL.with_headers({"X-Forwarded-For": "1.2.3.4", "Host": "other"}).with_headers({"X-B": "2"}))
    assert (got.header("X-Forwarded-For"), got.header("Host"), got.header("X-B")) == ("1.2.3.4", "other", "2")


def test_a_header_that_breaks_the_request_is_the_callers_mistake(camera):
    with pytest.raises(ValueError, match="can't be sent"):
        camera.client.send(CALL.with_headers({"X-Evil": "a\r\nB: c"}))


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/openapi/face/nothing", "/openapi/face/nothing"),
        ("//openapi/../face/./x", "//openapi/../face/./x"),
        ("/openapi/é b", "/openapi/%C3%A9%20b"),
        ("/a%2Fb", "/a%2Fb"),
        ("/\udcff", "/%FF"),
    ],
)
def test_the_path_goes_on_the_wire_as_it_is(camera, path, target):
    assert camera.got(replace(CALL, path=path)).target == target


def test_a_base_path_stands_before_the_operations(camera):
    with Client(Target(f"{camera.server.url}/cam1/"), CREDENTIALS) as client:
        assert client.send(CALL).succeeded
    assert camera.server.requests[-1].target == "/cam1/openapi/face/createGroup"


def test_values_that_are_no_utf_8(camera):
    got = camera.got(CALL.but(name="\udcff\ud800"))
    assert b"name=%FF%ED%A0%80" in got.body
    assert camera.sign_state == "correct"


def test_randoms_and_boundaries_repeat_with_the_seed(camera):
    bodies = []
    for _ in range(2):
        with Client(camera.client.target, CREDENTIALS, seed="s", wall_clock=lambda: NOW) as client:
            client.send(CALL)
            client.send(FACE)
        bodies.append([request.body for request in camera.server.requests[-2:]])
    assert bodies[0] == bodies[1]
    assert bodies[0][0] != camera.got(CALL).body


def test_the_time_offset_is_in_the_timestamp(camera):
    with Client(camera.client.target.at_offset(-3600), CREDENTIALS, wall_clock=lambda: NOW) as client:
        exchange = client.send(CALL)
    assert dict(exchange.request.fields)["timestamp"] == str(1593029283 - 3600)
    assert exchange.request.auth.is_good
