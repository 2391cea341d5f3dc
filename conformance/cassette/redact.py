"""What of an exchange may reach the disk: the one place where secrets are kept back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from conformance.cassette.chain import dumps
from conformance.cassette.format import Line, exchange_line, request_line, with_text
from conformance.cassette.masking import Masking
from conformance.cassette.needles import Needles
from conformance.cassette.tokens import token
from conformance.wire import Credentials, Exchange, Request
from conformance.wire.text import to_bytes

T = TypeVar("T")
NEVER = frozenset({"sign"})
TOKENS = frozenset({"app_id", "sn", "key", "secret_key"})

# A shorter app_id is a word that may stand anywhere; it is still a token where it is a field.
SHORTEST_APP_ID = 8
# A sign that a device repeats in its answer; a shorter one is no sign.
SHORTEST_SIGN = 16
# method, path, operation, encoding, auth, fields: what more there is may hold secrets in other places.
_PLAIN_MEMBERS = 6
# Makes it slow to guess the secret from the token of a known app_id: 20 ms a guess.
ROUNDS = 60_000


class Redactor:
    """Redacts for one camera. The key of the tokens is derived from its secret and stands nowhere.

    `secrets` are further ones, such as passwords. Those shorter than three bytes are not looked for. `key` is what the
    key of the tokens is derived from instead of the secret; `fields` names further fields whose values become tokens.
    """

    def __init__(
        self,
        credentials: Credentials,
        secrets: Iterable[str] = (),
        *,
        key: bytes | None = None,
        fields: Iterable[str] = (),
    ) -> None:
        secret = to_bytes(credentials.secret_key) if key is None else key
        self._key = hashlib.pbkdf2_hmac("sha256", secret, b"ipc-conformance tokens", ROUNDS)
        self._tokens = TOKENS.union(name.lower() for name in fields)
        names = b"|".join(re.escape(to_bytes(name)) for name in sorted(self._tokens))
        self._token_name = re.compile(b'"(?:' + names + b')"', re.IGNORECASE)
        app_ids = [credentials.app_id] if len(credentials.app_id) >= SHORTEST_APP_ID else []
        self._needles = Needles([credentials.secret_key, *secrets, *app_ids])

    def value(self, name: str, text: str) -> str | None:
        """What stands for a field's value; None for one that is never written."""
        lower = name.lower()
        if lower in NEVER:
            return None
        return token(text, self._key) if lower in self._tokens else text

    def token(self, text: str) -> str:
        """What stands for a value that is redacted."""
        return token(text, self._key)

    def holds_secret(self, line: Line) -> bool:
        """Whether a known secret stands in what others wrote in a line that is on disk already."""
        if not self._may_be_in(dumps(line), line, ()):
            return False
        masking = Masking(self._needles.mask, self._needles.longest_in)
        masking.structure(line)
        return masking.hits > 0

    def sentence(self, text: str) -> str:
        """A sentence for people, with known secrets masked."""
        return self._needles.mask(text)[0]

    def plain_fields(self, request: Request, fields: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
        """Some fields of a request as they would stand in its line; None where it may hold a secret somewhere."""
        values = "\n".join([value for _, value in fields])
        if self._needles.may_be_in(values) or any(sign.lower() in values.lower() for sign in request.values("sign")):
            return None
        redacted = ((name, self.value(name, value)) for name, value in fields)
        return [(name, value) for name, value in redacted if value is not None]

    def request_line(self, request: Request) -> Line:
        """A request as it would stand in the line of its exchange, to be compared with those that do."""
        line = request_line(request, self.value)
        values = "\n".join([value for _, value in line["fields"]])
        plain = len(line) == _PLAIN_MEMBERS and not self._needles.may_be_in(values)
        if plain and not any(sign.lower() in values.lower() for sign in request.values("sign") if sign):
            return line
        masked: Line = self.exchange_line(Exchange(0, request, None, None, 0.0, 0.0))["request"]
        return masked

    def exchange_line(self, exchange: Exchange) -> Line:
        """An exchange as a line with nothing secret in it, for whoever writes it elsewhere than in a cassette."""
        return self._either(exchange, lambda line: self._masked(line, _signs(exchange)))

    def exchange_text(self, exchange: Exchange) -> str:
        """The same as the text of the line."""
        return self._either(exchange, lambda line: self.text(line, _signs(exchange)))

    def text(self, line: Line, signs: Iterable[str] = ()) -> str:
        """A line as text, with known secrets and `signs` masked in whatever others wrote in it."""
        text = dumps(line)
        if self._may_be_in(text, line, signs):
            return dumps(self._masked(line, signs))
        return text

    def _either(self, exchange: Exchange, make: Callable[[Line], T]) -> T:
        """With the answer as JSON, or as text where that can't be written again: infinite, or nested too deeply."""
        try:
            return make(self._line(exchange))
        except (ValueError, RecursionError):
            return make(with_text(exchange_line(exchange, self.value), exchange))

    def _line(self, exchange: Exchange) -> Line:
        line = exchange_line(exchange, self.value)
        answer = exchange.response.body if exchange.response is not None else b""
        if self._token_name.search(answer) and "json" in line["response"]:
            line["response"]["json"] = self._with_tokens(line["response"]["json"])
        if "json" in line["request"].get("body", ()):
            line["request"]["body"]["json"] = self._with_tokens(line["request"]["body"]["json"])
        return line

    def _with_tokens(self, value: Any) -> Any:
        """What a device or a foreign client says in JSON becomes the same tokens as in fields."""
        if isinstance(value, list):
            return [self._with_tokens(item) for item in value]
        if isinstance(value, dict):
            return {name: self._member(name, item) for name, item in value.items()}
        return value

    def _member(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and name.lower() in self._tokens:
            return token(value, self._key)
        return self._with_tokens(value)

    def _may_be_in(self, text: str, line: Line, signs: Iterable[str]) -> bool:
        hidden = "base64" in line.get("response", ()) or "base64" in line.get("request", {}).get("body", ())
        lower = text.lower()
        return hidden or self._needles.may_be_in(text, lower) or any(sign.lower() in lower for sign in signs)

    def _masked(self, line: Line, signs: Iterable[str]) -> Line:
        masking = Masking(lambda text: self._mask(text, signs), self._needles.longest_in)
        masked: Line = masking.structure(line)
        return {**masked, "masked": masking.hits} if masking.hits else line

    def _mask(self, text: str, signs: Iterable[str]) -> tuple[str, int]:
        hits = 0
        for sign in signs:
            text, more = re.subn(re.escape(sign), "*" * len(sign), text, flags=re.IGNORECASE)
            hits += more
        text, more = self._needles.mask(text)
        return text, hits + more


# A sign in a body that could not be taken apart into fields.
_SIGN = re.compile(rb"""sign["']?\s*[=:>]\s*["']?([0-9A-F]{16,})""", re.IGNORECASE)


def _signs(exchange: Exchange) -> list[str]:
    """The signs that were sent: whoever has one and the rest of the request can try secrets on it."""
    request = exchange.request
    sent = [value for name, value in (*request.fields, *request.query) if name == "sign"]
    if not sent and b"sign" in request.body.lower():
        sent = [found.decode("ascii") for found in _SIGN.findall(request.body)]
    return [sign for sign in sent if len(sign) >= SHORTEST_SIGN]
