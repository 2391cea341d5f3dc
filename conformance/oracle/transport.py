"""Did the device answer at all, and was the answer HTTP, JSON and small enough?"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.judgement import Judgement, kept, violated
from conformance.wire import Exchange, NotJson

HTTP_OK = range(200, 300)


def judge_transport(exchange: Exchange) -> Iterator[Judgement]:
    """`transport.answers` and `transport.size`."""
    number, fault = exchange.number, exchange.fault
    if fault is None:
        named = _named(exchange)
        yield kept("transport.answers", f"{named} was answered", number)
        yield kept("transport.size", f"{named} was answered in a moderate size", number)
    elif fault.kind == "too-large":
        yield violated("transport.size", "an answer of moderate size", fault.text, number)
    elif fault.kind == "aborted":
        return
    elif not may_hang_up(exchange):
        actual = f"{_named(exchange)} got none: {fault.text}"
        yield violated("transport.answers", "an answer to each request", actual, number)


def may_hang_up(exchange: Exchange) -> bool:
    """A server may close on what is not a request of the API, and a kept connection at any time (RFC 9112 9.3.1)."""
    fault = exchange.fault
    if fault is None or fault.kind != "closed":
        return False
    request = exchange.request
    return fault.on_kept_connection or request.raw or request.method != "POST" or request.is_hostile


def judge_json(exchange: Exchange) -> Iterator[Judgement]:
    """`{operation}.answer.json` and `{operation}.answer.code-listed`, where the answer has to be one of the API's."""
    if exchange.response is None or not is_api_answer(exchange):
        return
    if exchange.code is None:
        yield violated(
            f"{exchange.operation}.answer.json",
            "a JSON object with an integer code",
            f"came {exchange.describe()}",
            exchange.number,
        )
        return
    yield kept(f"{exchange.operation}.answer.json", f"JSON with code {exchange.code} came", exchange.number)


def is_api_answer(exchange: Exchange) -> bool:
    """Whether the answer has to have the API's form.

    How a device turns away what is not signed or not a request of the API is not documented (facts 2.2): it may do
    so by an HTTP status alone.
    """
    request = exchange.request
    if not exchange.operation or request.method != "POST":
        return False
    turned_away = exchange.response is not None and exchange.response.status not in HTTP_OK
    proper = request.auth.is_good and not request.raw and not request.is_hostile
    return proper or not turned_away


def has_json(exchange: Exchange) -> bool:
    """Whether any JSON came."""
    return exchange.response is not None and not isinstance(exchange.response.parsed, NotJson)


def _named(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.request.path}"
