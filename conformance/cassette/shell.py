"""A recorded exchange as a shell command that signs itself freshly: curl, printf, md5sum."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from conformance.cassette.curl import body_of
from conformance.cassette.words import Word, printing
from conformance.wire.authstate import SMALL_OFFSET
from conformance.wire.text import to_bytes

PICTURES = Path("pictures")
"""Where a cassette's pictures lie, as seen from its folder."""

_VARIABLES = {"app_id": '"$IPC_APP_ID"', "random": '"$random"', "timestamp": '"$timestamp"'}
_SIGNS = {"wrong": '"$(printf %s "$sign" | tr 0-9A-F 1-9A-F0)"', "other-case": '"$(printf %s "$sign" | tr A-F a-f)"'}


def command_of(line: Mapping[str, Any], url: str, pictures: Path = PICTURES) -> str:
    """A POSIX shell command that sends a recorded request again, with $IPC_APP_ID and $IPC_SECRET_KEY.

    Files are taken from the folder `pictures`, which is as seen from where the command is run: without it, from where
    the cassette is. A public parameter that was absent or ill-formed, a timestamp that was off, and a sign that was
    wrong, are so again.
    """
    request, auth = line["request"], line["request"]["auth"]
    words = [_word(name, value, auth) for name, value in request["fields"]]
    script = [*_remarks(line), *_public(words, auth)]
    if auth["sign"] != "absent":
        signed = _signed(words, alphabetic=auth["sign"] == "alphabetic")
        script.append(f"sign=$({signed} | md5sum | cut -c 1-32 | tr a-f A-F)")
        words.append(Word("sign", made=_SIGNS.get(auth["sign"], '"$sign"')))
    address = url.rstrip("/") + quote(to_bytes(request["path"]), safe="/%") + _query(request)
    before, options = body_of(request, words, pictures)
    curl = ["curl", "-sSk", *_method(request), *_headers(request), *options, shlex.quote(address)]
    return "\n".join([*script, before + " ".join(curl)])


def _word(name: str, value: str, auth: Mapping[str, Any]) -> Word:
    """A field: public parameters that were right are made afresh, all others are what they were."""
    if name in _VARIABLES and auth[name] in ("own", "well-formed"):
        return Word(name, made=_VARIABLES[name])
    return Word(name, value)


def _remarks(line: Mapping[str, Any]) -> Iterable[str]:
    if line["request"].get("raw"):
        yield "# The body was changed on purpose after signing; the recording has it as it was before."
    if line.get("masked"):
        yield "# Secrets were masked when this was recorded: put them in the place of the asterisks."


def _public(words: Iterable[Word], auth: Mapping[str, Any]) -> Iterable[str]:
    used = {word.name for word in words if word.made}
    if "random" in used:
        yield "random=$(printf %010d $(od -An -N4 -tu4 /dev/urandom))"
    if "timestamp" in used:
        offset = auth["offset"] if abs(auth["offset"]) > SMALL_OFFSET else 0
        yield f"timestamp=$(($(date +%s) + {offset}))" if offset else "timestamp=$(date +%s)"


def _signed(words: Iterable[Word], *, alphabetic: bool) -> str:
    """Prints the text to sign: non-empty fields, sorted by name."""
    filled = sorted((word for word in words if word.is_filled), key=lambda word: to_bytes(word.name))
    if alphabetic:
        filled.sort(key=lambda word: word.name.lower())
    printed = [printing(list(group)) for _, group in groupby(filled, key=lambda word: word.is_argument)]
    return "{ " + " ".join([*printed, "printf 'key=%s' \"$IPC_SECRET_KEY\"; }"])


def _query(request: Mapping[str, Any]) -> str:
    """The fields in the target, where the body has fields too."""
    pairs = [(to_bytes(name), to_bytes(value)) for name, value in request.get("query", ())]
    return f"?{urlencode(pairs)}" if pairs else ""


def _method(request: Mapping[str, Any]) -> list[str]:
    method, in_query = request["method"], request["encoding"] == "query"
    if method == "HEAD":
        return ["-G", "-I"]
    usual = method == ("GET" if in_query else "POST")
    return [*(["-G"] if in_query else []), *([] if usual else ["-X", shlex.quote(method)])]


def _headers(request: Mapping[str, Any]) -> list[str]:
    headers = [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in request.get("headers", ())]
    return [*headers, *(["--path-as-is"] if "/." in request["path"] else [])]
