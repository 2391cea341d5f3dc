"""Connections: kept, closed by the device, resent once; proxies; threads."""

import base64
import contextlib
import socket
import threading

import httpx
import pytest
from raw_server import OK, RawServer, answering

from conformance.wire import Call, Client, Credentials, Exchange, FilePart, Target

CALL = Call.of("getGroupList")
CREDENTIALS = Credentials("app", "secret")
CLOSING = OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")


def client_of(server, *observers, **more):
    return Client(Target(server.url, **more), CREDENTIALS, observers=observers)


def answers_then_closes(requests):
    """A device that answers so many requests of a connection and closes at the next one, once it has read it."""

    def behave(connection, number):
        for _ in range(requests):
            server.requests.append(connection.request())
            connection.send(OK)
        server.requests.append(connection.request())

    server = RawServer(behave)
    return server


def test_the_connection_is_kept():
    with answering(OK) as server, client_of(server) as client:
        assert all(client.send(CALL).succeeded for _ in range(20))
    assert server.connections == 1


def test_connection_close_on_each_answer():
    with answering(CLOSING, close=True) as server, client_of(server) as client:
        assert all(client.send(CALL).succeeded for _ in range(5))
    assert server.connections == 5


def test_a_connection_closed_while_idle_is_no_fault():
    with answering(OK, close=True) as server, client_of(server) as client:
        for _ in range(3):
            exchange = client.send(CALL)
            assert exchange.succeeded
            threading.Event().wait(0.05)
    assert client.sent == 3


def test_a_kept_connection_closed_without_an_answer_is_resent_once_and_both_are_observed():
    seen: list[Exchange] = []
    with answers_then_closes(1) as server, client_of(server, seen.append) as client:
        client.send(CALL)
        again = client.send(CALL)
    assert again.succeeded
    assert [each.number for each in seen] == [1, 2, 3]
    assert [each.fault.kind if each.fault else None for each in seen] == [None, "closed", None]
    assert seen[1].fault.on_kept_connection
    assert seen[2] is again
    assert seen[1].request.body != seen[2].request.body, "it is signed afresh"
    assert len(server.requests) == 3 or server.requests[-1] is None


def test_it_is_resent_once_only():
    """The second attempt goes over a new connection; if that is closed too, it is the answer."""

    def behave(connection, number):
        server.requests.append(connection.request())
        if number == 1:
            connection.send(OK)
            server.requests.append(connection.request())

    seen: list[Exchange] = []
    with RawServer(behave) as server, client_of(server, seen.append) as client:
        client.send(CALL)
        last = client.send(CALL)
    assert (last.fault.kind, last.fault.on_kept_connection) == ("closed", False)
    assert [each.number for each in seen] == [1, 2, 3]
    assert server.connections == 2


def test_a_reset_of_a_kept_connection_is_resent_too():
    def behave(connection, number):
        connection.request()
        connection.send(OK)
        if number == 1:
            connection.request()
            connection.reset()
        else:
            connection.request()

    with RawServer(behave) as server, client_of(server) as client:
        client.send(CALL)
        assert client.send(CALL).succeeded


def test_what_began_to_answer_is_not_resent():
    def behave(connection, number):
        connection.request()
        connection.send(OK)
        connection.request()
        connection.send(OK[:9])

    with RawServer(behave) as server, client_of(server) as client:
        client.send(CALL)
        assert client.send(CALL).fault.kind == "protocol"
    assert client.sent == 2


def test_a_fresh_connection_closed_without_an_answer_is_not_resent():
    with RawServer(lambda connection, number: connection.request()) as server, client_of(server) as client:
        assert client.send(CALL).fault.kind == "closed"
    assert client.sent == server.connections == 1


def test_cookies_of_the_device_are_not_sent_back():
    with answering(OK.replace(b"OK\r\n", b"OK\r\nSet-Cookie: a=b\r\n")) as server, client_of(server) as client:
        client.send(CALL)
        assert client.send(CALL).response.header("Set-Cookie") == "a=b"
    assert server.requests[1].header("Cookie") is None


def test_threads_share_a_client():
    seen: list[Exchange] = []
    lock = threading.Lock()

    def observe(exchange):
        with lock:
            seen.append(exchange)

    returned: list[Exchange] = []

    def work(client):
        for _ in range(50):
            exchange = client.send(CALL)
            with lock:
                returned.append(exchange)

    with answering(OK) as server, client_of(server, observe) as client:
        threads = [threading.Thread(target=work, args=(client,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(each.succeeded for each in seen)
    assert sorted(each.number for each in seen) == list(range(1, 401))
    assert {id(each) for each in seen} == {id(each) for each in returned}
    assert sorted(each.body for each in server.requests) == sorted(each.request.body for each in seen)
    assert server.connections <= 8


def test_what_an_observer_raises_reaches_the_sender():
    class StopError(Exception):
        pass

    def stop(exchange):
        raise StopError

    with answering(OK) as server, client_of(server, stop) as client, pytest.raises(StopError):
        client.send(CALL)


# ----------------------------------------------------------------- proxies


class Proxy(RawServer):
    """A small proxy: CONNECT for https, forwarding for http."""

    def __init__(self, refuse=b"", wanted=None):
        super().__init__(self.serve)
        self.refuse, self.wanted = refuse, wanted

    def serve(self, connection, number):
        asked = connection.request()
        self.requests.append(asked)
        if self.refuse or (self.wanted and asked.header("Proxy-Authorization") != self.wanted):
            connection.send(self.refuse or b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        if asked.method == "CONNECT":
            host, _, port = asked.target.rpartition(":")
            with socket.create_connection((host, int(port))) as upstream:
                connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                pump = threading.Thread(target=copy, args=(upstream, connection.sock))
                pump.start()
                copy(connection.sock, upstream)
                pump.join()
        else:
            connection.send(OK)


def copy(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"])
def test_proxies_of_the_environment_are_ignored(monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    with answering(OK) as server, client_of(server) as client:
        assert client.send(CALL).succeeded


def test_a_proxy_forwards_http():
    with answering(OK) as server, Proxy() as proxy, client_of(server, proxy=proxy.url) as client:
        assert client.send(CALL).succeeded
    assert proxy.requests[0].target == f"{server.url}/openapi/face/getGroupList"
    assert server.connections == 0


def test_a_proxy_tunnels_https(tls_server, insecure):
    with tls_server() as server, Proxy(wanted="Basic " + base64.b64encode(b"me:pass").decode()) as proxy:
        proxy_url = f"http://me:pass@127.0.0.1:{proxy.port}"
        with Client(Target(server.url, insecure, proxy=proxy_url), CREDENTIALS) as client:
            assert client.send(CALL).succeeded
            assert client.send(CALL).succeeded
    assert [each.method for each in proxy.requests] == ["CONNECT"]
    assert server.connections == 1


@pytest.mark.parametrize("refusal", [b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", b""])
def test_a_proxy_that_refuses_is_named(tls_server, insecure, refusal):
    with (
        tls_server() as server,
        Proxy(refusal, wanted="none") as proxy,
        Client(Target(server.url, insecure, proxy=proxy.url), CREDENTIALS) as client,
    ):
        found = client.send(CALL).fault
    assert found.kind == "unreachable"
    assert found.text.startswith(
        "the proxy made no connection: 502" if refusal else "the proxy made no connection: 407"
    )


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "ftp://x", "127.0.0.1:1"])
def test_a_proxy_of_another_kind_is_a_value_error(proxy):
    with pytest.raises(ValueError, match=r"proxy|scheme"):
        Client(Target("http://127.0.0.1", proxy=proxy), CREDENTIALS)


@pytest.mark.parametrize("url", ["http://[::1", "http://a:b:c"])
def test_a_url_that_is_none_is_a_value_error(url):
    with pytest.raises(ValueError, match="not a URL"):
        Client(Target(url), CREDENTIALS)


# ----------------------------------------------------------------- a transport put in place


def test_another_transport_replaces_the_network():
    asked = []

    def answer(request):
        asked.append((request.method, str(request.url), request.read()))
        return httpx.Response(200, json={"code": 0})

    with Client(Target("http://ipc"), CREDENTIALS, transport=httpx.MockTransport(answer)) as client:
        assert client.send(CALL).succeeded
        assert client.send(Call.of("getFaceByPicture", pic=FilePart("", "a.jpg", "image/jpeg", b"x"))).succeeded
    assert asked[0][:2] == ("POST", "http://ipc/openapi/face/getGroupList")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("no"), "unreachable"),
        (httpx.ReadTimeout("late"), "timeout"),
        (httpx.ReadError("gone"), "closed"),
        (httpx.RemoteProtocolError("odd"), "closed"),
    ],
)
def test_its_errors_are_faults_too_and_nothing_is_resent(error, kind):
    def answer(request):
        raise error

    with Client(Target("http://ipc"), CREDENTIALS, transport=httpx.MockTransport(answer)) as client:
        assert client.send(CALL).fault.kind == kind
        assert client.sent == 1


def test_its_answers_are_bounded_too():
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"x" * 5_000_000))
    with Client(Target("http://ipc"), CREDENTIALS, transport=transport) as client:
        assert client.send(CALL).fault.kind == "too-large"
