"""What a user of Schemathesis would write for this API: pictures, groups that exist, the signature, checks of codes.

Loaded by Schemathesis (SCHEMATHESIS_HOOKS). The credentials stand in IPC_APP_ID and IPC_SECRET_KEY.
"""

from __future__ import annotations

import os
import random
import re
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import schemathesis
from hypothesis import strategies as st

from conformance.run.pictures import draw
from conformance.spec import load_spec
from conformance.wire import Credentials
from conformance.wire.sign import sign

CREDENTIALS = Credentials(os.environ["IPC_APP_ID"], os.environ["IPC_SECRET_KEY"])
PICTURES = [draw(number).data for number in range(4)]
PUBLIC = ("app_id", "random", "timestamp", "sign")
DECLARED = {
    name: {*PUBLIC, *(parameter.name for parameter in operation.parameters)}
    for name, operation in load_spec().operations.items()
}
DEFAULT_GROUPS = ["stranger", "regular"]
LAST_PAGE = 10**6
RIGHT = {
    "app_id": re.compile(r".*", re.DOTALL),
    "random": re.compile(r"[0-9A-Za-z]{6,10}"),
    "timestamp": re.compile(r"[0-9]{10}"),
    "sign": re.compile(r"[0-9A-F]{32}"),
}
# With the references that `before_call` puts in, nothing in the camera's state stands in the way of these.
ALWAYS_POSSIBLE = ("getGroupList", "getFaceInfoItem", "getFaceList", "getFaceByArrival")

schemathesis.openapi.format("binary", st.sampled_from(PICTURES))
schemathesis.openapi.media_type("image/jpeg", st.sampled_from(PICTURES), aliases=["image/png"])


@schemathesis.hook
def before_call(_context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Lets right values name groups that exist, and has the request signed as it is going to be sent."""
    if isinstance(case.body, dict) and _is_positive(case):
        declared = DECLARED[case.operation.path.rpartition("/")[2]]
        for name in [name for name in case.body if name not in declared]:
            del case.body[name]  # its lists and numbers of our own invention are open points
        if case.body.get("page_num", 0) > LAST_PAGE:
            case.body["page_num"] = LAST_PAGE  # the document names no last one
        if "group_name" in case.body:
            case.body["group_name"] = random.choice(DEFAULT_GROUPS)
    kwargs["auth"] = signed


def signed(request: Any) -> Any:
    """Gives the public parameters that a request has their right values; what it leaves out, stays out."""
    kind = str(request.headers.get("Content-Type", ""))
    if request.body is None:
        return request
    body = request.body.encode() if isinstance(request.body, str) else request.body
    if kind.startswith("application/x-www-form-urlencoded"):
        fields = parse_qsl(body.decode(errors="surrogateescape"), keep_blank_values=True, errors="surrogateescape")
        request.body = urlencode(_with_public(fields), errors="surrogateescape").encode()
    elif kind.startswith("multipart/form-data"):
        request.body = _multipart(body, kind)
    request.headers["Content-Length"] = str(len(request.body))
    return request


def _with_public(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    public = {
        "app_id": CREDENTIALS.app_id,
        "random": str(random.randrange(10**9, 10**10)),
        "timestamp": str(int(time.time())),
    }
    known = [(name, public[name] if _is_right(name, value) else value) for name, value in fields]
    signature = sign(known, CREDENTIALS.secret_key)
    return [(name, signature if name == "sign" and RIGHT["sign"].fullmatch(value) else value) for name, value in known]


def _is_right(name: str, value: str) -> bool:
    """Whether a public parameter has the form of one; a wrong one is there on purpose and stays."""
    return name in RIGHT and name != "sign" and RIGHT[name].fullmatch(value) is not None


def _multipart(body: bytes, kind: str) -> bytes:
    """The same with the parts of a multipart body; parts with a file name are no fields."""
    found = re.search(r'boundary="?([^";]+)', kind)
    parts = body.split(b"--" + found.group(1).encode()) if found else [body]
    places: list[int] = []
    fields: list[tuple[str, str]] = []
    for number, part in enumerate(parts):
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'[; ]name="([^"]*)"', head)
        if name and b"filename=" not in head:
            places.append(number)
            fields.append((name[1].decode(errors="surrogateescape"), content[:-2].decode(errors="surrogateescape")))
    for number, (_, value) in zip(places, _with_public(fields), strict=True):
        head = parts[number].partition(b"\r\n\r\n")[0]
        parts[number] = head + b"\r\n\r\n" + value.encode(errors="surrogateescape") + b"\r\n"
    return (b"--" + found.group(1).encode()).join(parts) if found else body


def _is_form(request: Any) -> bool:
    return str(request.headers.get("Content-Type", "")).startswith("application/x-www-form-urlencoded")


def _is_positive(case: Any) -> bool:
    meta = getattr(case, "meta", None)
    return meta is not None and str(getattr(meta.generation.mode, "value", "")) == "positive"


@schemathesis.check
def readable_at_any_time(_context: Any, response: Any, case: Any) -> None:
    """A right request that only reads, of a group that exists, is answered with code 0."""
    name = case.operation.path.rpartition("/")[2]
    if response.request.method == "POST" and _is_positive(case) and name in ALWAYS_POSSIBLE:
        assert response.json()["code"] == 0, f"{name}: code {response.json()['code']} for a right request"


@schemathesis.check
def wrong_is_refused(_context: Any, response: Any, case: Any) -> None:
    """A request that its schema does not allow is not answered with code 0."""
    meta = getattr(case, "meta", None)
    if meta is None or _is_positive(case) or response.request.method != "POST" or not _is_form(response.request):
        return  # a wrong part of a multipart body may become a right one on the wire
    assert response.json()["code"] != 0, "code 0 for a request that the schema does not allow"
