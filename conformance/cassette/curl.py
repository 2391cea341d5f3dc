"""The body of a recorded request in terms of curl."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from conformance.cassette.words import Word, escaped
from conformance.wire.bodies import MULTIPART, FilePart
from conformance.wire.multipart import encode_parts
from conformance.wire.text import to_bytes

BOUNDARY = "ipc-conformance-boundary"


def body_of(request: Mapping[str, Any], words: Sequence[Word], pictures: Path) -> tuple[str, list[str]]:
    """What stands before curl, to be piped into it, and its options. Files are taken from the folder `pictures`."""
    if request["encoding"] != "multipart":
        return "", [_form_option(word) for word in words] or ["--data-raw ''"]
    files = request.get("files", [])
    if (words or files) and all(map(_is_plain, [*words, *map(_as_word, files)])):
        return "", [
            *(f"--form-string {word.pair(word.name)}" for word in words),
            *(_file_option(file, pictures) for file in files),
        ]
    content_type = [] if request.get("headers") else [f"-H 'Content-Type: {MULTIPART}; boundary={BOUNDARY}'"]
    return f"{{ {_printed_parts(words, files, pictures)} }} | ", [*content_type, "--data-binary @-"]


def _form_option(word: Word) -> str:
    """curl encodes values and no names, and takes an empty name for none: such fields come encoded."""
    if word.is_argument and re.fullmatch(r"[\w.-]+", word.name, re.ASCII):
        return f"--data-urlencode {word.pair(word.name)}"
    name, value = quote_plus(to_bytes(word.name)), quote_plus(to_bytes(word.text))
    return f"--data-raw {Word(name, value, word.made).pair(name)}"


def _is_plain(word: Word) -> bool:
    """curl ends a name at the first `=`, and leaves backslashes in it alone."""
    return word.is_argument and word.name != "" and not set("=\\") & set(word.name)


def _as_word(file: Mapping[str, Any]) -> Word:
    return Word(file["name"] + file["filename"], file["type"]) if file["name"] else Word("")


def _file_option(file: Mapping[str, Any], pictures: Path) -> str:
    filename = file["filename"].replace('"', '\\"')
    path = str(pictures / file["sha256"])
    if set(path) & set(';,"\\'):  # what would end a path, unless it is quoted
        path = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    value = f'{file["name"]}=@{path};type={file["type"]};filename="{filename}"'
    return shlex.join(["-F", value])


def _printed_parts(words: Sequence[Word], files: Sequence[Mapping[str, Any]], pictures: Path) -> str:
    """Prints the body where curl's own options can't make it."""
    printed = [_printed(encode_parts([(word.name, word.text)], [], BOUNDARY), word.made) for word in words]
    for file in files:
        part = FilePart(file["name"], file["filename"], file["type"], b"")
        head = encode_parts([], [part], BOUNDARY).removesuffix(b"\r\n")
        printed.append(
            f"printf %b {escaped(head)}; cat {shlex.quote(str(pictures / file['sha256']))}; printf '\\r\\n';"
        )
    return " ".join([*printed, f"printf %b {escaped(to_bytes(f'--{BOUNDARY}--'))};"])


def _printed(part: bytes, made: str) -> str:
    if not made:
        return f"printf %b {escaped(part)};"
    return f"printf '%b%s\\r\\n' {escaped(part.removesuffix(bytes([13, 10])))} {made};"
