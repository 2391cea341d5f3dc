"""What may stand at an address instead of a camera."""

from __future__ import annotations

import contextlib
import http.server
import socket
import ssl
import threading
from collections.abc import Iterator

from support.certificates import ClientFiles


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextlib.contextmanager
def refusing() -> Iterator[int]:
    """A port on which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextlib.contextmanager
def answering(status: int, content_type: str, body: bytes, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A web server that answers everything alike."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):  # a client need not read it all
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # of handshakes that fail, clients tell
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    with _served(server) as port:
        yield port


@contextlib.contextmanager
def refusing_tls() -> Iterator[int]:
    """A TLS server that shares no cipher with anybody: the handshake fails with an alert."""
    # Without a certificate there is no cipher to agree on.
    with _handshaking(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as port:
        yield port


@contextlib.contextmanager
def demanding_certificate(files: ClientFiles) -> Iterator[int]:
    """A TLS server that answers to a client without a certificate by the alert that is meant for it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.pem)
    context.load_verify_locations(files.ca)
    context.verify_mode = ssl.CERT_REQUIRED
    with _handshaking(context) as port:
        yield port


@contextlib.contextmanager
def _handshaking(context: ssl.SSLContext) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                try:
                    context.wrap_socket(connection, server_side=True).close()
                finally:
                    # What the client sends now is read, so that no reset overtakes the alert.
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(4096):
                        pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


@contextlib.contextmanager
def _served(server: http.server.ThreadingHTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
