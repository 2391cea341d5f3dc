"""A recorded request as a call that can be sent again, freshly signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.cassette.errors import CassetteError
from conformance.cassette.format import Line
from conformance.cassette.recall import Pictures
from conformance.spec import load_spec
from conformance.wire import Call, FilePart
from conformance.wire.authstate import SMALL_OFFSET
from conformance.wire.call import BodyEncoding, Sign

_SIGNS: Mapping[str, Sign] = {"wrong": "wrong", "other-case": "lower", "alphabetic": "alphabetic"}
_ENCODINGS: Mapping[str, BodyEncoding] = {"form": "form", "multipart": "multipart", "query": "query"}


class LeftOut(Exception):  # noqa: N818 - how an exchange of a cassette ends that is not sent again
    """A recorded exchange that is not sent again; the message says why."""


def call_of(line: Line, pictures: Pictures, camera_time: float) -> Call:
    """The call of a recorded request. Raises LeftOut for one that the recording does not hold whole.

    A public parameter that was absent or ill-formed, a timestamp that was off, and a sign that was wrong, are so again.
    """
    request = line["request"]
    if not request["operation"] or request["encoding"] not in _ENCODINGS:
        raise LeftOut("none of the API's requests")
    if request.get("raw") or request.get("hostile") or request.get("query"):
        raise LeftOut("the recording does not hold all of what was unusual about the request")
    if line.get("masked"):
        raise LeftOut("a secret in it was masked")
    auth, public = request["auth"], {parameter.name for parameter in load_spec().public}
    if "doubled" in (auth["random"], auth["timestamp"]):
        raise LeftOut("a public parameter came twice")
    return Call(
        operation=request["operation"],
        fields=tuple((name, value) for name, value in request["fields"] if name not in public),
        files=tuple(_file(file, pictures) for file in request.get("files", ())),
        encoding=_ENCODINGS[request["encoding"]],
        path=request["path"],
        method=request["method"],
        public=_public(request, auth, camera_time),
        sign=_SIGNS.get(auth["sign"], "correct"),
        after={"sign": None} if auth["sign"] == "absent" else {},
        headers=dict(request.get("headers", ())),
    )


def _file(file: Mapping[str, Any], pictures: Pictures) -> FilePart:
    part = pictures.part(file)
    try:
        return FilePart(part.name, part.filename, part.content_type, part.data)
    except CassetteError as error:
        raise LeftOut("its picture was not kept") from error


def _public(request: Mapping[str, Any], auth: Mapping[str, Any], camera_time: float) -> dict[str, str | None]:
    """The public parameters that are not to be made afresh."""
    recorded = {name: value for name, value in request["fields"] if name in ("app_id", "random", "timestamp")}
    changed: dict[str, str | None] = {}
    for name, state in (("app_id", auth["app_id"]), ("random", auth["random"]), ("timestamp", auth["timestamp"])):
        if state not in ("own", "well-formed"):
            # An empty one counts as absent, and is sent empty again.
            changed[name] = recorded.get(name)
    if auth["timestamp"] == "well-formed" and abs(auth["offset"]) > SMALL_OFFSET:
        changed["timestamp"] = str(int(camera_time + auth["offset"]))
    return changed
