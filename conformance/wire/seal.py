"""Seals a call: adds the public parameters and the signature, then encodes it as an HTTP request."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote

from conformance.wire.bodies import FORM, MULTIPART, encode_form, encode_multipart
from conformance.wire.call import Call
from conformance.wire.sign import Credentials, digest_of, sign, text_to_sign
from conformance.wire.text import to_bytes

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Sealed:
    """A request as it goes on the wire. A header that is None is left out, even a usual one."""

    method: str
    target: str
    headers: Mapping[str, str | None]
    body: bytes
    fields: tuple[tuple[str, str], ...]
    pieces: int = 1
    lower_case_headers: bool = False

    def chunks(self) -> Iterator[bytes]:
        """The body in its pieces, as equal as can be; fewer where it has not so many bytes."""
        pieces = max(1, min(self.pieces, len(self.body)))
        marks = [len(self.body) * number // pieces for number in range(pieces + 1)]
        for start, end in pairwise(marks):
            yield self.body[start:end]


class Sealer:
    """Makes wire requests of calls for one camera.

    `clock` gives Unix seconds by the camera's clock; `randomness` makes random values and boundaries, so that a run
    can be repeated.
    """

    def __init__(self, credentials: Credentials, clock: Callable[[], float], randomness: random.Random) -> None:
        self.credentials = credentials
        self._clock = clock
        self._random = randomness

    def seal(self, call: Call) -> Sealed:
        """The request of a call, freshly signed."""
        fields = self.sealed_fields(call)
        headers: dict[str, str] = {}
        target, body = call.path, b""
        if call.encoding == "query":
            target += "?" + encode_form(fields).decode("ascii")
        elif call.encoding == "multipart":
            boundary = f"ipc-{self._random.getrandbits(96):024x}"
            quoted = f'"{boundary}"' if call.framing == "quoted-boundary" else boundary
            headers["Content-Type"] = f"{MULTIPART}; boundary={quoted}"
            body = encode_multipart(fields, call.files, boundary, files_first=call.framing == "files-first")
        else:
            headers["Content-Type"] = FORM
            body = encode_form(fields)
        if call.body is not None:
            body = call.body(body)
        given = {name.lower() for name in call.headers}
        headers = {name: value for name, value in headers.items() if name.lower() not in given}
        target = quote(to_bytes(target), safe="/?=&%+")
        lower = call.framing == "lower-case-headers"
        return Sealed(call.method, target, {**headers, **call.headers}, body, tuple(fields), call.pieces, lower)

    def sealed_fields(self, call: Call) -> Pairs:
        """All fields of a call in their order on the wire."""
        signed = [*self._public(call), *call.fields]
        secret_key = self.credentials.secret_key if call.secret_key is None else call.secret_key
        fields = [*signed, ("sign", _sign(call, signed, secret_key))]
        kept = [(name, call.after.get(name, value)) for name, value in fields]
        added = [(name, value) for name, value in call.after.items() if name not in dict(fields)]
        sealed = [(name, value) for name, value in [*kept, *added] if value is not None]
        return [*_ordered(sealed, call), *call.unsigned]

    def _public(self, call: Call) -> Pairs:
        values: dict[str, str | None] = {
            "app_id": self.credentials.app_id,
            "random": str(self._random.randrange(10**5, 10**10)),
            "timestamp": str(int(self._clock())),
            **call.public,
        }
        return [(name, value) for name, value in values.items() if value is not None]


def _ordered(fields: Pairs, call: Call) -> Pairs:
    match call.order:
        case "reversed":
            return fields[::-1]
        case "sorted":
            return sorted(fields)
        case _:
            return fields


def _sign(call: Call, fields: Pairs, secret_key: str) -> str:
    correct = sign(fields, secret_key)
    match call.sign:
        case "lower":
            return correct.lower()
        case "wrong":
            return _with_another_digit(correct, 0)
        case "wrong-middle":
            return _with_another_digit(correct, len(correct) // 2)
        case "wrong-last":
            return _with_another_digit(correct, len(correct) - 1)
        case "cut-1" | "cut-8" | "cut-31":
            return correct[: int(call.sign.removeprefix("cut-"))]
        case "longer":
            return correct + "0"
        case "keyless":
            return digest_of(text_to_sign(fields, "").removesuffix("&key="))
        case "public-only":
            own = {name for name, _ in call.fields}
            return sign([pair for pair in fields if pair[0] not in own], secret_key)
        case "alphabetic":
            return sign(fields, secret_key, alphabetic=True)
        case "with-empties":
            return sign(fields, secret_key, with_empties=True)
        case _:
            return correct


def _with_another_digit(text: str, place: int) -> str:
    return text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
