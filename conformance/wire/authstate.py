"""What can be said of the authentication of a request, as it went on the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from conformance.spec import load_spec
from conformance.wire.sign import Credentials, sign

SignState = Literal["correct", "alphabetic", "other-case", "wrong", "absent", "unknown"]
FormState = Literal["well-formed", "ill-formed", "absent", "doubled"]


@dataclass(frozen=True)
class AuthState:
    """The state of the four public parameters. `offset` is timestamp minus the sender's clock, in seconds.

    A sign is `alphabetic` where names with capitals are sorted as the English rule may mean it, and `unknown` where
    the secret is not known, as with the traffic of a foreign client.
    """

    sign: SignState
    app_id: Literal["own", "other", "absent"]
    random: FormState
    timestamp: FormState
    offset: int = 0

    @property
    def is_good(self) -> bool:
        """Whether the document gives no reason to refuse the request for its authentication."""
        good_form = self.random == self.timestamp == "well-formed"
        return self.sign == "correct" and self.app_id == "own" and good_form and abs(self.offset) <= SMALL_OFFSET

    def as_json(self) -> dict[str, object]:
        """The state as it stands in a cassette."""
        return {
            "sign": self.sign,
            "app_id": self.app_id,
            "random": self.random,
            "timestamp": self.timestamp,
            "offset": self.offset,
        }


# A clock that is off by less than this is nobody's reason to refuse; tolerances are undocumented (facts 2.2).
SMALL_OFFSET = 5


def auth_state(fields: Iterable[tuple[str, str]], credentials: Credentials | None, clock: float) -> AuthState:
    """Judges the public parameters of a request; `clock` is the sender's time in Unix seconds."""
    pairs = list(fields)
    sent: dict[str, list[str]] = {"sign": [], "app_id": [], "random": [], "timestamp": []}
    for name, value in pairs:
        if name in sent:
            sent[name].append(value)
    timestamps = sent["timestamp"]
    stamp = _form(timestamps, _is_timestamp)
    return _state(
        _sign_state(sent["sign"], pairs, credentials),
        _app_id_state(sent["app_id"], credentials),
        _form(sent["random"], _is_random),
        stamp,
        round(int(timestamps[0]) - clock) if stamp == "well-formed" else 0,
    )


# Nearly all requests have one of a few states.
_state = lru_cache(maxsize=256)(AuthState)


def _sign_state(signs: list[str], pairs: list[tuple[str, str]], credentials: Credentials | None) -> SignState:
    if not signs or signs == [""]:
        return "absent"
    if credentials is None:
        return "unknown"
    correct = sign(pairs, credentials.secret_key)
    if signs == [correct]:
        return "correct"
    if signs == [sign(pairs, credentials.secret_key, alphabetic=True)]:
        return "alphabetic"
    return "other-case" if [value.upper() for value in signs] == [correct] else "wrong"


def _app_id_state(sent: list[str], credentials: Credentials | None) -> Literal["own", "other", "absent"]:
    ids = [value for value in sent if value]
    if not ids:
        return "absent"
    return "own" if credentials is None or ids == [credentials.app_id] else "other"


def _form(values: list[str], is_well_formed: Callable[[str], bool]) -> FormState:
    if not values or values == [""]:
        return "absent"
    if len(values) > 1:
        return "doubled"
    return "well-formed" if is_well_formed(values[0]) else "ill-formed"


@cache
def _lengths(name: str) -> tuple[int, int]:
    kind = next(parameter.kind for parameter in load_spec().public if parameter.name == name)
    return kind.min_length or 0, kind.max_length or 0


def _is_random(text: str) -> bool:
    low, high = _lengths("random")
    return low <= len(text) <= high and text.isascii() and text.isalnum()


def _is_timestamp(text: str) -> bool:
    low, high = _lengths("timestamp")
    return low <= len(text) <= high and text.isascii() and text.isdigit()
