"""multipart/form-data bodies: text fields and files, parsed by python-multipart."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from conformance.emulator.form import Pairs, without_nul
from conformance.emulator.refusal import bad_parameter

# A broken body is answered with a refusal; the library would print it on the terminal as well.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)

MEDIA_TYPE = "multipart/form-data"
MOST_PARTS = 1000
"""More parts than this are refused: the API's largest request has about twenty."""


@dataclass
class Part:
    """One part while it is read: its headers (lower-case names) and its content."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)


class Collector:
    """The parser's callbacks: collects parts and knows whether the closing boundary came."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._header = bytearray()
        self._value = bytearray()

    def on_part_begin(self) -> None:
        """A part begins."""
        if len(self.parts) >= MOST_PARTS:
            raise bad_parameter("too many parts")
        self.parts.append(Part())

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's name."""
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's value."""
        self._value += data[start:end]

    def on_header_end(self) -> None:
        """A header is complete."""
        self.parts[-1].headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """A piece of the content."""
        self.parts[-1].content += data[start:end]

    def on_end(self) -> None:
        """The closing boundary was read."""
        self.ended = True

    def callbacks(self) -> dict[str, object]:
        """The callbacks under the names that the parser wants."""
        names = ("on_part_begin", "on_header_field", "on_header_value", "on_header_end", "on_part_data", "on_end")
        return {name: getattr(self, name) for name in names}


def parse(body: bytes, boundary: bytes) -> tuple[Pairs, dict[str, bytes]]:
    """The text fields in the order sent, and the files by field name. Raises Refused (bad-parameter)."""
    if not boundary:
        raise bad_parameter("multipart without a boundary")
    collector = Collector()
    try:
        parser = MultipartParser(boundary, collector.callbacks())  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise bad_parameter(f"no multipart body: {error}") from error
    if not collector.ended:
        raise bad_parameter("the multipart body has no closing boundary")
    return sort_out(collector.parts)


def sort_out(parts: list[Part]) -> tuple[Pairs, dict[str, bytes]]:
    """Fields and files of the parts: a file is what has a file name. Raises Refused."""
    pairs: Pairs = []
    files: dict[str, bytes] = {}
    for part in parts:
        _, options = parse_options_header(part.headers.get(b"content-disposition", b""))
        name = text_of(options.get(b"name", b""))
        if b"filename" not in options:
            pairs.append((name, text_of(bytes(part.content))))
        elif name in files:
            raise bad_parameter(f"two files {name}")
        else:
            files[name] = bytes(part.content)
    return pairs, files


def text_of(content: bytes) -> str:
    """The UTF-8 text of a field. Raises Refused."""
    try:
        return without_nul(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise bad_parameter("a field is no UTF-8") from error
