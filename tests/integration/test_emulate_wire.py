"""How the answers of `emulate` look on the wire, and what hostile requests get."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from collections.abc import Callable, Iterator

import pytest
from emulate_process import FORM, OPERATION, VIP, Running, form, request


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def make(*options: str) -> Running:
        started.append(Running(*options))
        return started[-1]

    yield make
    for each in started:
        if not each.process.stdout.closed:
            each.stop()


@pytest.mark.parametrize("options", [["--plain"], []], ids=["plain", "tls"])
def test_answer_comes_in_one_piece_and_at_once(start: Callable[..., Running], options: list[str]) -> None:
    with start(*options).connect() as connection:
        for _ in range(50):
            before = time.monotonic()
            connection.sendall(request("getGroupList"))
            answer = connection.recv(65536)
            assert time.monotonic() - before < 0.03
            head, _, body = answer.partition(b"\r\n\r\n")
            assert f"content-length: {len(body)}".encode() in head.lower()
            assert b"content-type: application/json" in head.lower()
            assert json.loads(body)["code"] == 0


def exchange(running: Running, sent: bytes, pause_at: int = 0) -> tuple[int, bytes]:
    """Sends bytes, with a pause if wanted; the status and body answered (0 if the connection was closed)."""
    with running.connect() as connection:
        connection.sendall(sent[:pause_at])
        if pause_at:
            time.sleep(0.05)
        connection.sendall(sent[pause_at:])
        response = http.client.HTTPResponse(connection)
        try:
            response.begin()
            return response.status, response.read()
        except (http.client.HTTPException, OSError):
            return 0, b""
        finally:
            response.close()


def test_body_in_pieces_and_chunked(start: Callable[..., Running]) -> None:
    running = start("--plain")
    whole = request("getGroupList")
    for pause_at in (10, len(whole) - 100, len(whole) - 1):
        assert exchange(running, whole, pause_at)[0] == 200
    body = form()
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:])) + b"0\r\n\r\n"
    head = f"POST {OPERATION}getGroupList HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n"
    chunked = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + pieces
    assert json.loads(exchange(running, chunked)[1])["code"] == 0
    assert json.loads(exchange(running, chunked, len(chunked) - 9)[1])["code"] == 0


def post(body: bytes, content_type: str = FORM, path: str = OPERATION + "getGroupList", method: str = "POST") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


HOSTILE = {
    "unknown path": (post(b"", path="/openapi/face/nothing"), 404, None),
    "GET": (post(form(), method="GET"), 405, 2),
    "PUT": (post(form(), method="PUT"), 405, 2),
    "no body": (post(b""), 200, 2),
    "wrong encoding": (post(form(), "multipart/form-data; boundary=x"), 200, 2),
    "no content type": (post(form()).replace(b"Content-Type", b"X-Nothing"), 200, 2),
    "broken percent sign": (post(form() + b"&x=%zz"), 200, 2),
    "broken UTF-8": (post(form() + b"&x=%ff"), 200, 2),
    "raw bytes": (post(form() + b"&x=\xff\xfe"), 200, 2),
    "NUL": (post(form() + b"&x=%00"), 200, 2),
    "too large": (post(b"x" * (9 * 1024 * 1024)), 413, 2),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, None),
    "endless head": (b"POST / HTTP/1.1\r\n" + b"X: " + b"y" * 70000 + b"\r\n\r\n", 400, None),
    "multipart without an end": (
        post(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n', "multipart/form-data; boundary=b",
             OPERATION + "addFace"), 200, 2,
    ),
    "multipart without a boundary": (post(b"--b--\r\n", "multipart/form-data", OPERATION + "addFace"), 200, 2),
}  # fmt: skip


def test_hostile_requests_are_refused_and_survived(start: Callable[..., Running]) -> None:
    running = start("--plain")
    for name, (sent, status, code) in HOSTILE.items():
        answered, body = exchange(running, sent)
        assert (name, answered) == (name, status)
        assert code is None or json.loads(body) == {"code": code}
        assert running.call("getGroupList")["code"] == 0
    assert running.control("GET", "/status")[1]["groups"] == {"stranger": 0, "regular": 0}
    assert running.stop() == (0, "")


def test_clients_that_leave_or_never_end_do_no_harm(start: Callable[..., Running]) -> None:
    running = start()
    with running.connect() as connection:
        connection.sendall(request("createGroup", **VIP)[:-1])
    with running.connect() as connection, contextlib.suppress(OSError):
        connection.sendall(post(b"").replace(b"Length: 0", b"Length: 99999999"))
        for _ in range(99):
            connection.sendall(bytes(1024 * 1024))
    assert [group["name"] for group in running.call("getGroupList")["data"]["face_group"]] == ["stranger", "regular"]
    assert running.stop() == (0, "")


def test_content_type_in_capitals_and_with_parameters_is_understood(start: Callable[..., Running]) -> None:
    running = start("--plain")
    for content_type in ("Application/X-WWW-Form-Urlencoded", f"{FORM}; charset=utf-8"):
        assert json.loads(exchange(running, post(form(), content_type))[1])["code"] == 0


def test_pipelined_requests_are_answered_in_order(start: Callable[..., Running]) -> None:
    with start("--plain").connect() as connection:
        connection.sendall(request("createGroup", **VIP) + request("createGroup", **VIP) + request("getGroupList"))
        answers = b""
        while b'"num":3' not in answers:
            answers += connection.recv(65536)
    assert answers.index(b'{"code":0}') < answers.index(b'{"code":200}') < answers.index(b'"num":3')
