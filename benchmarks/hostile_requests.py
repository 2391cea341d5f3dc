"""Requests that nobody recorded, and what is no request at all: what a replay has to withstand."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from emulator import FORM, signed

PATH = "/openapi/face/createGroup"
VERBS = ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "FETCH", "post", "PROPFIND")
ANSWERING = ("method", "path", "unknown", "used up", "signature", "multipart")


@dataclass(frozen=True)
class Hostile:
    """Bytes for a replay. `whole`: a request after which a connection may be used again; of another, the client sends
    no more after it, so that the replay can't be waiting for anything.
    """

    kind: str
    data: bytes
    whole: bool = True

    @property
    def method(self) -> str:
        """The method, if it is a request."""
        return self.data.partition(b" ")[0].decode("latin-1")


class Draw:
    """Draws hostile requests; the same seed draws the same ones. They name the camera at HOST:PORT and another host
    of the same port, and `base` stands before each path: a proxy's clients write whole addresses.
    """

    def __init__(self, seed: int, camera: str, other: str, base: str = "") -> None:
        self._dice = random.Random(seed)
        self._camera = camera
        self._other = other
        self._base = base
        self._kinds: dict[str, Callable[[], bytes]] = {
            "method": self._method,
            "path": self._path,
            "unknown": self._unknown,
            "used up": self._used_up,
            "signature": self._signature,
            "multipart": self._multipart,
            "large head": self._large_head,
            "version": self._version,
            "CONNECT": self._connect,
            "absolute": self._absolute,
            "upgrade": self._upgrade,
            "smuggling": self._smuggling,
            "garbage": self._garbage,
            "half": self._half,
        }

    def next(self) -> Hostile:
        """One of any kind."""
        kind = self._dice.choice(list(self._kinds))
        return Hostile(kind, self._kinds[kind](), kind in ANSWERING)

    # --------------------------------------------------------------------------------------- whole requests

    def _method(self) -> bytes:
        return self._request(self._dice.choice(VERBS), PATH, self._form())

    def _path(self) -> bytes:
        number = self._dice.randrange(10**6)
        paths = ["/", f"/{number}", "/openapi/face/", f"/openapi/face/{number}", "/openapi/../../etc/passwd", "/%00%ff",
                 f"//{self._camera}/", PATH + "/", PATH.upper(), "/" + "a" * 8000, "/?" + "x=1&" * 1000]  # fmt: skip
        return self._request(self._dice.choice(["GET", "POST"]), self._dice.choice(paths), self._form())

    def _unknown(self) -> bytes:
        """Signed well, and never recorded."""
        return self._request("POST", PATH, self._form(name=f"never {self._dice.randrange(10**9)}"))

    def _used_up(self) -> bytes:
        """What was recorded once and has been answered: here other replays ask the camera."""
        return self._request("POST", PATH, self._form(name="group 0", capacity="10", description="a group"))

    def _signature(self) -> bytes:
        fields = signed(name="group 0", capacity="10", description="a group")
        match self._dice.randrange(4):
            case 0:
                fields["sign"] = f"{self._dice.getrandbits(128):032X}"
            case 1:
                del fields["sign"]
            case 2:
                fields["sign"] = fields["sign"].lower()
            case _:
                fields["capacity"] = "11"
        return self._request("POST", PATH, urlencode(fields).encode())

    def _multipart(self) -> bytes:
        part = b'--edge\r\nContent-Disposition: form-data; name="pic"; filename="a.jpg"\r\n\r\n\xff\xd8\r\n'
        bodies = [part, part + b"--edge", part.replace(b"edge", b"hedge") + b"--edge--", b"--edge\r\n\r\n--edge--\r\n",
                  part.replace(b"; name", b"\0\xff; name*=utf-8''%zz") + b"--edge--", b"--edge--", b"",
                  b"--edge\r\n" + b"X: y\r\n" * 5000 + b"\r\n--edge--", self._dice.randbytes(500)]  # fmt: skip
        kinds = ["multipart/form-data; boundary=edge", "multipart/form-data", 'multipart/form-data; boundary="',
                 "multipart/form-data; boundary=" + "e" * 300, "multipart/mixed; boundary=edge"]  # fmt: skip
        return self._request(
            "POST", "/openapi/face/addFace", self._dice.choice(bodies), content_type=self._dice.choice(kinds)
        )

    # ----------------------------------------------------------------------------- after which nothing comes

    def _large_head(self) -> bytes:
        if self._dice.random() < 0.5:
            return self._request("POST", PATH, b"", more="X-Large: " + "x" * self._dice.choice([10_000, 100_000]))
        return self._request("POST", PATH, b"", more="\r\n".join(f"X-{n}: {n}" for n in range(3000)))

    def _version(self) -> bytes:
        versions = ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1.1", "HTTPS/1.1", "", "ICY"]
        return f"GET {self._base}{PATH} {self._dice.choice(versions)}\r\n\r\n".encode()

    def _connect(self) -> bytes:
        wanted = [self._camera, self._other, "camera.invalid:443", ":443", "127.0.0.1:99999", f"http://{self._camera}/"]
        target = self._dice.choice(wanted)
        follow = self._dice.choice(["", f"GET {PATH} HTTP/1.1\r\nHost: {self._camera}\r\n\r\n", "\0\1\2 a tunnel"])
        return f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n{follow}".encode()

    def _absolute(self) -> bytes:
        scheme = self._dice.choice(["http", "https", "ftp", "ws", "HTTP"])
        host = self._dice.choice([self._camera, self._other, f"user:password@{self._camera}", "camera.invalid", ""])
        named = self._dice.choice([self._camera, self._other, "x", ""])
        return f"GET {scheme}://{host}{PATH} HTTP/1.1\r\nHost: {named}\r\n\r\n".encode()

    def _upgrade(self) -> bytes:
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
        wanted = {"websocket": key, "h2c": "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", "TLS/1.2": "X: y"}
        name, more = self._dice.choice(list(wanted.items()))
        named = f"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: {name}\r\n{more}"
        return self._request("GET", "/stream", b"", more=named) + self._dice.randbytes(20)

    def _smuggling(self) -> bytes:
        """Heads that two servers may read as requests of different lengths, with a second request behind."""
        doubles = ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 4\r\nContent-Length: 40",
                   "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: xchunked",
                   "Transfer-Encoding : chunked", "Transfer-Encoding:\vchunked", "Content-Length: +4",
                   "Content-Length: -4", "Content-Length: 4, 4", "Content-Length: 0x4", "Content-Length: 4\n",
                   "X: y\r\n Content-Length: 40", "Content-Length: 99999999999999999999"]  # fmt: skip
        bodies = ["0\r\n\r\n", "ffffffffffffffff1\r\n", "4\r\nabcd\r\n0\r\n\r\n", "a=1&", "-1\r\n\r\n"]
        second = f"GET {self._base}/second HTTP/1.1\r\nHost: {self._camera}\r\n\r\n"
        head = f"POST {self._base}{PATH} HTTP/1.1\r\nHost: {self._camera}\r\n{self._dice.choice(doubles)}\r\n\r\n"
        return (head + self._dice.choice(bodies) + second).encode()

    def _garbage(self) -> bytes:
        host, port = self._camera.split(":")
        address = bytes(map(int, host.split("."))) if host[0].isdigit() else bytes(4)
        socks = struct.pack(">BBH4s", 4, 1, int(port), address) + b"\0"
        return self._dice.choice([
            self._dice.randbytes(self._dice.randrange(1, 2000)), bytes(100), b"\r\n" * 50, socks, b"\x05\x01\x00",
            b"\x05\x01\x00\x01" + address + struct.pack(">H", int(port)), b"\x16\x03\x01\x02\x00\x01", b"\x16\x03\x01",
            f"PROXY TCP4 1.2.3.4 {host} 1 {port}\r\n\r\n".encode(), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
            b"SSH-2.0-OpenSSH_9\r\n", b"\xff\xfb\x01", "GET /\u4eba HTTP/1.1\r\n\r\n".encode(), b"{}",
        ])  # fmt: skip

    def _half(self) -> bytes:
        if self._dice.random() < 0.3:
            return (
                self._request("POST", PATH, b"", more="Transfer-Encoding: chunked\r\nExpect: 100-continue") + b"4\r\nab"
            )
        whole = self._request("POST", PATH, self._form())
        return whole[: self._dice.randrange(1, len(whole))]

    # ------------------------------------------------------------------------------------------------------

    def _form(self, **given: str) -> bytes:
        return urlencode(signed(**given)).encode()

    def _request(self, method: str, path: str, body: bytes, *, content_type: str = FORM, more: str = "") -> bytes:
        length = "" if "Transfer-Encoding" in more else f"Content-Length: {len(body)}\r\n"
        lines = f"{method} {self._base}{path} HTTP/1.1\r\nHost: {self._camera}\r\nContent-Type: {content_type}\r\n"
        return f"{lines}{length}{more and more + chr(13) + chr(10)}\r\n".encode() + body
