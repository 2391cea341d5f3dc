"""Each way in which a camera can't be tested, as a context that gives the options of a run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from support import servers
from support.bad_cameras import BadCamera
from support.certificates import client_files
from support.emulators import APP_ID, SECRET, Emulated, emulated

Options = list[str]
AS = ["--app-id", APP_ID, "--secret-key", SECRET, "--timeout", "1"]


@dataclass(frozen=True)
class Cameras:
    """What the cases may use."""

    plain: Emulated
    secure: Emulated
    folder: Path


@dataclass(frozen=True)
class Case:
    """A way, and words that the sentence about it has: what happened, what to do, and what doctor puts it down to."""

    name: str
    opened: Callable[[Cameras], AbstractContextManager[Options]]
    happened: str
    to_do: str
    subject: str


@contextlib.contextmanager
def _port(server: AbstractContextManager[int], scheme: str = "http") -> Iterator[Options]:
    with server as port:
        yield ["--url", f"{scheme}://127.0.0.1:{port}", *AS, "--insecure"]


@contextlib.contextmanager
def _no_certificate(cameras: Cameras) -> Iterator[Options]:
    with _port(servers.demanding_certificate(client_files(cameras.folder)), "https") as options:
        yield options


@contextlib.contextmanager
def _clock_off_and_unknown(cameras: Cameras) -> Iterator[Options]:
    """The proxy before it passes on no Date."""
    with cameras.plain.clock_off_by(7200), contextlib.closing(BadCamera(cameras.plain.url, lambda *_: "")) as camera:
        yield [*cameras.plain.options_for(camera.url), "--time-offset", "auto"]


@contextlib.contextmanager
def _hangs_up(cameras: Cameras) -> Iterator[Options]:
    with emulated("--client-ca", client_files(cameras.folder).ca) as camera:
        yield [*camera.options, "--timeout", "1"]


@contextlib.contextmanager
def _within(block: AbstractContextManager[None], options: Options) -> Iterator[Options]:
    with block:
        yield options


def _ready(*options: str) -> AbstractContextManager[Options]:
    return contextlib.nullcontext(list(options))


CASES = [
    Case("refused port", lambda _: _port(servers.refusing()), "refused", "Check the address", "network"),
    Case("no such host", lambda _: _ready("--url", "http://camera.invalid", *AS), "no connection", "Check", "network"),
    Case("silent", lambda _: _port(servers.silent()), "no answer within 1 s", "--timeout", "credentials"),
    Case("silent TLS", lambda _: _port(servers.silent(), "https"), "not over within 1 s", "TLS, or HTTP", "TLS"),
    Case("TLS refused", lambda _: _port(servers.refusing_tls(), "https"), "refused the TLS", "--client-cert", "TLS"),
    Case("not trusted", lambda c: _ready("--url", c.secure.url, *AS), "is not trusted", "--ca FILE", "TLS"),
    Case("no client certificate", _no_certificate, "certificate required", "--client-cert FILE", "TLS"),
    Case("hangs up without one", _hangs_up, "closed the connection", "--client-cert FILE", "client certificate"),
    Case("no TLS there", lambda c: _ready("--url", c.plain.url.replace("http", "https"), *AS), "TLS", "HTTP", "TLS"),
    Case(
        "TLS there", lambda c: _ready("--url", c.secure.url.replace("https", "http"), *AS), "", "https", "credentials"
    ),
    Case(
        "wrong secret",
        lambda c: _ready("--url", c.plain.url, "--app-id", APP_ID, "--secret-key", "wrong"),
        "refused every signed request",
        "check --app-id and the secret key",
        "credentials",
    ),
    Case(
        "wrong app_id",
        lambda c: _ready("--url", c.plain.url, "--app-id", "OTHER", "--secret-key", SECRET),
        "refused every signed request",
        "check --app-id",
        "credentials",
    ),
    Case(
        "clock far off",
        lambda c: _within(c.plain.clock_off_by(7200), c.plain.options),
        "its clock is off",
        "--time-offset",
        "clock",
    ),
    Case(
        "clock far off and unknown",
        _clock_off_and_unknown,
        "no Date header",
        "give --time-offset SECONDS",
        "credentials",
    ),
    Case(
        "not activated",
        lambda c: _within(c.plain.faulty("not-activated"), c.plain.options),
        "not activated",
        "activate it",
        "credentials",
    ),
    Case(
        "storage gone",
        lambda c: _within(c.plain.faulty("storage-gone"), c.plain.options),
        "SD card",
        "check them",
        "credentials",
    ),
    Case("a page", lambda _: page(200, b"<html>It works!</html>"), "is not an IPC", "Check the address", "credentials"),
    Case("404", lambda _: page(404, b"<html>Not found</html>"), "HTTP 404", "Check the address", "credentials"),
    Case("401", lambda _: page(401, b""), "HTTP 401 with an empty body", "Check the address", "credentials"),
    Case("JSON", lambda _: page(200, b'{"a": 1}'), "without an integer code", "Check the address", "credentials"),
    Case("a list", lambda _: page(200, b"[1]"), "without an integer code", "Check the address", "credentials"),
    Case("deep", lambda _: page(200, b"[" * 9**6), "is not an IPC", "Check the address", "credentials"),
    Case("huge", lambda _: page(200, b" " * 10**7), "larger than", "Check that this is the port", "credentials"),
]


def page(status: int, body: bytes) -> AbstractContextManager[Options]:
    kind = "text/html" if body.startswith(b"<") else "application/json"
    return _port(servers.answering(status, kind, body))
