"""A request as it is meant: an operation, its values, and in which ways it is ill-formed on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from conformance.spec import load_spec
from conformance.wire.bodies import FilePart

BodyEncoding = Literal["form", "multipart", "query"]
Sign = Literal[
    "correct", "wrong", "wrong-last", "wrong-middle", "cut-1", "cut-8", "cut-31", "longer", "keyless", "public-only",
    "lower", "with-empties", "alphabetic",
]  # fmt: skip
"""How a sign is made. `wrong...`: another digit there; `cut-n`: its first n digits; `longer`: a digit more; `keyless`
and `public-only`: over a text without the secret, or over the public parameters alone; `alphabetic`: as the English
rule may mean it, which differs only where names have capitals.
"""
Framing = Literal["usual", "lower-case-headers", "quoted-boundary", "files-first"]
"""What RFC 9110 5.1, RFC 2046 5.1.1 and RFC 7578 leave to a client."""
Order = Literal["as-is", "reversed", "sorted"]
Value = str | int | Iterable[str]


def _nothing() -> Mapping[str, str | None]:
    return MappingProxyType({})


def text_of(value: Value) -> str:
    """A parameter's value as it travels: arrays are JSON text in one field (facts 6)."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    return json.dumps(list(value), ensure_ascii=False)


@dataclass(frozen=True)
class Call:
    """A request before it is sealed with the public parameters and the signature.

    `fields` are signed. `public` replaces a public parameter before signing (None leaves it out). What is in
    `after` is changed once the signature stands (None takes the field away), and `unsigned` is sent behind all.
    `headers` are added to the usual ones or replace them (None leaves one out).
    """

    operation: str
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[FilePart, ...] = ()
    encoding: BodyEncoding = "form"
    path: str = ""
    method: str = "POST"
    public: Mapping[str, str | None] = field(default_factory=_nothing)
    sign: Sign = "correct"
    secret_key: str | None = field(default=None, repr=False)
    after: Mapping[str, str | None] = field(default_factory=_nothing)
    unsigned: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str | None] = field(default_factory=_nothing)
    body: Callable[[bytes], bytes] | None = None
    pieces: int = 1
    order: Order = "as-is"
    framing: Framing = "usual"

    @classmethod
    def of(cls, operation: str, /, **values: Value | FilePart | None) -> Call:
        """A well-formed call: text, integers, arrays and files by parameter name; None leaves a parameter out."""
        known = load_spec().operations[operation]
        given = {name: value for name, value in values.items() if value is not None}
        return cls(
            operation=operation,
            fields=tuple((name, text_of(v)) for name, v in given.items() if not isinstance(v, FilePart)),
            files=tuple(replace(v, name=name) for name, v in given.items() if isinstance(v, FilePart)),
            encoding=known.encoding,
            path=known.path,
        )

    def value_of(self, name: str) -> str | None:
        """The value of the first field of that name."""
        return next((value for key, value in self.fields if key == name), None)

    def but(self, /, **values: Value) -> Call:
        """The same call with other values, freshly signed."""
        changed = {name: text_of(value) for name, value in values.items()}
        kept = tuple((name, changed.pop(name, value)) for name, value in self.fields)
        return replace(self, fields=(*kept, *changed.items()))

    def without(self, name: str) -> Call:
        """The same call without one parameter or file, freshly signed."""
        return replace(
            self,
            fields=tuple(pair for pair in self.fields if pair[0] != name),
            files=tuple(part for part in self.files if part.name != name),
        )

    def doubled(self, name: str, value: Value) -> Call:
        """The same call with one more field of that name, signed too."""
        return replace(self, fields=(*self.fields, (name, text_of(value))))

    def with_file(self, name: str, part: FilePart) -> Call:
        """The same call with another file."""
        return replace(self, files=(*(p for p in self.files if p.name != name), replace(part, name=name)))

    def with_public(self, /, **values: str | None) -> Call:
        """The same call with other public parameters, signed with them; None leaves one out."""
        return replace(self, public={**self.public, **values})

    def tampered(self, /, **values: str | None) -> Call:
        """The same call with fields changed after signing; None takes a field away."""
        return replace(self, after={**self.after, **values})

    def signed(self, how: Sign, secret_key: str | None = None) -> Call:
        """The same call, signed wrongly, in lower case, or with another secret."""
        return replace(self, sign=how, secret_key=secret_key)

    def by(self, method: str, *, with_body: bool = False) -> Call:
        """The same call by another method; GET and HEAD carry the fields in the query, or `with_body` as POST does."""
        in_query = method in ("GET", "HEAD") and not with_body
        return replace(self, method=method, encoding="query" if in_query else self.encoding)

    def encoded(self, encoding: BodyEncoding) -> Call:
        """The same call in the other body encoding."""
        return replace(self, encoding=encoding)

    def with_headers(self, headers: Mapping[str, str | None]) -> Call:
        """The same call with other HTTP headers; None leaves a usual one out."""
        return replace(self, headers={**self.headers, **headers})

    def broken(self, how: Callable[[bytes], bytes]) -> Call:
        """The same call, its body changed on the way out."""
        return replace(self, body=how)

    def in_pieces(self, pieces: int) -> Call:
        """The same call, its body written to the socket in so many pieces."""
        return replace(self, pieces=pieces)

    def framed(self, framing: Framing) -> Call:
        """The same call in another form that HTTP and multipart allow."""
        return replace(self, framing=framing)

    def in_order(self, order: Order) -> Call:
        """The same call, its fields in another order on the wire, which does not matter to the signature."""
        return replace(self, order=order)
