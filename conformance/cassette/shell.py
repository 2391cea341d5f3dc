"""A recorded exchange as a shell command that signs itself freshly: curl, printf, md5sum."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

Field = tuple[str, str]
"""A field's name and `name=value` as a word of the shell."""

_PUBLIC = (("app_id", '"app_id=$IPC_APP_ID"'), ("random", '"random=$random"'), ("timestamp", '"timestamp=$timestamp"'))
_SIGNS = {
    "wrong": ['"sign=$(printf %s "$sign" | tr 0-9A-F 1-9A-F0)"'],
    "other-case": ['"sign=$(printf %s "$sign" | tr A-F a-f)"'],
    "absent": [],
}


def command_of(line: Mapping[str, Any], url: str) -> str:
    """A POSIX shell command that sends a recorded request again, with $IPC_APP_ID and $IPC_SECRET_KEY.

    Run it in the folder of the cassette: files are taken from pictures/ beside it. A public parameter that was
    absent, and a sign that was wrong, are so again.
    """
    request = line["request"]
    hidden = {"app_id", "random", "timestamp", "sign"}
    private = [(name, value) for name, value in request["fields"] if name not in hidden]
    fields: list[Field] = [(name, shlex.quote(f"{name}={value}")) for name, value in private]
    public: list[Field] = [(name, word) for name, word in _PUBLIC if request["auth"][name] != "absent"]
    filled = [field for field, (_, value) in zip(fields, private, strict=True) if value]
    signed = " ".join(word for _, word in sorted([*public, *filled]))
    return "\n".join(
        [
            "random=$(date +%s | tail -c 9); timestamp=$(date +%s)",
            f"text=$(printf '%s&' {signed}; printf 'key=%s' \"$IPC_SECRET_KEY\")",
            'sign=$(printf %s "$text" | md5sum | cut -c 1-32 | tr a-f A-F)',
            _curl(request, url, [word for _, word in [*public, *fields]]),
        ]
    )


def _curl(request: Mapping[str, Any], url: str, fields: list[str]) -> str:
    option = "--form-string" if request["encoding"] == "multipart" else "--data-urlencode"
    words = ["curl", "-sSk", *(["-G"] if request["encoding"] == "query" else [])]
    if request["method"] not in ("POST", "GET"):
        words += ["-X", request["method"]]
    words += [f"{option} {field}" for field in fields + _SIGNS.get(request["auth"]["sign"], ['"sign=$sign"'])]
    words += [
        shlex.join(["-F", f"{file['name']}=@pictures/{file['sha256']};type={file['type']}"])
        for file in request.get("files", [])
    ]
    return " ".join([*words, shlex.quote(url + request["path"])])
