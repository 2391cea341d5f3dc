"""An HTTP archive (HAR 1.2), a browser's, a proxy's or our own, as exchanges of the wire."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.cassette.errors import CassetteError
from conformance.cassette.recall import Pictures, RecordedPart
from conformance.spec import load_spec
from conformance.wire import AuthState, Credentials, Exchange, Fault, FilePart, Request, Response, auth_state
from conformance.wire.bodies import MULTIPART
from conformance.wire.digest import Digest
from conformance.wire.exchange import FaultKind
from conformance.wire.foreign import Arrived, foreign_request
from conformance.wire.text import to_bytes

Entry = Mapping[str, Any]
Pairs = tuple[tuple[str, str], ...]
_KINDS: tuple[FaultKind, ...] = ("timeout", "unreachable", "tls", "closed", "protocol", "too-large", "aborted")


class Archive:
    """The entries of an archive, of one camera: `url`, or the one that its requests of the API went to.

    Raises CassetteError where it is no archive, or of several cameras.
    """

    def __init__(self, path: Path, url: str = "") -> None:
        self._path = path
        entries = _entries(path)
        self.url = url.rstrip("/") or self._camera(entries)
        self._entries = [each for each in entries if _origin(_url(each)) == self.url]
        if not self._entries:
            raise CassetteError(f"{path} has no request to {self.url or 'any camera'}")
        self._entries.sort(key=_ended)

    def exchanges(self, secret_key: str = "", app_id: str = "") -> Iterator[Exchange]:
        """The exchanges in the order in which they ended. Without a secret, recorded states of signatures are taken."""
        for number, entry in enumerate(self._entries, start=1):
            try:
                yield _exchange(entry, number, self.url, secret_key, app_id)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                started = entry.get("startedDateTime")
                raise CassetteError(
                    f"{self._path}: the entry of {started} is not as HAR 1.2 has it ({error!r})"
                ) from error

    def _camera(self, entries: list[Entry]) -> str:
        paths = load_spec().by_path
        origins = {_origin(_url(entry)) for entry in entries if urlsplit(_url(entry)).path in paths}
        if len(origins) > 1:
            named = ", ".join(sorted(origins))
            raise CassetteError(f"{self._path} has requests to several cameras ({named}); choose one with --url")
        return next(iter(origins), "") or next((_origin(_url(entry)) for entry in entries), "")


def _entries(path: Path) -> list[Entry]:
    try:
        archive = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CassetteError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CassetteError(f"{path} is not an HTTP archive: it is no JSON") from error
    log = archive.get("log") if isinstance(archive, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise CassetteError(f"{path} is not an HTTP archive: it has no log with entries")
    return entries


def _exchange(entry: Entry, number: int, url: str, secret_key: str, app_id: str) -> Exchange:
    at = datetime.fromisoformat(entry["startedDateTime"]).timestamp()
    request = _request(entry["request"], at, url, partial(_auth, entry, secret_key, app_id, at))
    fault = _fault(entry)
    response = None if fault else _response(entry["response"])
    return Exchange(number, request, response, fault, at, float(entry.get("time") or 0.0) / 1000)


def _auth(entry: Entry, secret_key: str, app_id: str, at: float, fields: Pairs) -> AuthState:
    """As it was judged when it was recorded, if it was; its sign is in no cassette, so in no archive made of one."""
    if "_auth" in entry:
        return AuthState(**entry["_auth"])
    sent = next((value for name, value in fields if name == "app_id" and value), "")
    return auth_state(fields, Credentials(app_id or sent, secret_key) if secret_key else None, at)


def _request(sent: Entry, at: float, url: str, auth: partial[AuthState]) -> Request:
    headers = tuple((str(each["name"]), str(each["value"])) for each in sent.get("headers", ()))
    address = str(sent["url"]).removeprefix(url) or "/"
    posted = sent.get("postData") or {}
    if posted.get("mimeType") and not any(name.lower() == "content-type" for name, _ in headers):
        headers = (("Content-Type", str(posted["mimeType"])), *headers)
    if posted.get("params"):
        return _of_params(sent, posted, headers, address, auth)
    body = _bytes(posted)
    omitted = Digest(int(posted["_bytes"]), str(posted["_sha256"])) if "_sha256" in posted else None
    request = foreign_request(Arrived(str(sent["method"]), address, headers, body, at, omitted))
    return _with(request, sent, auth)


def _of_params(sent: Entry, posted: Entry, headers: Pairs, address: str, auth: partial[AuthState]) -> Request:
    """A form whose fields the archive has taken apart already."""
    multipart = str(posted.get("mimeType", "")).startswith(MULTIPART)
    plain = [each for each in posted["params"] if "fileName" not in each]
    base = foreign_request(Arrived(str(sent["method"]), address, headers, b"", 0.0))
    request = Request(
        method=base.method,
        path=base.path,
        operation=base.operation,
        encoding="multipart" if multipart else "form",
        fields=tuple((str(each["name"]), str(each.get("value", ""))) for each in plain),
        files=tuple(_file(each) for each in posted["params"] if "fileName" in each),
        auth=base.auth,
        headers=headers,
        query=base.fields if base.encoding == "query" else base.query,
    )
    return _with(request, sent, auth)


def _with(request: Request, sent: Entry, auth: partial[AuthState]) -> Request:
    """The request with the state of its signature, and what an archive of ours says of its body."""
    values = {name: getattr(request, name) for name in Request.__dataclass_fields__}
    made = Request(**{**values, "auth": auth(request.fields), "raw": request.raw or sent.get("_raw") is True})
    if sent.get("_hostile") is True:
        made.__dict__["is_hostile"] = True
    return made


def _file(param: Entry) -> FilePart:
    name, filename = str(param["name"]), str(param["fileName"])
    content_type = str(param.get("contentType", ""))
    if "_sha256" not in param:
        return FilePart(name, filename, content_type, to_bytes(str(param.get("value", ""))))
    line = {"name": name, "filename": filename, "type": content_type}
    return RecordedPart({**line, "sha256": param["_sha256"], "bytes": param["_bytes"]}, Pictures(_nowhere))


def _nowhere(digest: str) -> bytes:
    raise CassetteError(f"the picture {digest} is not in the archive")


def _fault(entry: Entry) -> Fault | None:
    if entry["response"]["status"] and "_fault" not in entry:
        return None
    kind: FaultKind = next((kind for kind in _KINDS if kind == entry.get("_fault")), "aborted")
    return Fault(kind, str(entry.get("_error") or "the archive has no answer"))


def _response(came: Entry) -> Response:
    content = came.get("content", {})
    # What an archive shows of a body is its plain text, whatever the coding in which it travelled.
    given = [(str(each["name"]), str(each["value"])) for each in came.get("headers", ())]
    headers = tuple(pair for pair in given if pair[0].lower() != "content-encoding")
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers = (("Content-Type", str(content.get("mimeType", ""))), *headers)
    if "_sha256" in content:
        return Response(int(came["status"]), headers, b"", Digest(int(content["_bytes"]), str(content["_sha256"])))
    if "text" not in content:
        return Response(int(came["status"]), headers, b"", Digest(max(0, int(content.get("size", 0))), ""))
    return Response(int(came["status"]), headers, _bytes(content))


def _bytes(content: Entry) -> bytes:
    text = str(content.get("text", ""))
    return base64.b64decode(text) if content.get("encoding") == "base64" else to_bytes(text)


def _url(entry: Entry) -> str:
    request = entry.get("request")
    return str(request.get("url", "")) if isinstance(request, dict) else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _ended(entry: Entry) -> float:
    try:
        return datetime.fromisoformat(entry["startedDateTime"]).timestamp() + float(entry.get("time") or 0.0) / 1000
    except (KeyError, TypeError, ValueError):
        return 0.0  # said when its turn comes
