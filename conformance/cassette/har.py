"""A cassette as an HTTP archive (HAR 1.2), for browsers' and other tools' viewers.

What HAR has no place for stands in members that begin with an underscore, as HAR allows: `_auth` is the state of the
signature, which itself is in no cassette; `_sha256` and `_bytes` stand for a file; `_error` for an answer that failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from conformance import __version__
from conformance.cassette.format import Line
from conformance.cassette.reader import Cassette
from conformance.wire.bodies import FORM, MULTIPART
from conformance.wire.text import to_bytes

UNKNOWN_URL = "https://camera.invalid"
"""Where the recording does not say which camera it is of (RFC 2606)."""
Entry = dict[str, Any]


def har_text(cassette: Cassette) -> Iterator[str]:
    """The archive, piece by piece: a cassette may be larger than the memory."""
    creator = json.dumps({"name": "ipc-conformance", "version": __version__})
    yield f'{{"log":{{"version":"1.2","creator":{creator},"entries":['
    url = str(cassette.header.get("device", {}).get("url", "") or UNKNOWN_URL)
    for number, line in enumerate(cassette.exchanges()):
        yield (",\n" if number else "\n") + json.dumps(entry_of(line, url))
    yield "\n]}}\n"


def entry_of(line: Line, url: str) -> Entry:
    """An exchange as an entry."""
    entry = {
        "startedDateTime": line["at"],
        "time": line["ms"],
        "request": _request(line["request"], url),
        "response": _response(line.get("response")),
        "cache": {},
        "timings": {"send": 0, "wait": line["ms"], "receive": 0},
        "_auth": line["request"]["auth"],
    }
    if "fault" in line:
        entry["_error"] = line["fault"]["text"]
        entry["_fault"] = line["fault"]["kind"]
    return entry


def _request(request: Mapping[str, Any], url: str) -> Entry:
    in_query = request["encoding"] == "query"
    query = request["fields"] if in_query else request.get("query", [])
    address = url.rstrip("/") + quote(to_bytes(request["path"]), safe="/%")
    if query:
        address += "?" + urlencode([(to_bytes(name), to_bytes(value)) for name, value in query])
    made: Entry = {
        "method": request["method"],
        "url": address,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in request.get("headers", ())],
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": -1,
        "bodySize": -1,
    }
    if request.get("raw"):
        made["_raw"] = True
    if request.get("hostile"):
        made["_hostile"] = True
    return made if in_query else made | {"postData": _posted(request)}


def _posted(request: Mapping[str, Any]) -> Entry:
    if "body" in request:
        body = request["body"]
        return {"mimeType": "", **_text(body)}
    params = [{"name": name, "value": value} for name, value in request["fields"]]
    for file in request.get("files", ()):
        params.append(
            {
                "name": file["name"],
                "fileName": file["filename"],
                "contentType": file["type"],
                "_sha256": file["sha256"],
                "_bytes": file["bytes"],
            }
        )
    return {"mimeType": MULTIPART if request["encoding"] == "multipart" else FORM, "params": params}


def _response(response: Mapping[str, Any] | None) -> Entry:
    """HAR says by the status 0 that no answer came."""
    answer = response or {"status": 0, "type": "", "text": ""}
    headers = [{"name": "Content-Type", "value": answer["type"]}] if answer["type"] else []
    if "coding" in answer:
        headers.append({"name": "Content-Encoding", "value": answer["coding"]})
    return {
        "status": answer["status"],
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers,
        "content": {"size": -1, "mimeType": answer["type"], **_text(answer)},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _text(body: Mapping[str, Any]) -> Entry:
    if "json" in body:
        return {"text": json.dumps(body["json"], ensure_ascii=False)}
    if "base64" in body:
        return {"text": body["base64"], "encoding": "base64"}
    if "sha256" in body:
        return {"_sha256": body["sha256"], "_bytes": body["bytes"]}
    return {"text": body["text"]}
