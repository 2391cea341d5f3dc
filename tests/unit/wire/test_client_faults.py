"""What a device can do to a request: every fault is an exchange with a sentence, in time and in bounded memory."""

import gzip
import socket
import threading
import time
import tracemalloc

import pytest
from raw_server import OK, RawServer, answering, dripping

from conformance.wire import Call, Client, Credentials, FilePart, Target

CALL = Call.of("getGroupList")
CREDENTIALS = Credentials("app", "secret")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"


def send(server, timeout=5.0, call=CALL):
    """One exchange with a server; how long it took is part of the exchange."""
    with server, Client(Target(server.url, timeout=timeout), CREDENTIALS) as client:
        exchange = client.send(call)
        assert exchange.describe()
        assert (exchange.response is None) != (exchange.fault is None)
        return exchange


def behaving(behave):
    def read_first(connection, number):
        server.requests.append(connection.request())
        behave(connection)

    server = RawServer(read_first)
    return server


def hang(connection):
    """Says nothing until the client gives up."""
    connection.sock.recv(1)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def fault(*arguments, **more):
    exchange = send(*arguments, **more)
    assert exchange.fault is not None, exchange.describe()
    return exchange.fault


def test_a_refused_port():
    with Client(Target(f"http://127.0.0.1:{free_port()}"), CREDENTIALS) as client:
        found = client.send(CALL).fault
    assert found.kind == "unreachable"
    assert "refused" in found.text


def test_a_host_that_does_not_exist():
    with Client(Target("http://no-such-camera.invalid"), CREDENTIALS) as client:
        found = client.send(CALL).fault
    assert (found.kind, found.text.startswith("no connection: ")) == ("unreachable", True)


def test_a_device_that_accepts_no_connections_in_time():
    """A full backlog: the connection is never made."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        port = listening.getsockname()[1]
        with Client(Target(f"http://127.0.0.1:{port}", timeout=0.3), CREDENTIALS) as client:
            found = client.send(CALL).fault
        for filler in fillers:
            filler.close()
    assert (found.kind, found.text) == ("unreachable", "no connection within 0.3 s")


def test_a_fresh_connection_closed_without_an_answer():
    found = fault(behaving(lambda connection: None))
    assert found.kind == "closed"
    assert found.text == "the device closed the connection without an answer; if it speaks TLS, use https://"
    assert not found.on_kept_connection


def test_a_reset_without_an_answer():
    found = fault(behaving(lambda connection: connection.reset()))
    assert found.kind == "closed"
    assert "without an answer" in found.text
    assert "reset" in found.text


def test_a_hang():
    exchange = send(behaving(hang), timeout=0.3)
    assert (exchange.fault.kind, exchange.fault.text) == ("timeout", "no answer within 0.3 s")
    assert 0.29 < exchange.elapsed < 2


def test_the_time_of_one_call_can_be_given():
    with behaving(hang) as server, Client(Target(server.url), CREDENTIALS) as client:
        assert client.send(CALL, timeout=0.2).fault.kind == "timeout"


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    ],
    ids=["status", "headers", "one header", "body", "chunks", "chunk extension", "until the end", "informational"],
)
def test_the_deadline_counts_although_bytes_drip(start, drop):
    exchange = send(dripping(start, drop), timeout=0.4)
    assert exchange.fault.kind == "timeout"
    assert exchange.fault.text == "the answer began, but was not complete within 0.4 s"
    assert 0.39 < exchange.elapsed < 2


def test_a_device_that_does_not_read_the_request():
    face = Call.of("addFace", group_name="vip", pic=FilePart("", "a.jpg", "image/jpeg", b"x" * 30_000_000))
    exchange = send(RawServer(lambda connection, number: threading.Event().wait(0.8)), 0.4, face)
    assert (exchange.fault.kind, exchange.elapsed < 2) == ("timeout", True)


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-", HEAD + b'{"code"', b"HTTP/1.1 100 Continue\r\n\r\n"],
    ids=["status", "head", "body", "only informational"],
)
def test_half_an_answer(answer):
    found = fault(behaving(lambda connection: connection.send(answer)))
    assert found.kind == "protocol"
    assert "closed in the middle of the answer" in found.text


def test_half_an_answer_and_a_reset():
    def behave(connection):
        connection.send(HEAD + b'{"code"')
        time.sleep(0.1)
        connection.reset()

    found = fault(behaving(behave))
    assert found.kind == "protocol"
    assert "closed in the middle" in found.text


def test_half_a_chunked_answer():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"
    assert fault(behaving(lambda connection: connection.send(head))).kind == "protocol"


def test_more_body_than_its_length():
    """What is too much belongs to the next answer, which says so."""
    wrong = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"code":0}'
    with answering(wrong) as server, Client(Target(server.url), CREDENTIALS) as client:
        first, second, third = (client.send(CALL) for _ in range(3))
    assert first.response.body == b'{"cod'
    assert second.fault.kind == "protocol"
    assert "left over from the answer before" in second.fault.text
    assert third.response.body == b'{"cod'


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 10485760", b"X: y", b"Transfer-Encoding: chunked"],
    ids=["with a length", "until the end", "chunked"],
)
def test_ten_megabytes_are_not_read_whole(head):
    def behave(connection):
        connection.send(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
        for _ in range(160):
            connection.send(b"10000\r\n" + b"x" * 65536 + b"\r\n" if b"chunked" in head else b"x" * 65536)

    tracemalloc.start()
    try:
        found = fault(behaving(behave))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.kind == "too-large"
    assert "the rest was not read" in found.text
    assert peak < 10 * 1024 * 1024


@pytest.mark.parametrize(
    "flood",
    [b"X-Header: yes\r\n" * 4000, b"x" * 65536, b"HTTP/1.1 102 Processing\r\nX: " + b"x" * 8000 + b"\r\n\r\n"],
    ids=["headers", "one header", "informational"],
)
def test_an_endless_head(flood):
    def behave(connection):
        if not flood.startswith(b"HTTP"):
            connection.send(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            connection.send(flood)

    exchange = send(behaving(behave))
    assert exchange.fault.kind == "too-large"
    assert exchange.elapsed < 3


@pytest.mark.parametrize(
    "answer",
    [b"220 FTP ready\r\n", b"\x00\x01\x02\x03\r\n\r\n", b"RTSP/1.0 200 OK\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"{}",
     b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
     b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"],
)  # fmt: skip
def test_not_http(answer):
    found = fault(behaving(lambda connection: connection.send(answer)))
    assert found.kind == "protocol"
    assert found.text.startswith("the answer is not HTTP")


def test_a_redirect_is_an_answer_and_not_followed():
    with answering(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n") as server:
        with Client(Target(server.url), CREDENTIALS) as client:
            exchange = client.send(CALL)
        assert len(server.requests) == 1
    assert exchange.response.status == 302
    assert exchange.response.header("location") == "/elsewhere"
    assert exchange.describe() == "HTTP 302 with an empty body"


def test_a_compressed_answer_is_kept_as_it_came_and_is_no_json():
    body = gzip.compress(b'{"code":0}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    exchange = send(answering(head + body))
    assert exchange.response.body == body
    assert exchange.code is None
    assert exchange.describe() == "HTTP 200 with a body in the content encoding gzip, although identity was asked for"


def test_informational_answers_are_passed_over():
    hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert send(answering(hints + OK)).code == 0


def test_http_1_0_and_bodies_that_end_with_the_connection():
    assert send(answering(b'HTTP/1.0 200 OK\r\n\r\n{"code":0}', close=True)).code == 0
    assert send(answering(b'HTTP/1.1 200 OK\r\n\r\n{"code":7}', close=True)).code == 7


def test_an_answer_before_the_request_was_read():
    face = Call.of("addFace", group_name="vip", pic=FilePart("", "a.jpg", "image/jpeg", b"x" * 3_000_000))
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    def behave(connection, number):
        connection.sock.recv(100)
        connection.send(refusal)
        connection.sock.shutdown(socket.SHUT_WR)
        while connection.sock.recv(1 << 20):
            pass

    assert send(RawServer(behave), call=face).response.status == 413


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "an empty body"),
        (b" \r\n", "an empty body"),
        (b"<html>no</html>", "a page of HTML or XML instead of JSON"),
        (b"\xff{}", "a body that is not UTF-8"),
        (b'{"code":NaN}', "NaN"),
        (b'{"code":0', "a body that is not JSON"),
        (b"[" * 100_000, "a body that is not JSON"),
        (b"[]", "without an integer code"),
        (b'{"code":true}', "without an integer code"),
        (b'{"code":0.0}', "without an integer code"),
    ],
    ids=["empty", "blank", "html", "latin", "nan", "cut", "deep", "list", "true", "float"],
)
def test_answers_that_are_none_of_the_api(body, words):
    exchange = send(answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body))
    assert exchange.fault is None
    assert exchange.code is None
    assert words in exchange.describe()


def test_other_threads_are_not_held_up_by_a_hang():
    def behave(connection, number):
        asked = connection.request()
        if b"stranger" in asked.body:
            hang(connection)
        connection.send(OK)

    with RawServer(behave) as server, Client(Target(server.url, timeout=1.5), CREDENTIALS) as client:
        thread = threading.Thread(target=client.get_face_info_item, args=("stranger",))
        thread.start()
        assert client.send(CALL).elapsed < 1.2
        thread.join()
