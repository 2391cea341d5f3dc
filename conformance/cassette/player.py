"""Plays a cassette: for each request the answer that was recorded, a refusal, or a sentence why there is none."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from conformance.cassette.format import Line, request_line
from conformance.cassette.matcher import Matcher, Order
from conformance.cassette.meaning import Auth, Lens, Meaning, is_good, private_fields
from conformance.cassette.reader import Cassette
from conformance.cassette.redact import NEVER, Redactor
from conformance.cassette.wording import in_words
from conformance.spec import Operation, load_spec
from conformance.wire import Request
from conformance.wire.text import to_bytes

JSON = "application/json"
UNMATCHED_STATUS = 501


@dataclass(frozen=True)
class Reply:
    """What comes back. `fault` is the kind of fault that was recorded instead of an answer.

    `number` is the exchange that it was recorded in, where it was; `seconds` how long it took then. `why` says of
    what is refused or unmatched in a sentence what is the matter.
    """

    outcome: Literal["recorded", "refused", "unmatched"]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    number: int | None = None
    fault: str = ""
    seconds: float = 0.0
    why: str = ""


class Player:
    """Answers requests from a cassette; nothing is ever sent anywhere.

    `redactor` has the key of the recording: with it redacted values can be compared. `verified`: the signs of the
    requests were checked by the secret; or else they are not told apart. `repeat`: when all exchanges of a request are
    used up, the last is answered again. Raises CassetteError where a line is not of the format.
    """

    def __init__(
        self,
        cassette: Cassette,
        redactor: Redactor | None = None,
        *,
        verified: bool = True,
        order: Order = "per-key",
        repeat: bool = False,
    ) -> None:
        self.cassette = cassette
        self.matcher = Matcher(cassette, Lens(() if redactor else _hidden(cassette), verified=verified), order)
        self.refused = 0
        self.unmatched = 0
        self._redactor = redactor
        self._repeat = repeat

    def reply(self, request: Request) -> Reply:
        """The reply to a request."""
        meaning = self.meaning(request)
        place = self.matcher.take(meaning)
        if place is None and self._repeat:
            place = self.matcher.last_of(meaning)
        if place is not None:
            return self._recorded(place)
        operation = load_spec().operations.get(request.operation)
        if operation is not None and not is_good(meaning.auth) and request.method == "POST":
            self.refused += 1
            return self._refusal(meaning, operation)
        self.unmatched += 1
        return self._unmatched(meaning)

    def meaning(self, request: Request) -> Meaning:
        """What a request means, its redacted values as in the cassette."""
        fields = private_fields(request)
        if fields is not None and self._redactor is not None:
            fields = self._redactor.plain_fields(request, fields)
        if fields is not None:
            return self.matcher.lens.plain_meaning(request, fields)
        if self._redactor is None:
            return self.matcher.lens.meaning(request_line(request, _kept))
        return self.matcher.lens.meaning(self._redactor.request_line(request))

    def unused(self) -> list[int]:
        """The numbers of the exchanges that were never answered with."""
        return [self.cassette.number_at(place) for place in self.matcher.unused()]

    def summary(self) -> Iterator[str]:
        """What was played, in sentences."""
        total = len(self.cassette)
        yield f"{self.matcher.used} of {total} recorded exchanges were replayed"
        if self.refused:
            yield f"{self.refused} requests were refused: they were signed in a way that was never recorded for them"
        if self.unmatched:
            yield f"{self.unmatched} requests matched nothing that was recorded"
        unused = self.unused()
        if unused:
            yield f"{len(unused)} exchanges were not used: {self._named(unused)}"

    def _named(self, numbers: list[int]) -> str:
        shown = [f"{number} {self._operation(number)}" for number in numbers[:MOST_NAMED]]
        return ", ".join(shown) + (f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else "")

    def _operation(self, number: int) -> str:
        return self.matcher.meaning_at(self.cassette.place_of(number)).what.asked

    def _recorded(self, place: int) -> Reply:
        if (quick := self.matcher.answer_at(place)) is None:
            whole = self.cassette.at(place)
            return self._not_kept(whole) if "sha256" in (whole.get("response") or ()) else recorded_reply(whole)
        line, answer = quick
        headers = (("Content-Type", answer.content_type),) if answer.content_type else ()
        return Reply("recorded", answer.status, headers, answer.body, line.number, "", round(line.ms / 1000, 6))

    def _not_kept(self, line: Line) -> Reply:
        """An answer of which nobody has more than its digest: a sentence instead of something empty."""
        self.unmatched += 1
        number, size = line["n"], line["response"]["bytes"]
        why = f"exchange {number} was answered with {size} bytes, which were not kept when it was recorded"
        body = json.dumps({"error": why}).encode()
        return Reply("unmatched", UNMATCHED_STATUS, (("Content-Type", JSON),), body, number, why=why)

    def _refusal(self, meaning: Meaning, operation: Operation) -> Reply:
        """As this camera refused what was signed like that; by the default code book where it never had to."""
        why = f"{operation.name} was refused: {_state(meaning.auth)}, and such a request was never recorded"
        for place in self.matcher.refused_like(meaning):
            line = self.cassette.at(place)
            if _is_refusal(line, operation):
                reply = recorded_reply(line)
                return Reply("refused", reply.status, reply.headers, reply.body, why=why)
        code = load_spec().code_book.code(operation, _cause(meaning.auth))
        return Reply("refused", 200, (("Content-Type", JSON),), b'{"code":%d}' % code, why=why)

    def _unmatched(self, meaning: Meaning) -> Reply:
        explained = self._explained(meaning)
        body = json.dumps(explained, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
        why = explained["error"] + _nearest_in_words(explained.get("nearest"))
        return Reply("unmatched", UNMATCHED_STATUS, (("Content-Type", JSON),), body, why=why)

    def _explained(self, meaning: Meaning) -> Line:
        asked = meaning.what.asked
        if self.matcher.order == "per-key" and (last := self.matcher.last_of(meaning)) is not None:
            number = self.cassette.number_at(last)
            return {
                "error": f"{asked}: all recorded exchanges with this request were answered already, "
                f"the last one was {number}; --repeat goes on with it",
                "nearest": {"exchange": number, "differences": []},
            }
        if self.matcher.order == "strict":
            return self._out_of_order(meaning)
        nearest = self.matcher.nearest(meaning)
        if nearest is None:
            return {"error": f"{asked}: the cassette has no exchanges"}
        number = self.cassette.number_at(nearest[0])
        return {
            "error": f"{asked}: no such request was recorded",
            "nearest": {"exchange": number, "differences": nearest[1]},
        }

    def _out_of_order(self, meaning: Meaning) -> Line:
        asked, place = meaning.what.asked, self.matcher.expected()
        if place is None:
            return {"error": f"{asked}: the recording is over, all of its exchanges were answered"}
        number = self.cassette.number_at(place)
        differing = self.matcher.differences_at(place, meaning)
        return {
            "error": f"{asked}: exchange {number} comes next in the recording, and it is another request",
            "nearest": {"exchange": number, "differences": differing},
        }


MOST_NAMED = 20


def recorded_reply(line: Line) -> Reply:
    """The reply that a line of a cassette holds."""
    number, seconds = line["n"], round(line["ms"] / 1000, 6)
    response = line.get("response")
    if response is None:
        fault = line.get("fault") or {"kind": "closed", "text": ""}
        return Reply("recorded", 0, (), b"", number, fault["kind"], seconds, fault["text"])
    headers = (("Content-Type", response["type"]),) if response.get("type") else ()
    if "coding" in response:
        headers = (*headers, ("Content-Encoding", response["coding"]))
    return Reply("recorded", response["status"], headers, _body(response), number, seconds=seconds)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_escape = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def _body(response: Line) -> bytes:
    if "json" in response:
        try:
            return _encode(response["json"]).encode()
        except UnicodeEncodeError:
            return _escape(response["json"]).encode()  # half a surrogate pair can only have come escaped
    if "text" in response:
        return to_bytes(response["text"])
    return base64.b64decode(response.get("base64", ""))


def _kept(name: str, text: str) -> str | None:
    return None if name.lower() in NEVER else text


def _hidden(cassette: Cassette) -> list[str]:
    redacted = cassette.header.get("redacted")
    return [name for name in redacted if isinstance(name, str)] if isinstance(redacted, list) else []


def _is_refusal(line: Line, operation: Operation) -> bool:
    """Whether a line shows how an operation may be refused; how a web server answers for another path does not."""
    if not line["request"]["operation"]:
        return False
    response = line.get("response") or {}
    answer = response.get("json")
    code = answer.get("code") if isinstance(answer, dict) else None
    if code is None:
        return int(response.get("status", 200)) >= 400
    return code != 0 and code in operation.codes


def _cause(auth: Auth) -> str:
    sign, app_id, random, timestamp, _ = auth
    if app_id == "absent":
        return "bad-parameter"
    if app_id == "other":
        return "bad-identity"
    if sign not in ("correct", "given"):
        return "bad-signature"
    return "bad-parameter" if "ill-formed" in (random, timestamp) or "absent" in (random, timestamp) else "bad-identity"


def _state(auth: Auth) -> str:
    """What is wrong with the public parameters, in words."""
    names = ("sign", "app_id", "random", "timestamp", "the clock")
    fine = ("correct", "own", "given", "well-formed", "near")
    return " and ".join(f"{name} is {state}" for name, state in zip(names, auth, strict=True) if state not in fine)


def _nearest_in_words(nearest: Line | None) -> str:
    if nearest is None or not nearest["differences"]:
        return ""
    return f". The nearest is exchange {nearest['exchange']}: {in_words(nearest['differences'], 5)}"
